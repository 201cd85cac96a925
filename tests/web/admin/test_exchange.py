import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from quizzes.admin import imports as import_pages
from quizzes.formats import FORMATS
from quizzes.formats.base import MAX_BYTES
from quizzes.models import Import, Question
from tests.factories import ImportFactory, QuestionFactory, QuizFactory, TopicFactory, UserFactory
from tests.load.hostile import CASES
from tests.support.clients import HTMX, client_signed_in
from tests.support.lines_format import LinesFormat, file_of, line_of, record
from tests.support.small_limits import lower_limits, small

pytestmark = pytest.mark.django_db

UPLOAD = "/admin/quizzes/question/import/"
EXPORT = "/admin/quizzes/question/export/"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture(autouse=True)
def lines(monkeypatch):
    monkeypatch.setitem(FORMATS, "lines", LinesFormat())


def send(client, data, name="questions.lines", **fields):
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, data), **fields})


def sent(client, data, **kwargs):
    response = send(client, data, **kwargs)
    assert response.status_code == 302, response.context["form"].errors
    return client.get(response["Location"]), Import.objects.latest("pk")


def address(name, job):
    return reverse(f"admin:quizzes_question_{name}", args=[job.pk])


class TestSending:
    def test_shows_what_the_file_would_do_and_stores_nothing(self, signed_in):
        page, job = sent(signed_in, file_of(record(), record("Which city hosts it?")))
        assertContains(page, "What the file would do")
        assertContains(page, "New: will be stored as drafts: <strong>2</strong>")
        assertContains(page, "Which city hosts it?")
        assert job.state == "checked"
        assert not Question.objects.exists()

    def test_stores_it_when_told_to_and_leads_to_the_drafts(self, signed_in):
        topic = TopicFactory()
        _page, job = sent(signed_in, file_of(record()), topic=topic.pk)
        page = signed_in.post(address("import_store", job), follow=True)
        assertContains(page, "The questions are stored")
        question = Question.objects.get()
        assert (question.topic, question.imported_in) == (topic, job)
        QuestionFactory(stem="Another one?")
        drafts = signed_in.get(page.context["questions_url"])
        assertContains(drafts, question.stem)
        assertNotContains(drafts, "Another one?")
        job.refresh_from_db()
        assert bytes(job.data) == b""

    def test_stores_it_once_however_often_it_is_told_to(self, signed_in):
        _page, job = sent(signed_in, file_of(record()))
        for _time in range(2):
            response = signed_in.post(address("import_store", job), follow=True)
        assertContains(response, "Nothing was left to be stored.")
        assert Question.objects.count() == 1

    def test_names_each_problem_and_offers_no_button(self, signed_in):
        page, job = sent(signed_in, file_of(record()) + b"not JSON\n")
        assertContains(page, "There is 1 problem.")
        assert re.search(r"<td>2</td>\s*<td><code>not JSON</code></td>\s*<td>This line is no JSON.</td>", page.text)
        assertNotContains(page, "Take the questions in")
        signed_in.post(address("import_store", job))
        assert not Question.objects.exists()

    def test_shows_the_first_hundred_problems_and_counts_them_all(self, signed_in):
        page, _job = sent(signed_in, b"x\n" * 150)
        assertContains(page, "There are 150 problems.")
        assertContains(page, "<code>x</code>", count=100)

    def test_names_what_is_left_behind(self, signed_in):
        page, _job = sent(signed_in, line_of(record(name="One"), lost=["Its hint is left behind."]))
        assertContains(page, "Its hint is left behind.")

    def test_finds_nothing_new_in_the_same_file(self, signed_in):
        _page, job = sent(signed_in, file_of(record()))
        signed_in.post(address("import_store", job))
        page, _job = sent(signed_in, file_of(record()))
        assertContains(page, "The same as here already: <strong>1</strong>")
        assertContains(page, "There is nothing in it to take in.")

    def test_asks_for_the_format_of_a_file_that_does_not_say(self, signed_in):
        response = send(signed_in, file_of(record()), name="questions.bin")
        assertContains(response, "Please choose its format.", status_code=422)
        assert send(signed_in, file_of(record()), name="questions.bin", format="lines").status_code == 302

    def test_refuses_no_file_an_empty_one_and_one_that_is_too_large(self, signed_in, monkeypatch):
        assertContains(signed_in.post(UPLOAD), "Please choose a file.", status_code=422)
        assertContains(send(signed_in, b""), "This file is empty.", status_code=422)
        monkeypatch.setattr("quizzes.forms.admin.exchange.MAX_BYTES", 10)
        assertContains(send(signed_in, file_of(record())), "larger than 20 MB", status_code=422)
        assert not Import.objects.exists()

    def test_throws_away_what_its_sender_has_left_for_a_day(self, signed_in, teacher):
        old = ImportFactory(user=teacher)
        of_others = ImportFactory()
        Import.objects.update(created_at="2026-01-01T00:00Z")
        sent(signed_in, file_of(record()))
        assert not Import.objects.filter(pk=old.pk).exists()
        assert Import.objects.filter(pk=of_others.pk).exists()


class TestFailure:
    def test_is_said_and_ends_the_work(self, signed_in, monkeypatch, caplog):
        class Broken(LinesFormat):
            def read(self, data):
                raise RuntimeError

        monkeypatch.setitem(FORMATS, "lines", Broken())
        page, job = sent(signed_in, file_of(record()))
        assertContains(page, "The file could not be worked through")
        assert (job.state, job.is_at_work, job.may_be_stored) == ("failed", False, False)
        assert "has failed" in caplog.text


class TestLargeFile:
    @pytest.fixture
    def started(self, monkeypatch):
        """What would be worked on in a thread."""
        started = []

        class Thread:
            def __init__(self, args, **_kwargs):
                self.args = args

            def start(self):
                started.append(*self.args)

        monkeypatch.setattr(import_pages, "MAX_INLINE_BYTES", 10)
        monkeypatch.setattr(import_pages.threading, "Thread", Thread)
        return started

    def test_is_worked_on_apart_and_says_how_far_it_is(self, signed_in, started):
        page, job = sent(signed_in, file_of(record()))
        assert started == [job.pk, job.pk]  # sent, and looked at before anybody had begun
        assertContains(page, "The file is being checked")
        Import.objects.filter(pk=job.pk).update(done=5, total=20)
        fragment = signed_in.get(address("import_report", job), headers=HTMX)
        assertContains(fragment, "5 of 20 questions looked at")
        assertNotContains(fragment, "<html")

    def test_goes_on_after_a_restart(self, signed_in, started):
        _page, job = sent(signed_in, file_of(record()))
        job.claim()  # and the process ends
        job.refresh_from_db()
        job.work()
        assert Import.objects.get(pk=job.pk).state == "checking"
        Import.objects.update(seen_at="2026-01-01T00:00Z")
        job.work()
        page = signed_in.get(address("import_report", job))
        assertContains(page, "What the file would do")

    def test_is_worked_on_by_one_at_a_time(self, signed_in, started):
        _page, job = sent(signed_in, file_of(record()))
        other = Import.objects.get(pk=job.pk)
        assert [job.claim(), other.claim()] == [True, False]


class TestReport:
    def test_is_for_whoever_sent_the_file(self, signed_in):
        _page, job = sent(signed_in, file_of(record()))
        other = client_signed_in(UserFactory(superuser=True))
        assert other.get(address("import_report", job)).status_code == 404
        assert other.post(address("import_store", job)).status_code == 404

    def test_can_be_downloaded_as_a_table_that_no_spreadsheet_computes(self, signed_in):
        _page, job = sent(signed_in, line_of(record(name="=1+1"), lost=["-2"]) + file_of(record("Which?")))
        response = signed_in.get(address("import_csv", job))
        rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
        assert rows[1:] == [
            ["1", "'=1+1", "'-2", ""],
            ["1", "'=1+1", "New: will be stored as drafts", ""],
            ["2", "Which?", "New: will be stored as drafts", ""],
        ]

    @pytest.mark.parametrize("name", ["=1+1", "＝HYPERLINK(1)", "'=1+1", "@now"])
    def test_begins_no_cell_with_what_a_spreadsheet_computes(self, signed_in, name):
        _page, job = sent(signed_in, line_of(record(name=name), lost=[name]))
        response = signed_in.get(address("import_csv", job))
        rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
        assert {cell for row in rows[1:] for cell in row[1:3]} == {f"'{name}", "New: will be stored as drafts"}

    def test_shows_hostile_content_as_text(self, signed_in):
        data = line_of(record(HOSTILE, name=HOSTILE, topic=(HOSTILE,)), lost=[HOSTILE])
        name = f"{HOSTILE.replace('/', '')}.lines"
        page, job = sent(signed_in, data, name=name)
        pages = [page, signed_in.post(address("import_store", job), follow=True), signed_in.get(EXPORT)]
        pages.append(signed_in.get(EXPORT, {"format": "lines"}))
        pages.append(sent(signed_in, HOSTILE.encode(), name=name)[0])
        for reply in pages:
            assertNotContains(reply, "<script>alert")
            assertNotContains(reply, "<img src=x")
        assertContains(pages[0], "&lt;script&gt;")


class TestExport:
    def test_shows_what_is_left_behind_before_the_download(self, signed_in):
        QuestionFactory(slug="tagged", tags=["a"])
        QuestionFactory(claim=True)
        page = signed_in.get(EXPORT, {"format": "lines"})
        assertContains(page, "2 questions as Lines")
        assertContains(page, "The tags are left behind.")
        assertContains(page, "That it asks what the article says, and not for a fact, is left behind.")
        assert signed_in.get(page.context["file_url"]).status_code == 200

    def test_is_a_file_that_can_be_read_again(self, signed_in):
        question = QuestionFactory()
        response = signed_in.get(f"{EXPORT}file/", {"format": "lines"})
        assert response.streaming
        assert response["Content-Disposition"].endswith('.lines"')
        (read,) = LinesFormat().read(response.getvalue()).records
        assert (read.item.stem, read.id) == (question.stem, question.slug)
        assert read.citation.quote == question.quote

    @pytest.mark.parametrize("by", ["quiz", "topic", "chosen", ""])
    def test_holds_the_questions_that_were_asked_for(self, signed_in, by):
        question, other = QuestionFactory(), QuestionFactory()
        QuestionFactory(retired=True)
        which = {
            "quiz": {"quiz": QuizFactory(questions=[question]).pk},
            "topic": {"topic": question.topic_id},
            "chosen": {"chosen": str(question.pk)},
        }
        response = signed_in.get(f"{EXPORT}file/", {"format": "lines", **which.get(by, {})})
        names = {read.id for read in LinesFormat().read(response.getvalue()).records}
        assert names == ({question.slug} if by else {question.slug, other.slug})

    def test_begins_with_the_questions_that_were_ticked(self, signed_in):
        question = QuestionFactory()
        response = signed_in.post(
            reverse("admin:quizzes_question_changelist"),
            {"action": "export_chosen", "_selected_action": [question.pk]},
        )
        assertRedirects(response, f"{EXPORT}?chosen={question.pk}")
        assertContains(signed_in.get(response["Location"]), "1 chosen question.")

    @pytest.mark.parametrize("query", [{"format": "nonsense"}, {"chosen": "1,x"}, {"quiz": "abc"}, {"topic": "9" * 30}])
    def test_refuses_nonsense_with_a_sentence(self, signed_in, query):
        query = {"format": "lines", **query}
        assert signed_in.get(EXPORT, query).context["form"].errors
        assert signed_in.get(f"{EXPORT}file/", query).status_code == 302

    def test_takes_as_many_queries_for_thirty_questions_as_for_one(self, signed_in, django_assert_num_queries):
        QuestionFactory()
        with django_assert_num_queries(6):
            signed_in.get(f"{EXPORT}file/", {"format": "lines"}).getvalue()
        QuestionFactory.create_batch(29)
        with django_assert_num_queries(6):
            signed_in.get(f"{EXPORT}file/", {"format": "lines"}).getvalue()


class TestWaysIn:
    def test_stand_on_the_start_page_and_on_the_list(self, signed_in):
        for page in (reverse("admin:index"), reverse("admin:quizzes_question_changelist")):
            response = signed_in.get(page)
            assertContains(response, f'href="{UPLOAD}"')
        assertContains(response, f'href="{EXPORT}"')  # on the list alone: the start page names what is done daily


class TestOutlook:
    def test_names_each_loss_once_with_how_many_questions_have_it(self, signed_in):
        QuestionFactory.create_batch(5)
        page = signed_in.get(EXPORT, {"format": "aiken"})
        losses = page.context["losses"]
        assert [(count, len(names)) for _what, count, names in losses] == [(5, 3)] * len(losses)
        assert losses


class TestHostileFiles:
    """What hurts is refused on the page with a sentence, and nothing is stored.

    See docs/decisions/security.md, cases 27, 32 and 33.
    """

    FILES = {
        "braces.gift": ("gift", "braces"),
        "open.gift": ("gift", "open braces"),
        "nul.gift": ("gift", "nul"),
        "entities.xml": ("moodle_xml", "entity bomb"),
        "external.xml": ("moodle_xml", "external entity"),
        "deep.xml": ("moodle_xml", "deep"),
        "bomb.zip": ("qti_22", "bomb"),
        "outside.zip": ("qti_22", "outside"),
        "members.zip": ("qti_3", "members"),
        "columns.csv": ("csv", "columns"),
        "bomb.xlsx": ("xlsx", "bomb"),
        "entity.xlsx": ("kahoot", "entity"),
    }

    @pytest.mark.parametrize("name", FILES)
    def test_are_refused_with_a_sentence(self, signed_in, monkeypatch, name):
        monkeypatch.setattr(import_pages, "MAX_INLINE_BYTES", MAX_BYTES)
        lower_limits(monkeypatch)
        code, case = self.FILES[name]
        response = send(signed_in, CASES[code][case](small), name=name, format=code)
        if response.status_code == 302:
            assertContains(signed_in.get(response["Location"]), "nothing was stored.")
        else:
            assert response.context["form"].errors
        assert not Question.objects.exists()

    def test_need_the_token(self, signed_in, teacher):
        client = Client(enforce_csrf_checks=True)
        client.force_login(teacher)
        assert send(client, file_of(record())).status_code == 403
        assert not Import.objects.exists()
