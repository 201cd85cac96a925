import datetime as dt
import random

import pytest
from django.utils import timezone

from quizzes import items
from quizzes.models import Assignment, HeatMap, NoQuestions, practise_sentence, sources_read
from quizzes.models.bank.versions import frozen_versions
from tests.factories import (
    AssignedAttemptFactory,
    AssignmentFactory,
    ClassroomFactory,
    EnrolmentFactory,
    QuestionFactory,
    QuizFactory,
    SentenceFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def source():
    return SourceFactory(text="The SCO was established in 2001. It has ten members.\n\nTianjin hosts the summit.")


@pytest.fixture
def sentences(source):
    return list(source.sentences.order_by("paragraph", "number"))


@pytest.fixture
def questions(sentences):
    founded = [QuestionFactory(sentence=sentences[0], quote="established in 2001") for _twice in range(2)]
    return [*founded, QuestionFactory(sentence=sentences[1], quote="ten members")]


@pytest.fixture
def assignment(questions):
    return AssignmentFactory(quiz=QuizFactory(questions=questions))


def take(assignment, answers, enrolment=None, **fields):
    enrolment = enrolment or EnrolmentFactory(classroom=assignment.classroom)
    attempt = AssignedAttemptFactory(assignment=assignment, enrolment=enrolment, answers=answers, **fields)
    attempt.finish(attempt.started_at)
    return attempt


def heat_of(assignment, source):
    found = HeatMap.of(assignment.classroom, source, timezone.now())
    return [(heat.answers, heat.percent, heat.level) for heat in found.sentences]


class TestHeatMap:
    def test_says_how_well_the_questions_of_each_sentence_were_answered(self, assignment, source):
        for right in range(5):
            take(assignment, [right < 1, right < 2, True])
        assert heat_of(assignment, source) == [(10, 30, 1), (5, 100, 4), (0, None, None)]

    def test_says_nothing_of_fewer_than_five_students_however_many_answers(self, assignment, source):
        for _student in range(4):
            take(assignment, [True, False, True])
        first = HeatMap.of(assignment.classroom, source, timezone.now()).sentences[0]
        assert (first.answers, len(first.students), first.percent) == (8, 4, None)

    def test_colours_by_the_number_that_stands_beside_it(self, assignment, source):
        for right in range(23):
            take(assignment, [None, None, right < 16])  # 69.57 %
        assert heat_of(assignment, source)[1] == (23, 70, 3)

    def test_counts_practice_only_where_there_was_no_test(self, assignment, questions, source):
        """Nor with another question on the sentence, whichever came first: they have read it again in between."""
        quiz = QuizFactory(questions=[QuestionFactory(sentence=questions[0].sentence, quote="2001"), *questions])
        warm_up = AssignmentFactory(classroom=assignment.classroom, quiz=quiz, practice=True)
        anna, ben = EnrolmentFactory.create_batch(2, classroom=assignment.classroom)
        take(warm_up, [False] * 4, anna, started_at=NOW - dt.timedelta(hours=1))
        assert HeatMap.of(assignment.classroom, source, timezone.now()).sentences[0].fractions == [0.0] * 3
        take(assignment, [True] * 3, anna)
        assert HeatMap.of(assignment.classroom, source, timezone.now()).sentences[0].fractions == [1.0] * 2
        take(assignment, [True] * 3, ben, started_at=NOW - dt.timedelta(hours=1))
        take(warm_up, [False] * 4, ben)
        assert HeatMap.of(assignment.classroom, source, timezone.now()).sentences[0].fractions == [1.0] * 4
        assert HeatMap.of(assignment.classroom, source, timezone.now(), warm_up).sentences[0].fractions == [0.0] * 6

    def test_counts_practice_by_the_first_round_in_which_a_sentence_was_asked_about(
        self, assignment, questions, source
    ):
        other = QuizFactory(questions=[QuestionFactory(sentence=questions[0].sentence, quote="2001")])
        first = AssignmentFactory(classroom=assignment.classroom, quiz=assignment.quiz, practice=True)
        second = AssignmentFactory(classroom=assignment.classroom, quiz=other, practice=True)
        anna = EnrolmentFactory(classroom=assignment.classroom)
        take(first, [False] * 3, anna, started_at=NOW - dt.timedelta(hours=1))
        take(second, [True], anna)
        assert HeatMap.of(assignment.classroom, source, timezone.now()).sentences[0].fractions == [0.0, 0.0]

    def test_counts_what_single_students_were_given_by_hand(self, assignment, source):
        anna = EnrolmentFactory(classroom=assignment.classroom)
        for_anna = AssignmentFactory(classroom=assignment.classroom, quiz=assignment.quiz, with_feedback_at_once=True)
        for_anna.students.add(anna)
        take(for_anna, [False, True, True], anna)
        assert HeatMap.of(assignment.classroom, source, timezone.now()).sentences[0].fractions == [0.0, 1.0]

    def test_counts_feedback_after_each_answer_only_where_there_was_none_without(self, assignment, source):
        warm_up = AssignmentFactory(classroom=assignment.classroom, quiz=assignment.quiz, with_feedback_at_once=True)
        anna = EnrolmentFactory(classroom=assignment.classroom)
        take(warm_up, [False] * 3, anna, started_at=NOW - dt.timedelta(hours=1))
        assert HeatMap.of(assignment.classroom, source, timezone.now()).sentences[0].fractions == [0.0, 0.0]
        take(assignment, [True] * 3, anna)
        assert HeatMap.of(assignment.classroom, source, timezone.now()).sentences[0].fractions == [1.0, 1.0]
        assert HeatMap.of(assignment.classroom, source, timezone.now(), warm_up).sentences[0].fractions == [0.0, 0.0]

    def test_does_not_count_what_was_practised_because_it_had_been_missed(self, assignment, source):
        missed = take(assignment, [False, None, None])
        classroom = assignment.classroom
        given = practise_sentence(classroom, HeatMap.of(classroom, source, timezone.now()).sentences[0])
        more = QuestionFactory(
            sentence=HeatMap.of(classroom, source, timezone.now()).sentences[0].sentence, quote="2001"
        )
        given.quiz.quizquestion_set.create(question=more, position=9)
        take(given, [True, True, True], classroom.enrolments.get(learner=missed.learner))
        assert HeatMap.of(classroom, source, timezone.now()).sentences[0].fractions == [0.0, 0.0]
        assert HeatMap.of(classroom, source, timezone.now(), given).sentences[0].fractions == [1.0, 1.0, 1.0]

    def test_blank_essays_do_not_stand_for_those_that_wait(self, source, sentences):
        essay = QuestionFactory.of(next(iter(items.TYPES["essay"].examples())), sentence=sentences[0], quote="2001")
        assignment = AssignmentFactory(quiz=QuizFactory(questions=[essay]))
        take(assignment, [True])
        take(assignment, [None])
        assert heat_of(assignment, source)[0][0] == 0

    def test_keeps_both_places_of_a_sentence_that_stands_twice_in_the_text(self):
        source = SourceFactory(text="Why? It has ten members. Why? Nobody knows.")
        places = list(source.sentences.order_by("paragraph", "number"))
        question = QuestionFactory(sentence=places[2], quote="Why")
        take(assignment := AssignmentFactory(quiz=QuizFactory(questions=[question])), [True])
        found = HeatMap.of(assignment.classroom, source, timezone.now())
        assert [(heat.sentence.ref, heat.answers) for heat in found.sentences] == [
            ("P1s1", 0),
            ("P1s2", 0),
            ("P1s3", 1),
            ("P1s4", 0),
        ]

    def test_says_nothing_of_fewer_than_five_answers(self, assignment, source):
        take(assignment, [True, True, True])
        take(assignment, [True, True, False])
        assert heat_of(assignment, source) == [(4, None, None), (2, None, None), (0, None, None)]

    def test_counts_what_was_left_out_as_missed(self, assignment, source):
        attempt = take(assignment, [True, None])
        found = HeatMap.of(assignment.classroom, source, timezone.now())
        assert [heat.fractions for heat in found.sentences] == [[1.0, 0.0], [0.0], []]
        assert [heat.missed_by for heat in found.sentences] == [{attempt.learner_id}, {attempt.learner_id}, set()]

    def test_counts_a_student_once_for_each_question_by_the_first_finished_attempt(self, assignment, source):
        first = take(assignment, [False, False, False], started_at=NOW - dt.timedelta(hours=2))
        enrolment = assignment.classroom.enrolments.get()
        take(assignment, [True, True, True], enrolment)
        other = AssignmentFactory(classroom=assignment.classroom, quiz=assignment.quiz, title="Once more")
        take(other, [True, True, True], enrolment)
        first.practise_missed(NOW, random.Random(1))
        assert heat_of(assignment, source)[0][0] == 2
        assert HeatMap.of(assignment.classroom, source, timezone.now()).sentences[0].fractions == [0.0, 0.0]

    def test_leaves_out_what_is_dropped_and_what_is_not_finished(self, assignment, source):
        attempt = take(assignment, [True, True, True])
        attempt.responses.filter(position=1).update(dropped="full")
        AssignedAttemptFactory(assignment=assignment, answers=[False, False, False])
        assert [heat[0] for heat in heat_of(assignment, source)] == [1, 1, 0]

    def test_is_of_one_class_and_may_be_of_one_assignment(self, assignment, source):
        take(assignment, [True, True, True])
        other = AssignmentFactory(classroom=assignment.classroom, quiz=QuizFactory(questions=[]))
        take(AssignmentFactory(quiz=assignment.quiz), [False, False, False])
        assert [heat[0] for heat in heat_of(assignment, source)] == [2, 1, 0]
        assert not any(
            heat.answers for heat in HeatMap.of(assignment.classroom, source, timezone.now(), other).sentences
        )

    def test_counts_apart_what_stands_no_longer_in_the_text(self, assignment, source):
        take(assignment, [True, True, True])
        version = assignment.attempts.get().responses.get(position=3).version
        content = version.content
        content["citation"]["sentence"] = ["It had ", "eight members", "."]
        type(version).objects.filter(pk=version.pk).update(content=content)
        frozen_versions.clear()
        found = HeatMap.of(assignment.classroom, source, timezone.now())
        assert found.gone == 1
        assert [heat.answers for heat in found.sentences] == [2, 0, 0]

    def test_puts_what_was_missed_most_first_and_what_says_nothing_last(self, assignment, source, sentences):
        for right in range(5):
            take(assignment, [right < 1, right < 2, True])
        found = HeatMap.of(assignment.classroom, source, timezone.now())
        assert [heat.sentence for heat in found.hottest] == sentences[:2]

    def test_knows_which_sentences_no_question_asks_about(self, assignment, source, sentences):
        QuestionFactory(sentence=sentences[2], quote="Tianjin", draft=True)
        found = HeatMap.of(assignment.classroom, source, timezone.now())
        assert [heat.asked for heat in found.sentences] == [2, 1, 0]
        assert found.uncovered == 1

    def test_takes_as_many_queries_for_a_large_class_as_for_a_small_one(
        self, assignment, source, django_assert_num_queries
    ):
        take(assignment, [True, True, True])
        HeatMap.of(assignment.classroom, source, timezone.now())
        for _student in range(6):
            take(assignment, [True, False, True])
        with django_assert_num_queries(4):
            HeatMap.of(assignment.classroom, source, timezone.now())


class TestPractisingASentence:
    def test_gives_the_questions_on_it_to_those_who_missed_it(self, assignment, source, sentences):
        missed = take(assignment, [False, True, True])
        take(assignment, [True, True, False])
        heat = HeatMap.of(assignment.classroom, source, timezone.now()).sentences[0]
        given = practise_sentence(assignment.classroom, heat)
        assert given.is_practice
        assert given.has_feedback_at_once
        assert [one.learner_id for one in given.students.all()] == [missed.learner_id]
        assert [question.sentence for question in given.quiz.questions.all()] == [sentences[0]] * 2
        assert not given.quiz.is_published
        assert given.title == "Practice: The SCO was established in 2001."

    def test_takes_for_missed_what_was_right_in_part(self, assignment, source, sentences):
        attempt = take(assignment, [True, True, True])
        take(assignment, [True, True, True])
        attempt.responses.filter(position=3).update(fraction=0.5, mark=0.5)
        given = practise_sentence(
            assignment.classroom, HeatMap.of(assignment.classroom, source, timezone.now()).at(sentences[1].pk)
        )
        assert [one.learner for one in given.students.all()] == [attempt.learner]

    def test_a_second_click_adds_who_has_missed_it_since(self, assignment, source):
        take(assignment, [False, True, True])
        classroom = assignment.classroom
        first = practise_sentence(classroom, HeatMap.of(classroom, source, timezone.now()).sentences[0])
        take(assignment, [False, True, True])
        second = practise_sentence(classroom, HeatMap.of(classroom, source, timezone.now()).sentences[0])
        assert first == second
        assert second.students.count() == 2
        assert Assignment.objects.filter(classroom=classroom).count() == 2

    def test_leaves_alone_what_is_no_practice_any_more(self, assignment, source):
        take(assignment, [False, True, True])
        classroom = assignment.classroom
        heat = HeatMap.of(classroom, source, timezone.now()).sentences[0]
        Assignment.objects.filter(pk=practise_sentence(classroom, heat).pk).update(is_practice=False)
        assert practise_sentence(classroom, heat).is_practice

    def test_leaves_alone_what_the_whole_class_was_given(self, assignment, source):
        take(assignment, [False, True, True])
        classroom = assignment.classroom
        heat = HeatMap.of(classroom, source, timezone.now()).sentences[0]
        quiz = practise_sentence(classroom, heat).quiz
        Assignment.objects.filter(quiz=quiz).delete()
        for_all = AssignmentFactory(classroom=classroom, quiz=quiz, practice=True)
        assert practise_sentence(classroom, heat) != for_all
        assert not for_all.students.exists()

    def test_there_is_nothing_where_nobody_missed_it_or_nothing_asks_about_it_any_more(self, assignment, source):
        take(assignment, [False, True, True])
        heats = HeatMap.of(assignment.classroom, source, timezone.now()).sentences
        with pytest.raises(NoQuestions):
            practise_sentence(assignment.classroom, heats[1])
        for question in heats[0].sentence.questions.all():
            question.retire()
        with pytest.raises(NoQuestions):
            practise_sentence(assignment.classroom, heats[0])
        assert assignment.classroom.assignments.count() == 1


class TestSourcesRead:
    def test_are_those_that_the_assigned_quizzes_stand_on(self, assignment, source):
        SentenceFactory()  # of another source
        assert sources_read(assignment.classroom) == [source]
        assert sources_read(ClassroomFactory()) == []

    def test_are_those_of_the_topics_that_a_quiz_draws_from(self, questions, source):
        quiz = QuizFactory(draw=1, questions=[])
        quiz.draw_topics.add(questions[0].topic)
        assert sources_read(AssignmentFactory(quiz=quiz).classroom) == [source]
