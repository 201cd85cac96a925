import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from quizzes.models import Assignment
from tests.factories import AssignedAttemptFactory, AssignmentFactory, EnrolmentFactory, QuestionFactory, QuizFactory
from tests.support.clients import client_signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def assignment():
    return AssignmentFactory(title="The summit", quiz=QuizFactory(questions=QuestionFactory.create_batch(2)))


@pytest.fixture
def teacher(assignment):
    return client_signed_in(assignment.classroom.teachers.get())


@pytest.fixture
def source(assignment):
    return assignment.quiz.questions.order_by("pk").first().sentence.source


def take(assignment, answers, nickname="Anna", certainty=None):
    enrolment = EnrolmentFactory(classroom=assignment.classroom, nickname=nickname)
    attempt = AssignedAttemptFactory(assignment=assignment, enrolment=enrolment, answers=answers)
    attempt.responses.update(certainty=certainty)
    attempt.finish(timezone.now())


def leave_open(assignment, answers):
    """An attempt whose time was over an hour ago, and which nobody has looked at since."""
    Assignment.objects.filter(pk=assignment.pk).update(time_limit=dt.timedelta(minutes=10))
    assignment.refresh_from_db()
    began = timezone.now() - dt.timedelta(hours=1)
    return AssignedAttemptFactory(assignment=assignment, started_at=began, answers=answers)


def crowd(assignment, size, right):
    for place in range(size):
        take(assignment, [place < right, True], f"Student {place}")


@pytest.fixture
def report_of(assignment, teacher):
    return lambda query="": teacher.get(
        reverse("assignment_report", args=[assignment.classroom.code, assignment.pk]) + query
    )


@pytest.fixture
def heat_map(assignment, source):
    return reverse("heat_map", args=[assignment.classroom.code, source.slug])


class TestReport:
    def test_says_so_when_nobody_has_finished(self, report_of):
        assertContains(report_of(), "Nobody has finished this assignment yet.")

    def test_says_too_few_to_say_instead_of_a_number(self, assignment, report_of):
        crowd(assignment, 4, 2)
        page = report_of()
        assertContains(page, "too few to say")
        assertContains(page, "Too few students to say.")
        assertNotContains(page, 'class="interval"')
        assertNotContains(page, "distractors do their work")
        assertNotContains(page, '<rect class="track')

    def test_shows_facility_from_five_and_discrimination_from_thirty_on(self, assignment, report_of):
        crowd(assignment, 6, 3)
        page = report_of()
        assertContains(page, "50%")
        assertContains(page, "19 to 81")  # Wilson, 3 of 6
        assert page.context["report"].questions[0].figures.discrimination_index.is_enough is False

    def test_links_each_figure_to_its_definition(self, assignment, report_of):
        crowd(assignment, 1, 1)
        page = report_of().text
        for name in ("facility", "sd", "discrimination", "efficiency", "weight", "guess", "alpha", "error", "shape"):
            assert f'href="#about-{name}"' in page
            assert f'id="about-{name}"' in page

    def test_draws_the_results_with_a_table_of_the_same_numbers(self, assignment, report_of):
        crowd(assignment, 5, 2)
        page = report_of()
        bars = page.context["bars"]
        assert [bar["count"] for bar in bars] == [0, 0, 0, 0, 0, 3, 0, 0, 0, 2]
        assert max(bar["height"] for bar in bars) == 110
        assertContains(page, '<tr><th scope="row">90–100</th><td class="number">2</td></tr>', html=True)

    def test_counts_all_attempts_on_demand(self, assignment, report_of):
        take(assignment, [True, True])
        enrolment = assignment.classroom.enrolments.get()
        AssignedAttemptFactory(assignment=assignment, enrolment=enrolment, answers=[False]).finish(timezone.now())
        assertContains(report_of(), "1 finished attempt.")
        assertContains(report_of("?attempts=all"), "2 finished attempts of 1 student.")

    @pytest.mark.parametrize("query", ["", "?attempts=all"])
    def test_counts_what_has_run_out_of_time(self, assignment, report_of, query):
        attempt = leave_open(assignment, [True, True])
        assertContains(report_of(query), "1 finished attempt")
        attempt.refresh_from_db()
        assert attempt.finished_at == attempt.deadline_at

    @pytest.mark.parametrize("query", ["", "?attempts=all"])
    def test_takes_as_many_queries_for_a_large_class_as_for_a_small_one(
        self, assignment, report_of, django_assert_num_queries, query
    ):
        Assignment.objects.filter(pk=assignment.pk).update(has_certainty=True)
        assignment.refresh_from_db()
        for size in (2, 4):
            for number in range(size):
                take(assignment, [False, False], f"Student {size}.{number}", certainty=3)
            report_of(query)  # the process keeps what it has read of a question
            with django_assert_num_queries(9):
                page = report_of(query)
            assertContains(page, f"Student {size}.0")  # in the list of those who were certain and wrong

    def test_is_linked_from_the_class(self, assignment, teacher, source):
        page = teacher.get(assignment.classroom.get_absolute_url())
        assertContains(page, reverse("assignment_report", args=[assignment.classroom.code, assignment.pk]))
        assertContains(page, reverse("heat_map", args=[assignment.classroom.code, source.slug]))


class TestHeatMap:
    def test_colours_each_sentence_and_says_the_numbers(self, assignment, teacher, heat_map):
        crowd(assignment, 5, 1)
        page = teacher.get(heat_map)
        assertContains(page, '<mark id="P1s1" class="heat-0">The SCO was established in 2001.</mark>', html=True)
        assertContains(page, "20%, 5 students")

    def test_counts_what_has_run_out_of_time(self, assignment, teacher, heat_map):
        crowd(assignment, 4, 1)
        attempt = leave_open(assignment, [False, True])
        assertContains(teacher.get(heat_map), "20%, 5 students")
        attempt.refresh_from_db()
        assert attempt.finished_at == attempt.deadline_at

    @pytest.mark.parametrize("query", ["", "?show=coverage"])
    def test_takes_as_many_queries_for_a_large_class_as_for_a_small_one(
        self, assignment, teacher, heat_map, django_assert_num_queries, query
    ):
        for size in (2, 4):
            for number in range(size):
                take(assignment, [False, True], f"Student {size}.{number}")
            with django_assert_num_queries(9):
                page = teacher.get(heat_map + query)
        assert len(page.context["map"].hottest[0].missed_by) == 6

    def test_shows_which_sentences_no_question_asks_about(self, teacher, heat_map):
        page = teacher.get(heat_map + "?show=coverage")
        assertContains(page, 'class="cover-1">The SCO was established in 2001.')
        assertContains(page, 'class="cover-0">It has ten members.')
        assertContains(page, "2 of 3 sentences are asked about by no question.")

    def test_may_be_of_one_assignment(self, assignment, teacher, heat_map):
        crowd(assignment, 5, 1)
        other = AssignmentFactory(classroom=assignment.classroom)
        assertContains(teacher.get(f"{heat_map}?assignment={assignment.pk}"), "20%, 5 students")
        assertNotContains(teacher.get(f"{heat_map}?assignment={other.pk}"), "20%, 5 students")
        assertContains(teacher.get(f"{heat_map}?assignment=%00"), "20%, 5 students")

    def test_one_click_gives_those_who_missed_it_a_practice_round(self, assignment, teacher, source, heat_map):
        take(assignment, [False, True])
        take(assignment, [True, True], "Ben")
        sentence = source.sentences.order_by("paragraph", "number").first()
        address = reverse("heat_map_practise", args=[assignment.classroom.code, source.slug, sentence.pk])
        assertContains(teacher.get(heat_map), address)
        page = teacher.post(address, follow=True)
        assertRedirects(page, heat_map)
        assertContains(page, "is now on the page of the 1 student who missed the sentence.")
        given = Assignment.objects.exclude(pk=assignment.pk).get()
        assert [student.nickname for student in given.students.all()] == ["Anna"]

    def test_says_so_when_nobody_missed_the_sentence(self, assignment, teacher, source, heat_map):
        sentence = source.sentences.order_by("paragraph", "number").last()
        address = reverse("heat_map_practise", args=[assignment.classroom.code, source.slug, sentence.pk])
        assertContains(teacher.post(address, follow=True), "Nobody missed that sentence")
        assert Assignment.objects.count() == 1

    def test_a_sentence_of_another_source_is_not_found(self, assignment, teacher, heat_map):
        foreign = assignment.quiz.questions.order_by("pk").last().sentence
        address = f"{heat_map}sentences/{foreign.pk}/practise/"
        assert teacher.post(address).status_code == 404
        assert teacher.post(f"{heat_map}sentences/{10**20}/practise/").status_code == 404

    def test_lets_those_practise_who_missed_it_in_the_assignment_that_is_shown(self, assignment, teacher, heat_map):
        take(assignment, [False, True])
        other = AssignmentFactory(classroom=assignment.classroom, quiz=assignment.quiz, title="Another")
        take(other, [False, True], "Ben")
        page = teacher.get(f"{heat_map}?assignment={other.pk}")
        assertContains(page, f'name="assignment" value="{other.pk}"')
        sentence = page.context["map"].hottest[0].sentence
        practise = reverse("heat_map_practise", args=[assignment.classroom.code, sentence.source.slug, sentence.pk])
        assertRedirects(teacher.post(practise, {"assignment": other.pk}), f"{heat_map}?assignment={other.pk}")
        given = Assignment.objects.get(is_practice=True)
        assert [one.nickname for one in given.students.all()] == ["Ben"]
