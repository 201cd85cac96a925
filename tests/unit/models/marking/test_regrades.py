import datetime as dt
import random

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from quizzes.items import Option
from quizzes.models import Attempt, Question, QuestionVersion, Regrade, Response, Result
from quizzes.models.marking.regrades import Grounds, NothingToRegrade, count_out_of_reach, preview, regrade
from tests.factories import (
    AssignedAttemptFactory,
    AssignmentFactory,
    AttemptFactory,
    ClassroomFactory,
    EnrolmentFactory,
    LearnerFactory,
    QuestionFactory,
    QuizFactory,
    UserFactory,
    answer_to,
)

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2025, 9, 1, 12, tzinfo=dt.UTC)
ADMIN = User(is_superuser=True)  # who reaches everybody


def move_key(question, text="2006"):
    question.options.update(fraction=0)
    question.options.filter(text=text).update(fraction=1)
    return Question.objects.with_content().get(pk=question.pk)


def apply(question, why="2006 is right.", user=None):
    question, user = Question.objects.with_content().get(pk=question.pk), user or UserFactory(superuser=True)
    versions = [one.version.pk for one in preview(question, user)]
    return regrade(question, versions, Grounds(user, why, NOW))


def choose(attempt, text, position=1):
    """Answer a question with the option of this text."""
    response = attempt.responses.select_related("attempt").get(position=position)
    index = [option.text for option in response.frozen.item.options].index(text)
    assert response.lock({"chosen": [index]}, timezone.now())
    return response


@pytest.fixture
def question():
    return QuestionFactory()


@pytest.fixture
def quiz(question):
    return QuizFactory(questions=[question])


class TestPreview:
    def test_says_whose_mark_goes_up_and_down_and_changes_nothing(self, question, quiz):
        for text in ("2001", "2006", "1998"):
            choose(AttemptFactory(quiz=quiz), text)
        (one,) = preview(move_key(question), ADMIN)
        assert (one.tally.up, one.tally.down, one.tally.same) == (1, 1, 1)
        assert [(change.response.mark, change.mark) for change in one.tally.differing] == [(1, 0), (0, 1)]
        assert sorted(Response.objects.values_list("mark", flat=True)) == [0, 0, 1]
        assert QuestionVersion.objects.count() == 1

    def test_finds_nothing_where_the_key_is_the_same(self, question, quiz):
        AttemptFactory(quiz=quiz, answers=[True])
        Question.objects.filter(pk=question.pk).update(explanation="Another one.", params={"shuffle": False})
        assert preview(Question.objects.get(), ADMIN) == []

    def test_says_where_the_question_was_worded_otherwise(self, question, quiz):
        AttemptFactory(quiz=quiz, answers=[True])
        Question.objects.filter(pk=question.pk).update(stem="In which year was it not established?")
        assert [one.is_same_wording for one in preview(move_key(question), ADMIN)] == [False]

    def test_leaves_alone_what_a_person_graded(self, question, quiz):
        AttemptFactory(quiz=quiz, answers=[True])
        Response.objects.update(graded_by=UserFactory(), graded_at=NOW)
        (one,) = preview(move_key(question), ADMIN)
        assert {reason: len(rows) for reason, rows in one.tally.left_alone.items()} == {"A person graded it.": 1}
        apply(question)
        assert Response.objects.get().mark == 1

    def test_leaves_alone_the_answers_to_other_options_and_says_why(self, question, quiz):
        AttemptFactory(quiz=quiz, answers=[True])
        question.options.filter(text="2001").update(text="2002")
        (one,) = preview(Question.objects.get(), ADMIN)
        assert one.content is None
        assert list(one.tally.left_alone) == ["Other options were shown, or other settings applied."]
        with pytest.raises(NothingToRegrade):
            apply(question)

    def test_takes_as_many_queries_for_many_answers_as_for_few(self, question, quiz, django_assert_num_queries):
        AttemptFactory(quiz=quiz, answers=[True])
        question = move_key(question)
        preview(question, ADMIN)
        with django_assert_num_queries(2):
            preview(question, ADMIN)
        AttemptFactory.create_batch(3, quiz=quiz, answers=[True])
        with django_assert_num_queries(2):
            preview(question, ADMIN)


class TestRegrade:
    def test_changes_marks_and_keeps_who_when_why_and_what_was_before(self, question, quiz):
        right, wrong = (choose(AttemptFactory(quiz=quiz), text) for text in ("2001", "2006"))
        version = right.version
        move_key(question)
        made = apply(question, "The article says 2006.")
        assert (made.kind, made.reason, made.made_at) == ("key", "The article says 2006.", NOW)
        assert {(c.response, c.old_version, c.old_mark, c.mark) for c in made.changes.all()} == {
            (right, version, 1, 0),
            (wrong, version, 0, 1),
        }
        assert dict(Response.objects.values_list("pk", "mark")) == {right.pk: 0, wrong.pk: 1}

    def test_shows_the_new_key_in_the_words_and_the_order_that_were_seen(self, question, quiz):
        response = choose(AttemptFactory(quiz=quiz), "2001")
        shown = response.present()
        question.options.filter(text="1998").update(text="1998.", position=9)
        Question.objects.filter(pk=question.pk).update(explanation="It was later.")
        move_key(question)
        apply(question)
        response = Response.objects.select_related("attempt").get()
        assert response.present() == shown
        review = response.review()
        assert (review["right"], review["given"], review["explanation"]) == ("2006", "2001", "It was later.")
        assert response.version.rekeyed_from.number == 1

    def test_counts_in_the_result_and_by_topic(self, question, quiz):
        attempt = AttemptFactory(quiz=quiz, answers=[True])
        move_key(question)
        apply(question)
        result = Result.of(list(attempt.responses.all()), attempt.pass_percent)
        assert (result.score.mark, result.right) == (0, 0)
        assert [score.mark for _topic, score in result.by_topic] == [0]
        assert Attempt.objects.with_score().get().score.mark == 0

    def test_grades_running_rounds_with_the_new_key(self, question):
        quiz = QuizFactory(questions=[QuestionFactory(), question])
        attempt = AttemptFactory(quiz=quiz, answers=[True])
        move_key(question)
        made = apply(question)
        assert not made.changes.exists()
        assert choose(attempt, "2006", position=2).mark == 1

    def test_leaves_what_was_skipped_at_nothing_but_shows_the_new_key(self, question, quiz):
        AttemptFactory(quiz=quiz, answers=[None])
        move_key(question)
        apply(question)
        response = Response.objects.select_related("attempt").get()
        assert (response.mark, response.review()["right"]) == (0, "2006")

    def test_takes_the_chosen_versions_only(self, question, quiz):
        AttemptFactory(quiz=quiz, answers=[True])
        Question.objects.filter(pk=question.pk).update(stem="Worded anew?")
        AttemptFactory(quiz=quiz, answers=[True])
        question = move_key(question)
        first, _second = preview(question, ADMIN)
        regrade(question, [first.version.pk], Grounds(UserFactory(superuser=True), "Why.", NOW))
        assert sorted(Response.objects.values_list("mark", flat=True)) == [0, 1]

    def test_back_and_forth_ends_where_it_began(self, question, quiz):
        AttemptFactory(quiz=quiz, answers=[True])
        for text, mark in (("2006", 0), ("2001", 1)):
            move_key(question, text)
            apply(question)
            assert Response.objects.get().mark == mark
        assert Response.objects.get().version.number == 1
        assert Regrade.objects.count() == 2

    def test_happens_once(self, question, quiz):
        AttemptFactory(quiz=quiz, answers=[True])
        move_key(question)
        apply(question)
        with pytest.raises(NothingToRegrade):
            apply(question)
        assert preview(Question.objects.get(), ADMIN) == []

    def test_accepts_another_typed_answer(self):
        question = QuestionFactory(item_type="short_answer", options=(Option("Tashkent", 1.0),))
        attempt = AttemptFactory(quiz=QuizFactory(questions=[question]))
        response = attempt.responses.select_related("attempt").get()
        response.lock({"text": "Toshkent"}, NOW)
        question.options.create(text="Toshkent", fraction=0.5, position=2)
        apply(question)
        assert Response.objects.get().mark == 0.5


class TestReach:
    @pytest.fixture
    def teachers(self):
        return UserFactory.create_batch(2, is_staff=True)

    @pytest.fixture
    def attempts(self, question, quiz, teachers):
        """Given to the classes of either teacher; by themselves, of a student of each and of somebody in no class."""
        classrooms = [ClassroomFactory(teachers=[teacher]) for teacher in teachers]
        given = [
            AssignedAttemptFactory(assignment=AssignmentFactory(classroom=one, quiz=quiz, final=True), answers=[True])
            for one in classrooms
        ]
        learners = [*(EnrolmentFactory(classroom=one).learner for one in classrooms), LearnerFactory()]
        return [*given, *(AttemptFactory(quiz=quiz, learner=learner, answers=[True]) for learner in learners)]

    def marks_of(self, attempts):
        return [attempt.responses.get().mark for attempt in attempts]

    def test_is_the_own_classes_and_whoever_is_in_none(self, question, attempts, teachers):
        move_key(question)
        assert apply(question, user=teachers[0]).changes.count() == 3
        assert self.marks_of(attempts) == [0, 1, 0, 1, 0]

    def test_of_a_superuser_is_everybody(self, question, attempts):
        move_key(question)
        apply(question, user=UserFactory(superuser=True))
        assert self.marks_of(attempts) == [0] * 5

    def test_is_what_the_preview_lists_along_with_a_count_of_the_rest(self, question, attempts, teachers):
        question = move_key(question)
        (one,) = preview(question, teachers[0])
        assert [c.response.attempt for c in one.tally.differing] == [attempts[0], attempts[2], attempts[4]]
        assert count_out_of_reach(question, teachers[0]) == 2
        assert count_out_of_reach(question, UserFactory(superuser=True)) == 0

    def test_leaves_the_rest_for_its_own_teacher(self, question, attempts, teachers):
        move_key(question)
        apply(question, user=teachers[0])
        assert apply(question, user=teachers[1]).changes.count() == 2
        assert self.marks_of(attempts) == [0] * 5
        assert [count_out_of_reach(move_key(question), teacher) for teacher in teachers] == [0, 0]

    def test_counts_nothing_beyond_it_where_the_key_is_the_same(self, question, attempts, teachers):
        Question.objects.filter(pk=question.pk).update(explanation="Another one.")
        assert count_out_of_reach(Question.objects.with_content().get(), teachers[0]) == 0

    def test_grades_with_the_new_key_what_is_still_open_in_another_class(self, question, quiz, teachers):
        theirs = AssignmentFactory(classroom=ClassroomFactory(teachers=[teachers[1]]), quiz=quiz, final=True)
        AttemptFactory(quiz=quiz, answers=[True])
        running = AssignedAttemptFactory(assignment=theirs)
        move_key(question)
        apply(question, user=teachers[0])
        assert choose(running, "2001").mark == 0


class TestEditing:
    def test_leaves_answered_attempts_what_they_saw_and_gives_new_ones_the_new_version(self, question, quiz):
        attempt = AttemptFactory(quiz=quiz, answers=[True])
        before = attempt.responses.get().frozen.content
        Question.objects.filter(pk=question.pk).update(stem="Worded anew?")
        move_key(question)
        response = attempt.responses.get()
        assert (response.frozen.content, response.mark) == (before, 1)
        again = Attempt.start(quiz, LearnerFactory(), NOW, random.Random(1)).responses.get()
        assert (again.version.number, again.frozen.item.stem) == (2, "Worded anew?")


class TestAnswerMeetingARegrade:
    def test_is_graded_once_more_with_the_new_key(self, question, quiz):
        attempt = AttemptFactory(quiz=quiz)
        late = attempt.response_at(1)
        was_right = answer_to(late, True)
        move_key(question)
        apply(question)
        assert late.lock(was_right, timezone.now())
        stored = Response.objects.get()
        assert (stored.mark, late.mark, stored.version.rekeyed_from_id is not None) == (0, 0, True)

    def test_is_refused_as_ever_where_it_was_answered_already(self, question, quiz):
        attempt = AttemptFactory(quiz=quiz)
        late = attempt.response_at(1)
        choose(attempt, "2001")
        move_key(question)
        apply(question)
        assert not late.lock(answer_to(late, True), timezone.now())
