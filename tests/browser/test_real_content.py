"""The ready quizzes on the real article, as a student meets them."""

import sqlite3

import pytest
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import expect

from quizzes.models import Attempt, Quiz
from tests.factories import form_for
from tests.support.running import ROOT

from .accessibility import assert_accessible

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def copy() -> sqlite3.Connection:
    """Of a database that holds the bank, as soon as there is one."""
    return sqlite3.connect(":memory:")


@pytest.fixture
def bank(transactional_db, copy):
    """Loaded once, and copied for who comes later."""
    if copy.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        connection.ensure_connection()
        copy.backup(connection.connection)
    else:
        call_command("loaddata", *sorted((ROOT / "fixtures").glob("*.json")), verbosity=0)
        connection.ensure_connection()
        connection.connection.backup(copy)


def give(page, form):
    """Choose or type what a form would post."""
    page.wait_for_load_state()  # of a page that is still coming, the browser may show a form without its controls
    for value in form["answer"]:
        control = page.locator(f'#question input[name=answer][value="{value}"]')
        if control.count():
            control.check()
        else:
            page.get_by_role("textbox").fill(value)


class TestRealContent:
    def test_a_phone_plays_the_first_quiz_and_clicks_twice(self, page, bank, complaints):
        page.set_viewport_size(PHONE)
        page.goto("/")
        page.get_by_role("link", name="Before you start").click()
        page.get_by_role("button", name="Start").click()
        page.wait_for_url("**/questions/1/")
        attempt = Attempt.objects.get()
        for response in attempt.responses.all():
            page.locator("#question form").wait_for()
            give(page, form_for(response, is_right=True))
            page.get_by_role("button", name="Answer").dblclick()
            # The second click may fall beside the verdict and take the focus away from it, but counts for nothing.
            expect(page.get_by_role("heading", name="Right", exact=True)).to_be_visible()
            citation = response.frozen.citation
            expect(page.locator("blockquote mark")).to_have_text("".join(citation["sentence"]))
            page.locator("[data-enter]").click()
        expect(page.get_by_text("100%", exact=True)).to_be_visible()
        expect(page.get_by_role("heading", name="Everything right")).to_be_visible()
        assert complaints == []

    def test_the_citation_leads_to_its_sentence_in_the_reader_and_back(self, page, bank):
        page.goto(Quiz.objects.get(slug="the-tianjin-summit").get_absolute_url())
        page.get_by_role("button", name="Start").click()
        page.get_by_role("button", name="I don’t know").click()
        sentence = page.locator("blockquote mark").text_content()
        page.get_by_role("link", name="Read it in its place").click()
        expect(page.locator("span.sentence:target")).to_have_text(sentence)
        assert_accessible(page)
        page.get_by_role("link", name="Back to the question").click()
        expect(page.get_by_role("heading", name="Not answered")).to_be_visible()

    def test_a_test_is_finished_and_what_was_missed_is_practised(self, page, bank):
        page.goto(Quiz.objects.get(slug="the-whole-article").get_absolute_url())
        page.get_by_role("button", name="Start").click()
        page.wait_for_url("**/questions/1/")
        responses = list(Attempt.objects.get().responses.all())
        for number, response in enumerate(responses, start=1):
            expect(page.get_by_text(f"Question {number} of {len(responses)}")).to_be_visible()
            give(page, form_for(response, is_right=number != 2))
            page.get_by_role("button", name="Answer").click()
        expect(page.get_by_text(f"{len(responses) - 1} of {len(responses)} questions right")).to_be_visible()
        page.get_by_role("button", name="Practise what I missed").click()
        expect(page.get_by_text("Question 1 of 1")).to_be_visible()
        give(page, form_for(Attempt.objects.get(repeats__isnull=False).responses.get(), is_right=True))
        page.get_by_role("button", name="Answer").click()
        expect(page.get_by_role("heading", name="Right", exact=True)).to_be_visible()
