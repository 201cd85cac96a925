"""Every page of a class: accessible, within a phone, on paper, in the dark."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from playwright.sync_api import BrowserContext, FloatRect, Locator, Page, expect

from quizzes.models import Assignment
from quizzes.views.teacher import gradebook
from tests.factories import (
    AssignedAttemptFactory,
    AssignmentFactory,
    ClassroomFactory,
    EnrolmentFactory,
    GradebookEntryFactory,
    GroupFactory,
    QuestionFactory,
    QuizFactory,
    TeacherFactory,
)
from tests.support.clients import client_of

from .accessibility import DESKTOP, assert_accessible, assert_well_drawn, too_wide

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def assignment() -> Assignment:
    """Of a class in which there is something to see everywhere."""
    classroom = ClassroomFactory(name="Class 7b", code="AB2CD3", teachers=[TeacherFactory(), TeacherFactory()])
    quiz = QuizFactory(questions=QuestionFactory.create_batch(3))
    assignment = AssignmentFactory(classroom=classroom, quiz=quiz, title="The summit of Tianjin and what it decided")
    others = AssignmentFactory.create_batch(4, classroom=classroom, quiz=quiz)
    for number in range(6):
        enrolment = EnrolmentFactory(classroom=classroom, nickname=f"Student with a long name {number}")
        AssignedAttemptFactory(assignment=assignment, enrolment=enrolment, answers=[number < 3, True, None]).finish(
            timezone.now()
        )
        AssignedAttemptFactory(assignment=others[0], enrolment=enrolment, answers=[True])
    GradebookEntryFactory(assignment=others[1], enrolment=enrolment, is_excused=True, reason="Ill", note="Ill")
    first = classroom.enrolments.first()
    GradebookEntryFactory(assignment=assignment, enrolment=first, percent=80, reason="The power failed " * 5)
    GroupFactory(classroom=classroom, name="Red").members.add(enrolment)
    return assignment


@pytest.fixture
def addresses(assignment: Assignment) -> dict[str, str]:
    code, student = assignment.classroom.code, assignment.classroom.enrolments.first().pk
    source = assignment.quiz.questions.first().sentence.source.slug
    of_class = {name: [code] for name in ("classroom_detail", "classroom_change", "classroom_roster")}
    of_class |= {name: [code] for name in ("classroom_cards", "classroom_erase", "gradebook", "group_new")}
    more = {
        "classroom_list": [],
        "assignment_new": [code],
        "assignment_change": [code, assignment.pk],
        "assignment_delete": [code, assignment.pk],
        "assignment_report": [code, assignment.pk],
        "gradebook_entry": [code, assignment.pk, student],
        "enrolment": [code, student],
        "group": [code, assignment.classroom.groups.get().pk],
        "heat_map": [code, source],
    }
    found = {name: reverse(name, args=arguments) for name, arguments in (of_class | more).items()}
    return found | {"coverage": f"{found['heat_map']}?show=coverage"}


@pytest.fixture
def page(context: BrowserContext, base_url: str, client, assignment: Assignment) -> Page:
    client.force_login(assignment.classroom.teachers.first())
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": base_url}])
    return context.new_page()


def unfold(page: Page) -> None:
    page.evaluate("for (const details of document.querySelectorAll('main details')) details.open = true")


def box(locator: Locator) -> FloatRect:
    """Where it stands."""
    found = locator.bounding_box()
    assert found is not None
    return found


class TestTeacherPages:
    def test_are_accessible_and_never_wider_than_the_screen(
        self, page: Page, addresses: dict[str, str], complaints: list[str]
    ) -> None:
        for address in addresses.values():
            page.goto(address)
            unfold(page)
            assert_well_drawn(page, in_all_colours=True)
        assert complaints == []

    def test_draw_each_bar_as_long_as_its_number(self, page: Page, addresses: dict[str, str]) -> None:
        page.goto(addresses["assignment_report"])
        drawn = page.locator(".share, .drawing").evaluate_all("""drawings => drawings.map((drawing) => {
          const scale = drawing.getScreenCTM();
          return [...drawing.querySelectorAll("rect")].map((rect) => {
            const { width, height } = rect.getBoundingClientRect();
            return [width / scale.a, +rect.getAttribute("width"), height / scale.d, +rect.getAttribute("height")];
          });
        })""")
        assert len(drawn) > 5
        for width, wanted_width, height, wanted_height in (rect for rects in drawn for rect in rects):
            assert (width, height) == pytest.approx((wanted_width, wanted_height), abs=0.5)

    def test_keep_the_marks_where_they_are_when_they_come_anew(
        self, page: Page, assignment: Assignment, addresses: dict[str, str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(gradebook, "REFRESH_SECONDS", 1)
        page.set_viewport_size({"width": 390, "height": 700})
        page.goto(addresses["gradebook"])
        scroller, link = page.get_by_role("region", name="Marks"), page.get_by_role("link", name="excused")
        link.focus()  # in the third column, which a phone has to scroll to
        scroller.evaluate("element => element.scrollLeft += 7")
        at = scroller.evaluate("element => element.scrollLeft")
        assert at > 100
        GradebookEntryFactory(
            assignment=assignment, enrolment=assignment.classroom.enrolments.last(), percent=93, reason="Oral exam"
        )
        page.get_by_role("link", name="93%").wait_for()
        assert scroller.evaluate("element => element.scrollLeft") == at
        expect(link).to_be_focused()

    def test_keep_names_and_headings_of_the_marks_in_view(
        self, page: Page, assignment: Assignment, addresses: dict[str, str]
    ) -> None:
        AssignmentFactory(classroom=assignment.classroom, quiz=assignment.quiz, title="A long title " * 11)
        AssignmentFactory.create_batch(24, classroom=assignment.classroom, quiz=assignment.quiz, practice=True)
        EnrolmentFactory.create_batch(20, classroom=assignment.classroom)
        page.set_viewport_size(DESKTOP)
        page.goto(addresses["gradebook"])
        scroller = page.get_by_role("region", name="Marks")
        scroller.evaluate("element => element.scrollTo(900, 700)")
        assert scroller.evaluate("element => [element.scrollLeft, element.scrollTop]") == [900, 700]
        row = page.get_by_role("row", name="Student with a long name 3")
        region, corner = box(scroller), box(page.get_by_role("columnheader", name="Student"))
        assert (corner["x"], corner["y"]) == (region["x"], region["y"])
        assert corner["height"] < region["height"] / 3
        assert box(page.get_by_role("columnheader", name="Assignment").last)["y"] == region["y"]
        assert box(row.get_by_role("rowheader"))["x"] == region["x"]
        row.get_by_role("link").last.focus()
        corner = box(page.get_by_role("columnheader", name="Student"))
        assert box(page.locator(":focus"))["y"] > corner["y"] + corner["height"]
        assert_accessible(page)

    def test_print_what_is_on_them_and_no_controls(self, page: Page, addresses: dict[str, str]) -> None:
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 794, "height": 1123})  # A4 at 96 pixels an inch
        for name in ("classroom_cards", "gradebook", "assignment_report", "heat_map"):
            page.goto(addresses[name])
            assert too_wide(page) == [], name
            assert page.locator("form.filter").count() == 0 or not page.locator("form.filter").is_visible()
            assert not page.locator(".masthead nav").is_visible(), name
        page.goto(addresses["classroom_cards"])
        assert page.locator(".cards-to-cut .words").count() == 6

    def test_print_the_marks_of_thirty_assignments_across_the_sheet(
        self, page: Page, assignment: Assignment, addresses: dict[str, str]
    ) -> None:
        AssignmentFactory.create_batch(25, classroom=assignment.classroom, quiz=assignment.quiz)
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 1046, "height": 718})  # A4 across, less its margins
        page.goto(addresses["gradebook"])
        assert page.locator("#gradebook thead th").count() == 32
        assert page.evaluate("document.documentElement.scrollWidth") <= 1046

    def test_print_no_heading_broken_within_a_word(self, page: Page, addresses: dict[str, str]) -> None:
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 718, "height": 1046})
        for name in ("assignment_report", "heat_map"):
            page.goto(addresses[name])
            for heading in page.locator(".figures thead th").all():
                words = (heading.text_content() or "").split()
                lines = heading.evaluate("""heading => {
                  const range = document.createRange();
                  range.selectNodeContents(heading);
                  return new Set([...range.getClientRects()].map((line) => Math.round(line.top))).size;
                }""")
                assert lines <= len(words), words

    def test_print_what_is_folded_away_on_the_screen(self, page: Page, addresses: dict[str, str]) -> None:
        page.emulate_media(media="print")
        page.goto(addresses["assignment_report"])
        expect(page.get_by_role("columnheader", name="Result in percent")).to_be_visible()
        expect(page.get_by_text("As a table")).to_be_hidden()


@pytest.fixture
def student(page: Page, base_url: str, assignment: Assignment) -> Page:
    """The same window in the hands of a student who has something to do of every kind."""
    page.context.clear_cookies()
    for name, value in client_of(assignment.classroom.enrolments.first().learner).cookies.items():
        page.context.add_cookies([{"name": name, "value": value.value, "url": base_url}])
    return page


class TestStudentPages:
    @pytest.fixture
    def addresses(self, assignment: Assignment) -> dict[str, str]:
        classroom, quiz = assignment.classroom, assignment.quiz
        enrolment = classroom.enrolments.first()
        limit = {"time_limit": dt.timedelta(minutes=45), "attempts_allowed": 2, "has_certainty": True}
        fair = AssignmentFactory(classroom=classroom, quiz=quiz, password="plum", title="A test", **limit)
        paper = AssignmentFactory(classroom=classroom, quiz=quiz, layout="page", title="On one page", **limit)
        begun = AssignedAttemptFactory(assignment=fair, enrolment=enrolment)
        sheet = AssignedAttemptFactory(assignment=paper, enrolment=enrolment)
        done = assignment.attempts.get(learner=enrolment.learner)
        return {
            "join": "/join/",
            "back": f"/join/{classroom.code}/back/",
            "class": classroom.get_absolute_url(),
            "assignment": assignment.get_absolute_url(),
            "test": fair.get_absolute_url(),
            "question": f"{begun.get_absolute_url()}questions/1/",
            "overview": f"{begun.get_absolute_url()}overview/",
            "one page": f"{sheet.get_absolute_url()}page/",
            "result": f"{done.get_absolute_url()}result/",
        }

    def test_are_accessible_and_never_wider_than_the_screen(
        self, student: Page, addresses: dict[str, str], complaints: list[str]
    ) -> None:
        for address in addresses.values():
            student.goto(address)
            unfold(student)
            assert_well_drawn(student, in_all_colours=True)
        assert complaints == []

    def test_fit_on_paper(self, student: Page, addresses: dict[str, str]) -> None:
        student.emulate_media(media="print")
        student.set_viewport_size({"width": 794, "height": 1123})
        for name in ("class", "test", "one page", "result"):
            student.goto(addresses[name])
            assert student.get_by_text("80% counts").is_visible() is (name in ("class", "result"))
            assert too_wide(student) == [], name
            assert not student.locator(".masthead nav").is_visible(), name


class TestAccountPages:
    def test_are_accessible_and_let_a_student_in(
        self, page: Page, assignment: Assignment, settings, complaints: list[str]
    ) -> None:
        settings.STUDENT_ACCOUNTS = True
        student = assignment.classroom.enrolments.first()
        page.goto(reverse("enrolment", args=["AB2CD3", student.pk]))
        page.get_by_role("button", name="Make an account").click()
        password = page.locator(".note .words").text_content() or ""
        assert_well_drawn(page)
        page.context.clear_cookies()
        page.goto("/account/")
        assert_well_drawn(page)
        page.get_by_label("Username").fill(slugify(student.nickname))
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("link", name="Class 7b").wait_for()
        assert_well_drawn(page)
        page.get_by_role("link", name="New password").click()
        page.get_by_label("Old password").wait_for()
        assert_well_drawn(page)
        assert complaints == []
