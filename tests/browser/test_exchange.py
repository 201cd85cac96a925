import pytest
from django.urls import reverse
from playwright.sync_api import expect

from quizzes.admin import imports as import_pages
from quizzes.formats import FORMATS
from quizzes.models import Import, Question
from tests.factories import QuestionFactory
from tests.support.lines_format import LinesFormat, file_of, line_of, record

from .accessibility import assert_accessible, assert_well_drawn


@pytest.fixture(autouse=True)
def lines_format(monkeypatch):
    monkeypatch.setitem(FORMATS, "lines", LinesFormat())


def choose(page, data):
    page.goto(reverse("admin:index"))
    page.get_by_role("link", name="Import questions").click()
    page.get_by_label("File").set_input_files({"name": "a.lines", "mimeType": "text/plain", "buffer": data})
    page.get_by_role("button", name="Check the file").click()


def take_in(page):
    choose(page, line_of(record(name="One"), lost=["Its hint is left behind."]) + file_of(record("Which city?")))
    expect(page.get_by_role("region", name="What the file would do")).to_contain_text("will be stored as drafts: 2")
    expect(page.get_by_role("table", name="What cannot be kept")).to_contain_text("Its hint is left behind.")
    page.get_by_role("button", name="Take the questions in").click()
    page.get_by_role("link", name="Look at the drafts").click()
    expect(page.get_by_role("link", name="Which city?")).to_be_visible()
    assert Question.objects.filter(status="draft").count() == 2


class TestImport:
    def test_from_the_file_to_the_drafts(self, signed_in, complaints):
        take_in(signed_in)
        assert complaints == []

    def test_shows_how_far_a_large_file_is_until_it_is_done(self, signed_in, monkeypatch):
        monkeypatch.setattr(import_pages, "MAX_INLINE_BYTES", 10)
        started = []
        monkeypatch.setattr(import_pages, "work_alone", started.append)
        page = signed_in
        choose(page, file_of(record()))
        expect(page.get_by_role("progressbar")).to_be_visible()
        assert_accessible(page)
        Import.objects.get().work()
        expect(page.get_by_role("region", name="What the file would do")).to_be_visible()
        page.get_by_role("button", name="Take the questions in").click()
        expect(page.get_by_role("heading", name="The questions are being stored")).to_be_visible()


class TestPages:
    def test_are_accessible_and_break_no_policy(self, signed_in, complaints):
        page = signed_in
        QuestionFactory(tags=["a"], stem="Which is the longest word that this question may hold?")
        choose(page, line_of(record(name="x" * 200), lost=["Its hint is left behind."]))
        expect(page.get_by_role("heading", name="What the file would do")).to_be_visible()
        assert_well_drawn(page)
        for address in (
            reverse("admin:quizzes_question_import"),
            f"{reverse('admin:quizzes_question_export')}?format=lines",
            f"{reverse('admin:quizzes_question_export')}?chosen=1",
        ):
            page.goto(address)
            assert_well_drawn(page)
        complaints.clear()
        choose(page, b"not JSON")
        expect(page.get_by_role("table", name="Problems")).to_contain_text("This line is no JSON.")
        assert complaints == []
        assert_well_drawn(page)


class TestWithoutScript:
    @pytest.fixture
    def browser_context_args(self, browser_context_args):
        return {**browser_context_args, "java_script_enabled": False}

    def test_a_file_comes_in(self, signed_in):
        take_in(signed_in)

    def test_a_file_goes_out(self, signed_in):
        question = QuestionFactory()
        page = signed_in
        page.goto(reverse("admin:quizzes_question_changelist"))
        page.get_by_role("link", name="Export", exact=True).click()
        page.get_by_label("Format").select_option("Lines")
        page.get_by_role("button", name="See what goes out").click()
        with page.expect_download() as download:
            page.get_by_role("link", name="Download the file").click()
        assert question.stem.encode() in download.value.path().read_bytes()
