"""The way from a pasted article to a quiz that is played, as teachers go it."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from quizzes.models import Candidate, Question, Quiz
from tests.factories import CandidateFactory

from .accessibility import assert_well_drawn

TEXT = "The SCO was established in 2001 in Shanghai. It has ten members.\n\nIran joined it in 2023."

PRESS_U_ON_FOCUS = """() => {
  const press = () => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "u", bubbles: true }));
  document.addEventListener("focusin", () => setTimeout(press), { once: true });
}"""


@pytest.fixture
def candidates(signed_in):
    """A year with its question, and a place behind it."""
    year = CandidateFactory()
    place = CandidateFactory(
        sentence=year.source.sentences.last(),
        topic=year.topic,
        start=26,
        end=33,
        answer="Tianjin",
        answer_type="place",
        prompt="Where does the summit take place?",
    )
    return [year, place]


def review(page, candidate):
    page.goto(reverse("admin:quizzes_candidate_review", args=[candidate.pk]))


def counter(page):
    return page.locator("#counter")


class TestByKeyboard:
    def test_from_the_pasted_article_to_the_played_quiz(self, signed_in, complaints):
        page, keyboard = signed_in, signed_in.keyboard
        page.goto(reverse("admin:index"))
        page.get_by_role("link", name="Questions from an article").press("Enter")
        page.get_by_label("Title").focus()
        keyboard.insert_text("Ten states")
        keyboard.press("Tab")
        keyboard.insert_text(TEXT)
        page.get_by_role("button", name="Find questions in it").press("Enter")

        expect(page.get_by_role("heading", name="Candidate 1 of")).to_be_visible()
        expect(page.locator("#review.with-keys")).to_be_visible()
        year = Candidate.objects.get(answer="2001")
        while not page.locator("mark", has_text="2001").count():
            before = page.url
            keyboard.press("r")
            page.wait_for_url(lambda url, before=before: url != before)
            expect(page.locator("#candidate-title")).to_be_focused()
        keyboard.press("e")
        expect(page.get_by_label("Question")).to_be_focused()
        keyboard.insert_text("In which year was the SCO established?")
        keyboard.press("Escape")
        keyboard.press("a")
        expect(page.get_by_role("heading", name="from it")).to_be_focused()
        expect(page.get_by_role("status")).to_contain_text(re.compile(r"Accepted\. \d+ of \d+ looked at, 1 accepted"))
        year.refresh_from_db()
        assert year.is_accepted

        page.get_by_role("link", name="To the drafts").press("Enter")
        page.get_by_role("button", name="Publish the ticked and make a quiz of them").press("Enter")
        expect(page.get_by_text("The quiz “Ten states” is ready.")).to_be_visible()
        page.get_by_role("link", name="Open it on the site").press("Enter")
        page.get_by_role("button", name="Start").press("Enter")
        page.get_by_role("radio", name="2001").press("Space")
        keyboard.press("Enter")
        expect(page.locator("#verdict")).to_be_visible()
        expect(page.get_by_text("Ten states").last).to_be_visible()
        assert complaints == []

    def test_goes_on_and_back_and_undoes(self, signed_in, candidates):
        page, keyboard = signed_in, signed_in.keyboard
        review(page, candidates[0])
        keyboard.press("j")
        expect(page.get_by_role("heading", name="Candidate 2 of 2")).to_be_focused()
        keyboard.press("k")
        expect(page.get_by_role("heading", name="Candidate 1 of 2")).to_be_focused()
        keyboard.press("r")
        expect(page.get_by_role("heading", name="Candidate 2 of 2")).to_be_focused()
        expect(counter(page)).to_have_text("1 of 2 looked at, 0 accepted")
        keyboard.press("u")
        expect(page.get_by_role("heading", name="Candidate 1 of 2")).to_be_focused()
        expect(page.get_by_role("status")).to_have_text("Taken back: it is open again. 0 of 2 looked at, 0 accepted")

    def test_takes_the_key_that_follows_at_once(self, signed_in, candidates):
        """HTMX restores the focus with the swap. The very next key must not find the forms without their HTMX."""
        page, keyboard = signed_in, signed_in.keyboard
        review(page, candidates[1])
        keyboard.press("k")
        expect(page.get_by_role("heading", name="Candidate 1 of 2")).to_be_focused()
        page.evaluate(PRESS_U_ON_FOCUS)
        keyboard.press("r")
        expect(page.get_by_role("status")).to_have_text("Taken back: it is open again. 0 of 2 looked at, 0 accepted")

    def test_can_be_done_without_single_keys(self, signed_in, candidates):
        page, keyboard = signed_in, signed_in.keyboard
        review(page, candidates[0])
        page.get_by_text("Keyboard", exact=True).press("Enter")
        page.get_by_label("Use these keys").press("Space")
        page.reload()
        keyboard.press("r")
        keyboard.press("j")
        expect(page.get_by_role("heading", name="Candidate 1 of 2")).to_be_visible()
        assert Candidate.objects.open().count() == 2

    def test_types_letters_into_fields(self, signed_in, candidates):
        page, keyboard = signed_in, signed_in.keyboard
        review(page, candidates[0])
        keyboard.press("e")
        keyboard.type("jar")
        expect(page.get_by_label("Question")).to_have_value("jar")
        assert Candidate.objects.open().count() == 2


class TestMarking:
    def test_puts_selected_words_into_the_form(self, signed_in, candidates):
        page = signed_in
        review(page, candidates[0])
        page.locator(".sentence", has_text="It has ten members.").dblclick(position={"x": 55, "y": 8})
        expect(page.get_by_label("The words")).not_to_have_value("")
        expect(page.get_by_label("Sentence:")).to_have_value(str(candidates[0].source.sentences.all()[1].pk))


class TestTrouble:
    def test_is_said_where_the_server_is_away(self, signed_in, candidates):
        page = signed_in
        page.route("**/decide/", lambda route: route.abort())  # before the page, which a busy browser asks past it
        review(page, candidates[0])
        page.keyboard.press("r")
        expect(page.get_by_text("That did not reach the server")).to_be_visible()


class TestPages:
    def test_are_accessible_and_fit(self, signed_in, candidates):
        page = signed_in
        source = candidates[0].source
        page.goto(reverse("admin:quizzes_candidate_paste"))
        assert_well_drawn(page)
        page.get_by_role("button", name="Find questions in it").click()
        expect(page.get_by_text("Please paste the text of the article.")).to_be_visible()
        assert_well_drawn(page)
        review(page, candidates[0])
        for details in page.locator("details:visible").all():
            details.evaluate("element => { element.open = true }")
        assert_well_drawn(page)
        page.get_by_role("button", name="Accept").click()
        expect(page.get_by_role("heading", name="from it")).to_be_focused()
        assert_well_drawn(page)
        for name in ("drafts", "look"):
            page.goto(reverse(f"admin:quizzes_candidate_{name}", args=[source.pk]))
            assert_well_drawn(page)
        review(page, candidates[1])
        assert_well_drawn(page)


class TestWithoutScript:
    @pytest.fixture
    def browser_context_args(self, browser_context_args):
        return {**browser_context_args, "java_script_enabled": False}

    def test_an_article_becomes_a_quiz(self, signed_in):
        page = signed_in
        page.goto(reverse("admin:quizzes_candidate_paste"))
        page.get_by_label("Title").fill("Ten states")
        page.get_by_label("Text").fill(TEXT)
        page.get_by_role("button", name="Find questions in it").click()
        page.get_by_text("All candidates").click()
        with page.expect_navigation():  # to a page that may look like this one
            page.get_by_role("link", name="2001", exact=True).click()
        page.get_by_label("Question").fill("In which year was the SCO established?")
        page.get_by_role("button", name="Accept").click()
        page.get_by_role("button", name="Publish").first.click()
        expect(page.get_by_text("Published.").first).to_be_visible()

        page.get_by_text("Make one of your own").click()
        page.get_by_label("Sentence:").select_option(label="P1s2 It has ten members.")
        page.get_by_label("The words").fill("members")
        page.get_by_role("button", name="Add it").click()
        expect(page.locator("mark")).to_have_text("members")
        page.get_by_role("button", name="Reject").click()
        expect(page.get_by_text("Rejected.").first).to_be_visible()

        page.get_by_role("link", name="To the drafts").click()
        page.get_by_label("In which year").first.check()
        page.get_by_role("button", name="Publish the ticked and make a quiz of them").click()
        expect(page.get_by_text("The quiz “Ten states” is ready.")).to_be_visible()
        assert Quiz.objects.get().is_published
        assert Question.objects.published().filter(approved_by__username="tess").exists()
