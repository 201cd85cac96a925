"""A factory for every model: minimal, valid, unsurprising. States that have a name are traits."""

from __future__ import annotations

import base64
import datetime as dt
import random
from typing import Any

import factory
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone
from factory.django import DjangoModelFactory

from quizzes import items, models
from quizzes.items.cloze import Cloze
from quizzes.models.bank.versions import current_versions
from quizzes.models.live.joining import join
from quizzes.permissions import TEACHERS_GROUP


class UserFactory(DjangoModelFactory):
    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    class Params:
        superuser = factory.Trait(is_staff=True, is_superuser=True)

    username = factory.Sequence("user{}".format)
    password = factory.django.Password("correct horse battery")


class TeacherFactory(UserFactory):
    """Who may make classes and quizzes."""

    is_staff = True

    @factory.post_generation
    def role(self, create: bool, extracted: None, **_kwargs: Any) -> None:
        self.groups.add(Group.objects.get(name=TEACHERS_GROUP))


class TopicFactory(DjangoModelFactory):
    class Meta:
        model = models.Topic

    slug = factory.Sequence("topic-{}".format)
    name = factory.Sequence("Topic {}".format)


class SourceFactory(DjangoModelFactory):
    """A source of two paragraphs, split into its three sentences."""

    class Meta:
        model = models.Source
        skip_postgeneration_save = True

    class Params:
        background = factory.Trait(kind=models.Source.Kind.BACKGROUND)

    slug = factory.Sequence("source-{}".format)
    title = factory.Sequence("Source {}".format)
    url = "https://example.org/article"
    licence = "Free to use with a link."
    text = "The SCO was established in 2001. It has ten members.\n\nThe summit takes place in Tianjin."

    @factory.post_generation
    def sentences(self, create: bool, extracted: None, **_kwargs: Any) -> None:
        self.split_sentences()


class SentenceFactory(DjangoModelFactory):
    """The sentence P1s1 of a new source, or the one that is asked for: SentenceFactory(source=…, paragraph=2)."""

    class Meta:
        model = models.Sentence
        django_get_or_create = ("source", "paragraph", "number")

    source = factory.SubFactory(SourceFactory)
    paragraph = 1
    number = 1


class FactFactory(DjangoModelFactory):
    class Meta:
        model = models.Fact

    class Params:
        claim = factory.Trait(kind=models.Fact.Kind.CLAIM, ask_mode="claim", attributed_to="the article")

    slug = factory.Sequence("f{:03}".format)
    topic = factory.SubFactory(TopicFactory)
    sentence = factory.SubFactory(SentenceFactory)
    quote = "established in 2001"
    subject = "SCO"
    relation = "year of establishment"
    answer_type = "year"
    answer = "2001"
    prompt = "In which year was the SCO established?"
    statement = "The SCO was established in {}."


class CandidateFactory(DjangoModelFactory):
    """An open candidate: the year in the sentence P1s1."""

    class Meta:
        model = models.Candidate

    sentence = factory.SubFactory(SentenceFactory)
    source = factory.LazyAttribute(lambda candidate: candidate.sentence.source)
    topic = factory.SubFactory(TopicFactory)
    start = 27
    end = 31
    answer = "2001"
    answer_type = "year"
    subject = "SCO"
    relation = "year of establishment"
    prompt = "In which year was the SCO established?"
    extractors = factory.LazyFunction(lambda: ["rules"])


class PictureFactory(DjangoModelFactory):
    """The smallest picture there is."""

    class Meta:
        model = models.Picture

    alt = factory.Sequence("Picture {}".format)
    data = base64.b64decode("R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==")
    media_type = "image/gif"
    width = height = 1
    digest = factory.Sequence("{:064}".format)


class ImportFactory(DjangoModelFactory):
    """A file that was checked and holds nothing."""

    class Meta:
        model = models.Import

    user = factory.SubFactory(UserFactory, is_staff=True)
    name = "questions.gift"
    format = "gift"
    state = models.Import.State.CHECKED
    data = b""


OPTIONS = (
    items.Option("1998"),
    items.Option("2001", 1.0),
    items.Option("2006", feedback="In 2006 it was five years old."),
)


class QuestionFactory(DjangoModelFactory):
    """A published single-choice question. `options` takes values of `quizzes.items.Option`."""

    class Meta:
        model = models.Question
        skip_postgeneration_save = True

    class Params:
        draft = factory.Trait(status=models.Question.Status.DRAFT)
        retired = factory.Trait(status=models.Question.Status.RETIRED)
        claim = factory.Trait(kind=models.Question.Kind.CLAIM, attributed_to="the article")
        generated = factory.Trait(origin=models.Question.Origin.GENERATED)
        uncited = factory.Trait(status=models.Question.Status.DRAFT, sentence=None, quote="")

    slug = factory.Sequence("question-{}".format)
    item_type = "single_choice"
    stem = factory.Sequence("In which year was the SCO established, asks question {}?".format)
    explanation = "It was founded by six states."
    topic = factory.SubFactory(TopicFactory)
    sentence = factory.SubFactory(SentenceFactory)
    quote = "established in 2001"
    status = models.Question.Status.PUBLISHED

    @factory.post_generation
    def options(self, create: bool, extracted: tuple[items.Option, ...] | None, **_kwargs: Any) -> None:
        for position, option in enumerate(OPTIONS if extracted is None else extracted, start=1):
            OptionFactory(
                question=self,
                position=position,
                text=option.text,
                fraction=option.fraction,
                match=option.match,
                feedback=option.feedback,
            )

    @classmethod
    def of(cls, item: items.Item, **fields: Any) -> models.Question:
        """The question that holds this item."""
        return cls(item_type=item.type, stem=item.stem, params=dict(item.params), options=item.options, **fields)


class OptionFactory(DjangoModelFactory):
    class Meta:
        model = models.Option

    question = factory.SubFactory(QuestionFactory, options=())
    position = factory.Sequence(lambda n: n + 1)
    text = factory.Sequence("Option {}".format)


class QuestionVersionFactory(DjangoModelFactory):
    """The current version of a question."""

    class Meta:
        model = models.QuestionVersion

    question = factory.SubFactory(QuestionFactory)

    @classmethod
    def _create(cls, model_class: type, *, question: models.Question) -> models.QuestionVersion:
        return current_versions([question])[0]


class QuizFactory(DjangoModelFactory):
    """A published practice quiz with the given `questions`, in their order; with one question where none are given."""

    class Meta:
        model = models.Quiz
        skip_postgeneration_save = True

    class Params:
        test = factory.Trait(feedback=models.Quiz.Feedback.TEST)
        timed = factory.Trait(time_limit=dt.timedelta(minutes=10))
        once = factory.Trait(attempts_allowed=1)
        unpublished = factory.Trait(is_published=False)

    slug = factory.Sequence("quiz-{}".format)
    title = factory.Sequence("Quiz {}".format)
    is_published = True

    @factory.post_generation
    def questions(self, create: bool, extracted: list[models.Question] | None, **_kwargs: Any) -> None:
        for position, question in enumerate([QuestionFactory()] if extracted is None else extracted, start=1):
            QuizQuestionFactory(quiz=self, question=question, position=position)


class QuizQuestionFactory(DjangoModelFactory):
    class Meta:
        model = models.QuizQuestion

    quiz = factory.SubFactory(QuizFactory, questions=[])
    question = factory.SubFactory(QuestionFactory)
    position = factory.Sequence(lambda n: n + 1)


class LearnerFactory(DjangoModelFactory):
    class Meta:
        model = models.Learner

    class Params:
        signed_in = factory.Trait(user=factory.SubFactory(UserFactory))


class AttemptFactory(DjangoModelFactory):
    """An attempt as `Attempt.start` makes it.

    `answers` answers its questions in order: True rightly, False wrongly, None with "I don't know".
    """

    class Meta:
        model = models.Attempt
        skip_postgeneration_save = True

    quiz = factory.SubFactory(QuizFactory)
    learner = factory.SubFactory(LearnerFactory)
    started_at = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(
        cls, model_class: type, *, quiz: models.Quiz, learner: models.Learner, started_at: dt.datetime
    ) -> models.Attempt:
        return models.Attempt.start(quiz, learner, started_at, random.Random(1))

    @factory.post_generation
    def answers(self, create: bool, extracted: list[bool | None] | None, **_kwargs: Any) -> None:
        responses = self.responses.all()
        for response, is_right in zip(responses, extracted or (), strict=False):
            response.attempt = self
            response.lock(answer_to(response, is_right), self.started_at)


class ResponseFactory(DjangoModelFactory):
    """A response that is still open, in an attempt of its own."""

    class Meta:
        model = models.Response
        django_get_or_create = ("attempt", "position")

    attempt = factory.SubFactory(AttemptFactory)
    position = 1


class ClassroomFactory(DjangoModelFactory):
    """A class with a teacher. `quizzes` are assigned to it, each on its own terms."""

    class Meta:
        model = models.Classroom
        skip_postgeneration_save = True

    name = factory.Sequence("Class {}".format)

    @factory.post_generation
    def teachers(self, create: bool, extracted: list[Any] | None, **_kwargs: Any) -> None:
        self.teachers.set([UserFactory(is_staff=True)] if extracted is None else extracted)

    @factory.post_generation
    def quizzes(self, create: bool, extracted: list[models.Quiz] | None, **_kwargs: Any) -> None:
        for quiz in extracted or ():
            models.Assignment.proposed(self, quiz).save()


class EnrolmentFactory(DjangoModelFactory):
    class Meta:
        model = models.Enrolment

    classroom = factory.SubFactory(ClassroomFactory)
    learner = factory.SubFactory(LearnerFactory)
    nickname = factory.Sequence("Student {}".format)


class GroupFactory(DjangoModelFactory):
    class Meta:
        model = models.Group

    classroom = factory.SubFactory(ClassroomFactory)
    name = factory.Sequence("Group {}".format)


class AssignmentFactory(DjangoModelFactory):
    """A quiz given to a whole class; answers can be changed until the end, and everything is shown after it."""

    class Meta:
        model = models.Assignment

    class Params:
        practice = factory.Trait(is_practice=True)
        with_feedback_at_once = factory.Trait(review_when="each")
        final = factory.Trait(may_go_back=False)
        on_one_page = factory.Trait(layout="page")

    classroom = factory.SubFactory(ClassroomFactory)
    quiz = factory.SubFactory(QuizFactory)
    title = factory.Sequence("Assignment {}".format)


class AssignedAttemptFactory(DjangoModelFactory):
    """An attempt as `Attempt.start_assigned` makes it; `answers` as in AttemptFactory, saved where they can change."""

    class Meta:
        model = models.Attempt
        skip_postgeneration_save = True

    assignment = factory.SubFactory(AssignmentFactory)
    enrolment = factory.LazyAttribute(lambda it: EnrolmentFactory(classroom=it.assignment.classroom))
    started_at = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(
        cls, model_class: type, *, assignment: models.Assignment, enrolment: models.Enrolment, started_at: dt.datetime
    ) -> models.Attempt:
        return models.Attempt.start_assigned(assignment, enrolment, started_at, random.Random(1))

    @factory.post_generation
    def answers(self, create: bool, extracted: list[bool | None] | None, **_kwargs: Any) -> None:
        for response, is_right in zip(self.responses.all(), extracted or (), strict=False):
            response.attempt = self
            answer = answer_to(response, is_right)
            if self.in_order:
                response.lock(answer, self.started_at)
            else:
                response.save_choice(answer, self.started_at, page="test", number=1)


class LiveRoundFactory(DjangoModelFactory):
    """A live round in its lobby, as `LiveRound.prepare` makes it: of three questions, in a class of its teacher."""

    class Meta:
        model = models.LiveRound

    class Params:
        alone = factory.Trait(has_own_class=True)  # in a class that was made for it
        speed = factory.Trait(has_speed=True)
        untimed = factory.Trait(answer_seconds=None)

    classroom = factory.SubFactory(ClassroomFactory)
    quiz = factory.LazyFunction(lambda: QuizFactory(questions=QuestionFactory.create_batch(3)))
    reading_seconds = 5
    answer_seconds = 30

    @classmethod
    def _create(
        cls, model_class: type, *, classroom: models.Classroom, quiz: models.Quiz, **fields: Any
    ) -> models.LiveRound:
        return models.LiveRound.prepare(classroom, quiz, random.Random(1), **fields)


class LivePlayerFactory(DjangoModelFactory):
    """A student of the class who has joined the round. `extra_percent` is the student's extra time."""

    class Meta:
        model = models.LivePlayer

    round = factory.SubFactory(LiveRoundFactory)
    extra_percent = 0
    enrolment = factory.LazyAttribute(
        lambda it: EnrolmentFactory(classroom=it.round.classroom, extra_percent=it.extra_percent)
    )
    joined_at = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(
        cls,
        model_class: type,
        *,
        round: models.LiveRound,  # noqa: A002  # the name of the column
        enrolment: models.Enrolment,
        joined_at: dt.datetime,
        extra_percent: int,
    ) -> models.LivePlayer:
        return join(round, enrolment, joined_at)


class GradebookEntryFactory(DjangoModelFactory):
    class Meta:
        model = models.GradebookEntry

    assignment = factory.SubFactory(AssignmentFactory)
    enrolment = factory.LazyAttribute(lambda entry: EnrolmentFactory(classroom=entry.assignment.classroom))
    changed_at = factory.LazyFunction(timezone.now)


def wrong_response(item: items.Item) -> items.Response:
    """A response that earns nothing, for any type."""
    right = items.type_of(item).right_response(item)
    if "text" in right:
        return {"text": "-987654321"}
    if "region" in right:
        return {"region": next(option.match for option in item.options if not option.is_key)}
    if "evidence" in right:
        return {
            part: next(i for i, option in enumerate(item.options) if option.match == part and not option.is_key)
            for part in right
        }
    if "order" in right:
        return {"order": right["order"][::-1]}
    if "given" in right:
        return {"given": {part: _wrong_part(item, part, given) for part, given in right["given"].items()}}
    return {"chosen": [next(index for index, option in enumerate(item.options) if not option.is_key)]}


def _wrong_part(item: items.Item, part: str, given: Any) -> Any:
    """A choice that belongs to another row, or what is wrong in a blank."""
    if isinstance(given, str):
        return next(option.match for option in item.options if option.match != given)
    if "text" in given:
        return {"text": "-987654321"}
    blank = next(blank for blank in Cloze().blanks(item) if blank.number == part)
    return wrong_response(blank.item)


def answer_to(response: models.Response, is_right: bool | None) -> items.Response | None:
    item = response.frozen.item
    if is_right is None:
        return None
    return items.type_of(item).right_response(item) if is_right else wrong_response(item)


def form_for(response: models.Response, is_right: bool) -> dict[str, list[str]]:
    """What the browser posts for a right or a wrong answer."""
    it = response.frozen
    return it.type.to_form(it.item, response.variant, answer_to(response, is_right))
