"""Quizzes: which questions are asked, and in what way."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext, gettext_lazy as _, ngettext

from quizzes.generation.lint import Entry, QuizFinding, Severity, lint_quiz

from .attempt_terms import Terms
from .facts import Topic
from .questions import Question, QuestionQuerySet
from .slugs import free_slug
from .sources import Source

MIN_TIME_LIMIT, MAX_TIME_LIMIT = dt.timedelta(seconds=10), dt.timedelta(days=7)


class QuizQuerySet(models.QuerySet["Quiz"]):
    def published(self) -> QuizQuerySet:
        return self.filter(is_published=True)

    def with_length(self) -> QuizQuerySet:
        """Annotate `question_count`, the number of published questions among the chosen ones."""
        published = Q(
            quizquestion__question__status=Question.Status.PUBLISHED,
            quizquestion__question__stale_since=None,
            quizquestion__dropped_at=None,
        )
        counted = self.annotate(question_count=Count("quizquestion", filter=published))
        return counted.order_by("position", "title")  # Django 6 drops the default order when it groups


class QuizManager(models.Manager.from_queryset(QuizQuerySet)["Quiz"]):  # type: ignore[misc]  # dynamic base
    def get_by_natural_key(self, slug: str) -> Quiz:
        quiz: Quiz = self.get(slug=slug)
        return quiz

    @transaction.atomic
    def of_questions(self, title: str, questions: Sequence[Question], *, is_published: bool) -> Quiz:
        """Return the quiz with this title that asks these questions in this order, made now if there is none."""
        wanted = [question.pk for question in questions]
        for quiz in self.filter(title=title, draw=None):
            if list(quiz.quizquestion_set.values_list("question_id", flat=True)) == wanted:
                return quiz  # type: ignore[no-any-return]  # dynamic base
        topics = {question.topic for question in questions}
        made: Quiz = self.create(
            slug=free_slug(self, slugify(title)[:70] or "quiz"),
            title=title,
            topic=topics.pop() if len(topics) == 1 else None,
            is_published=is_published,
        )
        QuizQuestion.objects.bulk_create(
            QuizQuestion(quiz=made, question=question, position=position)
            for position, question in enumerate(questions, start=1)
        )
        return made


class Quiz(models.Model):
    """A quiz of either chosen questions in order, or `draw` questions drawn from its topics."""

    class Feedback(models.TextChoices):
        PRACTICE = "practice", _("Practice: feedback after each answer")
        TEST = "test", _("Test: feedback at the end")

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=150)
    description = models.TextField(_("description"), blank=True)
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="quizzes", verbose_name=_("topic")
    )
    feedback = models.CharField(_("feedback"), max_length=10, choices=Feedback, default=Feedback.PRACTICE)
    questions = models.ManyToManyField(
        Question, through="QuizQuestion", related_name="quizzes", verbose_name=_("questions")
    )
    draw = models.PositiveSmallIntegerField(
        _("draw"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("How many questions to draw at random from the topics below, instead of chosen ones."),
    )
    draw_topics = models.ManyToManyField(Topic, blank=True, related_name="+", verbose_name=_("topics to draw from"))
    shuffle_questions = models.BooleanField(_("shuffle the questions"), default=False)
    time_limit = models.DurationField(
        _("time limit"),
        null=True,
        blank=True,
        validators=[MinValueValidator(MIN_TIME_LIMIT), MaxValueValidator(MAX_TIME_LIMIT)],
        help_text=_("As minutes:seconds."),
    )
    attempts_allowed = models.PositiveSmallIntegerField(_("attempts allowed"), null=True, blank=True)
    pass_percent = models.PositiveSmallIntegerField(
        _("pass mark in percent"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    is_published = models.BooleanField(
        _("published"),
        default=False,
        help_text=_("Anybody can take it from the start page. What is assigned to a class need not be published."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    objects = QuizManager()

    class Meta:
        ordering = ("position", "title")
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")
        constraints = (
            models.CheckConstraint(
                condition=Q(attempts_allowed__isnull=True) | Q(attempts_allowed__gte=1),
                name="at_least_one_attempt",
                violation_error_message=_("Allow at least one attempt, or leave the field empty for any number."),
            ),
            models.CheckConstraint(
                condition=Q(draw__isnull=True) | Q(draw__range=(1, 100)),
                name="draw_between_1_and_100",
                violation_error_message=_("Draw from 1 to 100 questions, or leave the field empty."),
            ),
            models.CheckConstraint(
                condition=Q(time_limit__isnull=True) | Q(time_limit__range=(MIN_TIME_LIMIT, MAX_TIME_LIMIT)),
                name="time_limit_between_10_seconds_and_a_week",
                violation_error_message=_("Give a time limit from ten seconds to a week, or leave the field empty."),
            ),
            models.CheckConstraint(
                condition=Q(pass_percent__isnull=True) | Q(pass_percent__lte=100),
                name="pass_mark_at_most_100_percent",
                violation_error_message=_("The pass mark is at most 100 percent."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    natural_key.dependencies = ["quizzes.topic"]  # type: ignore[attr-defined]  # see Sentence

    def get_absolute_url(self) -> str:
        return reverse("quiz_detail", args=[self.slug])

    @property
    def has_feedback_at_once(self) -> bool:
        return self.feedback == self.Feedback.PRACTICE

    def terms(self) -> Terms:
        """Return the terms for people who take the quiz on their own, outside an assignment."""
        return Terms(
            has_feedback_at_once=self.has_feedback_at_once,
            shuffle=self.shuffle_questions,
            attempts_allowed=self.attempts_allowed,
            time_limit=self.time_limit,
            pass_percent=self.pass_percent,
        )

    def available(self) -> QuestionQuerySet:
        """Return the published questions that the quiz can ask, in order."""
        published: QuestionQuerySet = Question.objects.published()
        if self.draw:
            dropped = self.quizquestion_set.filter(dropped_at__isnull=False).values("question")
            return published.filter(topic__in=self.draw_topics.all()).exclude(pk__in=dropped)
        chosen = published.filter(quizquestion__quiz=self, quizquestion__dropped_at=None)
        return chosen.order_by("quizquestion__position")

    def sources(self) -> models.QuerySet[Source]:
        """Return the sources of its published questions, without their texts."""
        return Source.objects.filter(pk__in=self.available().order_by().values("sentence__source")).defer("text")

    @property
    def length(self) -> int:
        """The number of questions in an attempt, for a quiz that was fetched `with_length()`."""
        return self.draw or self.question_count  # type: ignore[attr-defined]  # annotated by with_length

    def findings(self, chosen: Sequence[Question] | None = None) -> list[QuizFinding]:
        """Return what the quiz as a whole still lacks; questions `chosen` on a page replace the stored ones."""
        findings = []
        with_facts = Question.objects.with_content().select_related("fact__topic", "fact__sentence__source")
        if chosen is None:
            order = list(self.available().values_list("pk", flat=True))
            chosen = list(self.questions.all())
        else:
            order = [question.pk for question in chosen if question.is_asked]
        contents = with_facts.in_bulk(order)
        questions = [contents[pk] for pk in order]
        if len(questions) < (self.draw or 1):
            text = gettext("It has fewer published questions than it asks for. Add some, or publish its drafts.")
            findings.append(QuizFinding("LENGTH", Severity.ERROR, text, ()))
        if unpublished := sum(not question.is_asked for question in chosen):
            text = ngettext(
                "%(n)s of its questions is not published, so nobody will be asked it.",
                "%(n)s of its questions are not published, so nobody will be asked them.",
                unpublished,
            ) % {"n": unpublished}
            findings.append(QuizFinding("UNPUBLISHED", Severity.WARNING, text, ()))
        entries = [Entry(q.to_item(), q.lint_context(), q.topic.name, q.slug) for q in questions]
        return [*findings, *lint_quiz(entries, shows_feedback=self.has_feedback_at_once)]

    def pick(self, rng: random.Random, *, shuffle: bool | None = None) -> list[tuple[Question, float]]:
        """Return the questions of one attempt, each with its maximum mark; `shuffle` overrides what the quiz says."""
        if self.draw:  # only the content of the drawn questions is read, however large the bank is
            bank = list(self.available().values_list("pk", flat=True))
            drawn = rng.sample(bank, min(self.draw, len(bank)))
            contents = Question.objects.with_content().in_bulk(drawn)
            questions = [contents[pk] for pk in drawn]
        else:
            questions = list(self.available().with_content())
            if self.shuffle_questions if shuffle is None else shuffle:
                rng.shuffle(questions)
        marks = dict(self.quizquestion_set.values_list("question_id", "max_mark"))
        return [(question, marks.get(question.pk, 1.0)) for question in questions]


class QuizQuestionManager(models.Manager["QuizQuestion"]):
    def get_by_natural_key(self, quiz: str, question: str) -> QuizQuestion:
        return self.get(quiz__slug=quiz, question__slug=question)


class QuizQuestion(models.Model):
    quiz = models.ForeignKey(Quiz, models.CASCADE, verbose_name=_("quiz"))
    question = models.ForeignKey(Question, models.PROTECT, verbose_name=_("question"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    max_mark = models.FloatField(_("maximum mark"), default=1.0, validators=[MinValueValidator(0)])
    # A dropped question is not asked any more. A quiz with a draw has a row for a question only if it was dropped.
    dropped_at = models.DateTimeField(_("dropped"), null=True, editable=False)

    objects = QuizQuestionManager()

    class Meta:
        ordering = ("quiz", "position")
        verbose_name = _("question of the quiz")
        verbose_name_plural = _("questions of the quiz")
        constraints = (
            models.UniqueConstraint(
                fields=("quiz", "question"),
                name="question_once_per_quiz",
                violation_error_message=_("This question is in the quiz already."),
            ),
            models.CheckConstraint(
                condition=Q(max_mark__gte=0),
                name="max_mark_not_negative",
                violation_error_message=_("The maximum mark is 0 or more."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.position}. {self.question}"

    def natural_key(self) -> tuple[str, str]:
        return (self.quiz.slug, self.question.slug)

    natural_key.dependencies = ["quizzes.quiz", "quizzes.question"]  # type: ignore[attr-defined]  # see Sentence
