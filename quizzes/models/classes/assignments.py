"""Quizzes that are assigned to a class, to groups or to single students."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from itertools import chain, count

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from quizzes.models.bank.attempt_terms import Review, Terms
from quizzes.models.bank.quizzes import MAX_TIME_LIMIT, MIN_TIME_LIMIT, Quiz

from .classrooms import Classroom
from .enrolments import Enrolment
from .groups import Group


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def given_to(self, enrolment: Enrolment) -> AssignmentQuerySet:
        """Return the assignments that are for the student's whole class, for one of their groups or for them alone."""
        for_student = Q(groups__members=enrolment) | Q(students=enrolment) | Q(groups=None, students=None)
        return self.filter(pk__in=Assignment.objects.filter(for_student, classroom=enrolment.classroom_id).values("pk"))

    def self_paced(self) -> AssignmentQuerySet:
        """Return the assignments that students take when they like, not all together in a live round."""
        return self.filter(is_live=False)

    def with_finished_count(self) -> AssignmentQuerySet:
        """Annotate `finished_count`, the number of finished attempts without repeats of missed questions."""
        finished = Q(attempts__finished_at__isnull=False, attempts__repeats=None)
        counted = self.annotate(finished_count=Count("attempts", filter=finished))
        return counted.order_by("created_at", "pk")  # Django 6 drops the default order when it groups


class AssignmentManager(models.Manager.from_queryset(AssignmentQuerySet)["Assignment"]):  # type: ignore[misc]  # dynamic
    def get_by_natural_key(self, code: str, title: str) -> Assignment:
        assignment: Assignment = self.get(classroom__code=code, title=title)
        return assignment


class Assignment(models.Model):
    """A quiz for students of a class to do. It is for the whole class if it names neither groups nor students."""

    class Counting(models.TextChoices):
        BEST = "best", _("the best attempt")
        LAST = "last", _("the last attempt")
        AVERAGE = "average", _("the average of all attempts")
        FIRST = "first", _("the first attempt")

    class Layout(models.TextChoices):
        ONE_BY_ONE = "one", _("One question at a time")
        ONE_PAGE = "page", _("All questions on one page")

    class ReviewWhen(models.TextChoices):
        EACH = "each", _("After each answer")
        FINISH = "finish", _("When the student has finished")
        CLOSE = "close", _("When the assignment has closed")
        NEVER = "never", _("Not at all")

    class ReviewShows(models.TextChoices):
        MARKS = "marks", _("The marks alone")
        ANSWERS = "answers", _("The student's answers, and which of them are right")
        ALL = "all", _("Everything: the right answers, the explanations and the sentences too")

    classroom = models.ForeignKey(Classroom, models.CASCADE, related_name="assignments", verbose_name=_("class"))
    quiz = models.ForeignKey(Quiz, models.PROTECT, related_name="assignments", verbose_name=_("quiz"))
    title = models.CharField(_("title"), max_length=150)
    groups = models.ManyToManyField(Group, blank=True, related_name="assignments", verbose_name=_("groups"))
    students = models.ManyToManyField(Enrolment, blank=True, related_name="assignments", verbose_name=_("students"))
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    time_limit = models.DurationField(
        _("time limit"),
        null=True,
        blank=True,
        validators=[MinValueValidator(MIN_TIME_LIMIT), MaxValueValidator(MAX_TIME_LIMIT)],
        help_text=_("As minutes:seconds."),
    )
    attempts_allowed = models.PositiveSmallIntegerField(
        _("attempts allowed"), null=True, blank=True, help_text=_("Empty for any number.")
    )
    counting = models.CharField(_("what counts"), max_length=7, choices=Counting, default=Counting.BEST)
    is_practice = models.BooleanField(
        _("practice"),
        default=False,
        help_text=_("Its results are listed with the marks, but do not count towards the mean of a student."),
    )
    layout = models.CharField(_("layout"), max_length=4, choices=Layout, default=Layout.ONE_BY_ONE)
    may_go_back = models.BooleanField(
        _("answers can be changed until the end"),
        default=True,
        help_text=_("Otherwise each answer is final. With feedback after each answer it always is."),
    )
    shuffle = models.BooleanField(_("shuffle the questions"), default=False)
    has_certainty = models.BooleanField(
        _("ask how certain the student is"),
        default=False,
        help_text=_("A right answer earns 1, 2 or 3 by its certainty, a wrong one 0, −2 or −6."),
    )
    review_when = models.CharField(_("review"), max_length=6, choices=ReviewWhen, default=ReviewWhen.FINISH)
    review_shows = models.CharField(_("what it shows"), max_length=7, choices=ReviewShows, default=ReviewShows.ALL)
    password = models.CharField(
        _("password"), max_length=50, blank=True, help_text=_("Asked before an attempt starts. Say it in the room.")
    )
    # True for what was played in a live round, where alone its attempts are made.
    is_live = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = AssignmentManager()

    class Meta:
        ordering = ("classroom", "created_at", "pk")
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = (
            models.UniqueConstraint(
                fields=("classroom", "title"),
                name="assignment_title_once_per_class",
                violation_error_message=_("This class has an assignment of that title. Please choose another."),
            ),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(opens_at__lt=F("closes_at")),
                name="assignment_closes_after_it_opens",
                violation_error_message=_("It has to close later than it opens."),
            ),
            models.CheckConstraint(
                condition=Q(attempts_allowed__isnull=True) | Q(attempts_allowed__gte=1),
                name="assignment_allows_an_attempt",
                violation_error_message=_("Allow at least one attempt, or leave the field empty for any number."),
            ),
            models.CheckConstraint(
                condition=Q(time_limit__isnull=True) | Q(time_limit__range=(MIN_TIME_LIMIT, MAX_TIME_LIMIT)),
                name="assignment_time_limit_between_10_seconds_and_a_week",
                violation_error_message=_("Give a time limit from ten seconds to a week, or leave the field empty."),
            ),
            models.CheckConstraint(
                condition=~Q(layout="page", review_when="each"),
                name="feedback_after_each_answer_needs_one_question_at_a_time",
                violation_error_message=_("Feedback after each answer needs one question at a time."),
            ),
            models.CheckConstraint(
                condition=~Q(layout="page", may_go_back=False),
                name="final_answers_need_one_question_at_a_time",
                violation_error_message=_("On one page answers can always be changed until the end."),
            ),
            models.CheckConstraint(
                condition=~Q(is_live=True, is_practice=True),
                name="a_live_round_is_no_practice",
                violation_error_message=_("What was played live is no practice."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> tuple[str, str]:
        return (self.classroom.code, self.title)

    natural_key.dependencies = ["quizzes.classroom", "quizzes.quiz"]  # type: ignore[attr-defined]  # see Sentence

    def get_absolute_url(self) -> str:
        return reverse("assignment_detail", args=[self.classroom.code, self.pk])

    @classmethod
    def proposed(cls, classroom: Classroom, quiz: Quiz) -> Assignment:
        """Return an unsaved assignment of the quiz on the quiz's own terms, under a title that is free in the class."""
        taken = set(classroom.assignments.values_list("title", flat=True))
        titles = chain([quiz.title], (f"{quiz.title[:140]} ({number})" for number in count(2)))
        return cls(
            classroom=classroom,
            quiz=quiz,
            title=next(title for title in titles if title not in taken),
            time_limit=quiz.time_limit,
            attempts_allowed=quiz.attempts_allowed,
            shuffle=quiz.shuffle_questions,
            review_when=cls.ReviewWhen.EACH if quiz.has_feedback_at_once else cls.ReviewWhen.FINISH,
        )

    def save_terms(self, update_fields: Collection[str] | None = None) -> int:
        """Store it, and let what hangs on its terms follow: attempts that go on, and the pages of its live round.

        Returns how many attempts have another end now.
        """
        with transaction.atomic():
            self.save(update_fields=update_fields)
            moved = self.attempts.reset_deadlines()
            if self.is_live:
                self.live_round.touch()  # its pages show the title, and are kept in memory
        return moved

    @property
    def has_feedback_at_once(self) -> bool:
        return self.review_when == self.ReviewWhen.EACH

    def has_opened(self, now: dt.datetime) -> bool:
        return self.opens_at is None or now >= self.opens_at

    def time_limit_for(self, enrolment: Enrolment) -> dt.timedelta | None:
        return self.time_limit + enrolment.extra_time(self.time_limit) if self.time_limit else None

    def closes_for(self, enrolment: Enrolment) -> dt.datetime | None:
        """Return when it closes for the student.

        Extra time moves the end as well, so that whoever may take longer and begins with the others is not cut off.
        """
        return self.closes_at + enrolment.extra_time(self.time_limit) if self.closes_at else None

    def has_closed_for(self, enrolment: Enrolment, now: dt.datetime) -> bool:
        """Say whether it has closed for the student. In an archived class every assignment has."""
        if self.classroom.is_archived:
            return True
        closes_at = self.closes_for(enrolment)
        return closes_at is not None and now >= closes_at

    def has_closed(self, now: dt.datetime) -> bool:
        """Say whether it has closed for everybody, so that nothing can be passed on to students who are still writing.

        Students with extra time may go on after `closes_at`.
        """
        if self.closes_at is None or now < self.closes_at:
            return False
        longest = (self.closes_for(enrolment) for enrolment in self.classroom.enrolments_with_extra_time)
        return all(now >= closes_at for closes_at in longest if closes_at)

    def review_at(self, now: dt.datetime) -> Review:
        """Return how much of a finished attempt its learner may see."""
        if self.review_when == self.ReviewWhen.NEVER:
            return Review.NOTHING
        if self.review_when == self.ReviewWhen.CLOSE and not self.has_closed(now):
            return Review.NOTHING
        return Review[self.review_shows.upper()]

    def is_password(self, typed: str) -> bool:
        return constant_time_compare(typed.strip().casefold(), self.password.strip().casefold())

    def terms_for(self, enrolment: Enrolment) -> Terms:
        return Terms(
            has_feedback_at_once=self.has_feedback_at_once,
            in_order=self.has_feedback_at_once or not self.may_go_back,
            on_one_page=self.layout == self.Layout.ONE_PAGE,
            has_certainty=self.has_certainty,
            shuffle=self.shuffle,
            attempts_allowed=self.attempts_allowed,
            time_limit=self.time_limit_for(enrolment),
            closes_at=self.closes_for(enrolment),
            pass_percent=self.quiz.pass_percent,
        )
