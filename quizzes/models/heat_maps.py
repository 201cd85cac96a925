"""A source as a class read it: how well the questions of each of its sentences were answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from quizzes.item_analysis import FEW

from .assignments import Assignment
from .attempts import Attempt, AttemptQuerySet, NothingToAsk
from .classes import Classroom
from .quizzes import Quiz
from .responses import Response
from .sources import Sentence, Source
from .versions import frozen

LEVELS = (0.3, 0.5, 0.7, 0.9)  # facility from which a sentence is cooler


def first_finished(attempts: AttemptQuerySet) -> AttemptQuerySet:
    """Each learner's first finished attempt at each assignment, without rounds that practise what one missed."""
    mine = Attempt.objects.finished().first_rounds()
    earlier = mine.filter(assignment=OuterRef("assignment"), learner=OuterRef("learner"), pk__lt=OuterRef("pk"))
    return attempts.finished().first_rounds().filter(~Exists(earlier))


@dataclass(slots=True)
class Heat:
    """One sentence. `asked`: how many published questions of the bank stand on it."""

    sentence: Sentence
    asked: int = 0
    fractions: list[float] = field(default_factory=list)
    missed_by: set[int] = field(default_factory=set)  # learners

    @property
    def answers(self) -> int:
        return len(self.fractions)

    @property
    def facility(self) -> float | None:
        """Mean fraction, 0–1; None below FEW answers."""
        return sum(self.fractions) / self.answers if self.answers >= FEW else None

    @property
    def percent(self) -> int | None:
        return None if self.facility is None else round(self.facility * 100)

    @property
    def level(self) -> int | None:
        """0 (hot: most missed it) to 4; None where too few answered."""
        return None if self.facility is None else sum(self.facility >= limit for limit in LEVELS)


@dataclass(frozen=True, slots=True)
class HeatMap:
    source: Source
    paragraphs: list[list[Heat]]
    gone: int  # answers to questions whose sentence is no longer in the text

    @classmethod
    def of(cls, classroom: Classroom, source: Source, assignment: Assignment | None = None) -> HeatMap:
        """From the first answer of each student to each question; what is dropped or not yet graded is left out.

        Five queries, however large the class.
        """
        sentences = source.sentences.in_text().annotate(
            asked=Count("questions", filter=Q(questions__status="published", questions__stale_since=None))
        )
        heats = {s.text: Heat(s, s.asked) for s in sentences.order_by("paragraph", "number")}
        gone = 0
        for learner, text, fraction in _first_answers(classroom, source.slug, assignment):
            if text not in heats:
                gone += 1
                continue
            heats[text].fractions.append(fraction)
            if fraction < 1:
                heats[text].missed_by.add(learner)
        paragraphs: dict[int, list[Heat]] = {}
        for heat in heats.values():
            paragraphs.setdefault(heat.sentence.paragraph, []).append(heat)
        return cls(source, list(paragraphs.values()), gone)

    @property
    def sentences(self) -> list[Heat]:
        return [heat for paragraph in self.paragraphs for heat in paragraph]

    @property
    def hottest(self) -> list[Heat]:
        """Those that were answered, the worst first; at the end those of which too few answers say nothing."""
        answered = [heat for heat in self.sentences if heat.answers]
        return sorted(answered, key=lambda heat: (heat.facility is None, heat.facility or 0.0))

    @property
    def uncovered(self) -> int:
        return sum(not heat.asked for heat in self.sentences)

    def at(self, sentence: int) -> Heat | None:
        """By primary key."""
        return next((heat for heat in self.sentences if heat.sentence.pk == sentence), None)


def _first_answers(
    classroom: Classroom, source: str, assignment: Assignment | None
) -> Iterable[tuple[int, str, float]]:
    """(learner, text of the sentence, fraction), once for each learner and question."""
    given = [assignment.pk] if assignment else list(classroom.assignments.values_list("pk", flat=True))
    attempts = Attempt.objects.filter(assignment__in=given)  # a join would have SQLite read every attempt there is
    rows = (
        Response.objects.filter(attempt__in=first_finished(attempts), dropped="")
        .exclude(fraction=None, answered_at__isnull=False)
        .order_by("attempt_id", "position")
        .values_list("attempt__learner", "version", "version__question", "fraction")
    )
    seen: set[tuple[int, Any]] = set()
    for learner, version, question, fraction in rows.iterator():
        citation = frozen(version).citation
        if citation is None or citation["source"] != source or (learner, question or -version) in seen:
            continue
        seen.add((learner, question or -version))
        yield learner, "".join(citation["sentence"]), fraction or 0.0


def sources_read(classroom: Classroom) -> Sequence[Source]:
    """The texts that the quizzes assigned to a class stand on."""
    chosen = Q(sentences__questions__quizzes__assignments__classroom=classroom)
    drawn = Quiz.draw_topics.through.objects.filter(quiz__assignments__classroom=classroom).values("topic")
    return list(Source.objects.filter(chosen | Q(sentences__questions__topic__in=drawn)).distinct().defer("text"))


@transaction.atomic
def practise_sentence(classroom: Classroom, heat: Heat) -> Assignment:
    """Give those who missed it the questions on the sentence, to practise; raises NothingToAsk."""
    questions = list(heat.sentence.questions.published())
    students = list(classroom.enrolments.filter(learner__in=heat.missed_by))
    if not questions or not students:
        raise NothingToAsk
    title = _("Practice: %(sentence)s") % {"sentence": heat.sentence.text}
    quiz = Quiz.objects.of_questions(_shortened(title), questions, is_published=False)
    given: Assignment | None = classroom.assignments.filter(quiz=quiz, students__isnull=False).first()
    if given is None:
        given = Assignment.proposed(classroom, quiz)
        given.review_when = Assignment.ReviewWhen.EACH
        given.save()
    given.students.add(*students)
    return given


def _shortened(title: str, longest: int = 100) -> str:
    return title if len(title) <= longest else title[: longest - 1].rpartition(" ")[0] + "…"
