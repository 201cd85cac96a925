"""The heat map of a source: how well a class answered the questions on each of its sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from quizzes.models.attempts.attempts import Attempt, NoQuestions
from quizzes.models.bank.questions import Question
from quizzes.models.bank.quizzes import Quiz
from quizzes.models.bank.sources import Sentence, Source
from quizzes.models.bank.versions import frozen_version
from quizzes.models.classes.assignments import Assignment
from quizzes.models.classes.classrooms import Classroom
from quizzes.scoring import Score
from quizzes.statistics import MIN_STUDENTS

from .counted_answers import counted_answers, first_finished

HEAT_LEVELS = (30, 50, 70, 90)  # percent, from each of which on a sentence is one level cooler
_IS_PRACTICE = "attempt__assignment__is_practice"


@dataclass(slots=True)
class SentenceHeat:
    """How one sentence was answered. `asked` is the number of published questions of the bank that stand on it."""

    sentence: Sentence
    asked: int = 0
    fractions: list[float] = field(default_factory=list)
    students: set[int] = field(default_factory=set)  # primary keys of learners
    missed_by: set[int] = field(default_factory=set)  # those of them with less than the full mark

    @property
    def coverage(self) -> int:
        """How many questions ask about it: none, one, or two for more than one."""
        return min(self.asked, 2)

    @property
    def answers(self) -> int:
        return len(self.fractions)

    @property
    def facility(self) -> float | None:
        """The mean fraction, 0–1, or None below MIN_STUDENTS students."""
        return fmean(self.fractions) if len(self.students) >= MIN_STUDENTS else None

    @property
    def percent(self) -> int | None:
        return None if self.facility is None else Score(self.facility, 1.0).percent

    @property
    def level(self) -> int | None:
        """The level from 0 (hot: most missed it) to 4, by the `percent` that is shown; None if too few answered."""
        return None if self.percent is None else sum(self.percent >= limit for limit in HEAT_LEVELS)

    def take_in(self, learner: int, fraction: float) -> None:
        self.fractions.append(fraction)
        self.students.add(learner)
        if fraction < 1:
            self.missed_by.add(learner)


@dataclass(frozen=True, slots=True)
class HeatMap:
    source: Source
    paragraphs: list[list[SentenceHeat]]
    gone: int  # answers to questions whose sentence is no longer in the text

    @classmethod
    def of(
        cls, classroom: Classroom, source: Source, now: dt.datetime, assignment: Assignment | None = None
    ) -> HeatMap:
        """Return the heat map of one answer of each student to each question (see `_first_answers`).

        It takes four queries, however large the class, and finishes attempts that have run out of time.
        """
        sentences = source.sentences.in_text().annotate(
            asked=Count("questions", filter=Q(questions__status="published", questions__stale_since=None))
        )
        heats = [SentenceHeat(s, s.asked) for s in sentences.order_by("paragraph", "number")]
        by_text = {heat.sentence.text: heat for heat in reversed(heats)}  # of two equal ones the first
        by_place = {(heat.sentence.ref, heat.sentence.text): heat for heat in heats}
        gone = 0
        for learner, ref, text, fraction in _first_answers(classroom, source.slug, now, assignment):
            if heat := by_place.get((ref, text)) or by_text.get(text):
                heat.take_in(learner, fraction)
            else:
                gone += 1
        paragraphs: dict[int, list[SentenceHeat]] = {}
        for heat in heats:
            paragraphs.setdefault(heat.sentence.paragraph, []).append(heat)
        return cls(source, list(paragraphs.values()), gone)

    @property
    def sentences(self) -> list[SentenceHeat]:
        return [heat for paragraph in self.paragraphs for heat in paragraph]

    @property
    def hottest(self) -> list[SentenceHeat]:
        """The sentences with answers, the worst first, and at the end those with too few answers to tell."""
        answered = [heat for heat in self.sentences if heat.answers]
        return sorted(answered, key=lambda heat: (heat.facility is None, heat.facility or 0.0))

    @property
    def uncovered(self) -> int:
        return sum(not heat.asked for heat in self.sentences)

    def at(self, sentence: int) -> SentenceHeat | None:
        """Return the sentence with this primary key, or None."""
        return next((heat for heat in self.sentences if heat.sentence.pk == sentence), None)


def _first_answers(
    classroom: Classroom, source: str, now: dt.datetime, assignment: Assignment | None
) -> Iterable[tuple[int, str, str, float]]:
    """Yield (learner, reference of the sentence, its text, fraction) once for each learner and question.

    The answer is that of the first test; one with feedback after each answer is used only if there is no other, since
    the feedback has helped. Practice counts only if nothing has asked the learner about the sentence before, since they
    have read it by then.
    """
    assignments = [assignment] if assignment else list(classroom.assignments.all())
    attempts = Attempt.objects.filter(assignment__in=assignments)  # for a join SQLite would read every attempt
    attempts = attempts.settled(now)
    rows = (
        counted_answers(first_finished(attempts))
        .order_by(_IS_PRACTICE, "attempt__has_feedback_at_once", "attempt__started_at", "attempt_id", "position")
        .values_list("attempt", _IS_PRACTICE, "attempt__learner", "version", "version__question", "fraction")
    )
    seen: set[tuple[int, Any]] = set()
    first: dict[tuple[int, str], int] = {}  # learner and sentence -> attempt
    for attempt, is_practice, learner, version, question, fraction in rows.iterator():
        citation = frozen_version(version).citation
        if citation is None or citation["source"] != source or (learner, question or -version) in seen:
            continue
        text = "".join(citation["sentence"])
        if first.setdefault((learner, text), attempt) != attempt and is_practice:
            continue
        seen.add((learner, question or -version))
        yield learner, citation["ref"], text, fraction or 0.0


def sources_read(classroom: Classroom) -> Sequence[Source]:
    """Return the sources on which the quizzes assigned to a class stand, without their texts."""
    drawn = Quiz.draw_topics.through.objects.filter(quiz__assignments__classroom=classroom).values("topic")
    questions = Question.objects.filter(Q(quizzes__assignments__classroom=classroom) | Q(topic__in=drawn))
    return list(Source.objects.filter(pk__in=questions.values("sentence__source")).defer("text"))


@transaction.atomic
def practise_sentence(classroom: Classroom, heat: SentenceHeat) -> Assignment:
    """Assign the questions on the sentence as practice to the students who missed it. Raises NoQuestions."""
    questions = list(heat.sentence.questions.published())
    students = list(classroom.enrolments.filter(learner__in=heat.missed_by))
    if not questions or not students:
        raise NoQuestions
    title = _("Practice: %(sentence)s") % {"sentence": heat.sentence.text}
    quiz = Quiz.objects.of_questions(_shortened(title), questions, is_published=False)
    practice = classroom.assignments.filter(quiz=quiz, is_practice=True, students__isnull=False)
    assignment: Assignment | None = practice.first()
    if assignment is None:
        assignment = Assignment.proposed(classroom, quiz)
        assignment.is_practice, assignment.review_when = True, Assignment.ReviewWhen.EACH
        assignment.save()
    assignment.students.add(*students)
    return assignment


def _shortened(title: str, longest: int = 100) -> str:
    return title if len(title) <= longest else title[: longest - 1].rpartition(" ")[0] + "…"
