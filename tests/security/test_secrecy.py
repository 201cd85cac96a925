"""Nothing that reveals a key reaches a browser before the answer is locked.

See docs/decisions/security.md, cases 1–3.
"""

import json
import random
from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from quizzes.items import TYPES
from quizzes.models import Response
from tests.factories import (
    AttemptFactory,
    ClassroomFactory,
    EnrolmentFactory,
    QuestionFactory,
    QuizFactory,
    SourceFactory,
    form_for,
)
from tests.support.clients import HTMX, client_of
from tests.unit.items.moved_keys import moved_keys

from .pages import crawl, fetch, reply_of, without_tokens

pytestmark = pytest.mark.django_db

FEEDBACK, EXPLANATION, CITATION, MATCH = "SecretFeedback", "SecretExplanation", "SecretCitation", "SecretMatch"
KEY = "918273645"  # a number, so that it can be the answer of any type
EXAMPLES = [
    pytest.param(item, id=f"{code}-{n}")
    for code, item_type in TYPES.items()
    for n, item in enumerate(item_type.examples())
]
FIRST_EXAMPLES = [pytest.param(next(iter(item_type.examples())), id=code) for code, item_type in TYPES.items()]
MODES = ["practice", "test"]


def are_shown(item):
    """For each option, whether its text may be seen before the answer: a choice is, a typed answer is secret itself."""
    item_type = TYPES[item.type]
    presented = json.dumps(item_type.present(item, item_type.vary(item, random.Random(1))), ensure_ascii=False)
    return [json.dumps(option.text, ensure_ascii=False) in presented for option in item.options]


def with_sentinels(item):
    """The item with something to look for in all that is secret.

    What an option belongs to is secret where the type has no use for it. Where it pairs or sorts, it is shown, and the
    secret is which belongs to which: no word gives that away, so it is left to TestSameBytes.
    """
    options = [
        replace(
            option,
            feedback=FEEDBACK,
            match=option.match or ("" if TYPES[item.type].keyed_by == "match" else MATCH),
            text=option.text if is_shown or not option.text else f"{KEY}{n}",
        )
        for n, (option, is_shown) in enumerate(zip(item.options, are_shown(item), strict=True))
    ]
    for_graders = {setting.name: KEY for setting in TYPES[item.type].settings if setting.kind == "paragraphs"}
    return replace(item, options=tuple(options), params={**item.params, **for_graders})


def sentinels_of(item):
    secrets = [FEEDBACK, EXPLANATION, CITATION, MATCH]
    is_key_shown = all(are_shown(item)) and not TYPES[item.type].graded_by_hand
    return secrets if is_key_shown else [*secrets, KEY]


class World:
    """A learner in a class, in the middle of a quiz whose secrets are marked."""

    def __init__(self, item, mode):
        source = SourceFactory(text=f"The {CITATION} was established in 2001.")
        questions = [
            QuestionFactory.of(with_sentinels(item), explanation=EXPLANATION, sentence=source.sentences.get())
            for _n in range(3)
        ]
        self.reader = source.get_absolute_url()
        self.quiz = QuizFactory(questions=questions, feedback=mode, title="Secrets")
        self.attempt = AttemptFactory(quiz=self.quiz)
        classroom = ClassroomFactory(quizzes=[self.quiz])
        EnrolmentFactory(classroom=classroom, learner=self.attempt.learner)
        self.client = client_of(self.attempt.learner)
        self.url = self.attempt.get_absolute_url()

    def address(self, name, position):
        return reverse(name, args=[self.attempt.uuid, position])

    def answer(self, position, *, is_right=True, **kwargs):
        url = self.address("attempt_answer", position)
        form = form_for(self.attempt.responses.get(position=position), is_right)
        return reply_of(url, self.client.post(url, form, **kwargs))

    def every_reply(self):
        """All that the learner can get at, also by guessing addresses."""
        guesses = [self.address("attempt_question", position) for position in (1, 2, 3)]
        return crawl(self.client, self.url, f"{self.url}result/", *guesses)

    def leaks(self, replies, secrets):
        return {
            (reply.url, secret)
            for reply in replies
            for secret in secrets
            # The reader holds the text itself; which sentence of it a question stands on is the secret.
            if secret in reply.text and not (reply.url == self.reader and secret == CITATION)
        }


@pytest.mark.parametrize("item", FIRST_EXAMPLES)
class TestLeakCrawl:
    @pytest.mark.parametrize("mode", MODES)
    def test_nothing_is_found_before_the_answer(self, item, mode):
        world = World(item, mode)
        replies = world.every_reply()
        assert {reply.url for reply in replies} >= {
            "/",
            world.quiz.get_absolute_url(),
            world.address("attempt_question", 1),
            "/static/quizzes/scoquiz.css",
        }
        assert not world.leaks(replies, sentinels_of(item))

    @pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
    def test_nothing_is_found_in_a_refusal(self, item, headers):
        world = World(item, "practice")
        fields = form_for(world.attempt.responses.get(position=1), is_right=True)
        forms = (
            (1, {}),
            (1, dict.fromkeys(fields, "\x00")),
            (1, dict.fromkeys(fields, ["1"] * 101)),
            (2, fields),
            (3, {}),
        )
        replies = [
            reply_of("", world.client.post(world.address("attempt_answer", position), form, headers=headers))
            for position, form in forms
        ]
        assert [reply.status for reply in replies] == [422, 422, 422, 409, 409]
        assert not world.leaks(replies, sentinels_of(item))

    def test_nothing_is_found_in_a_test_before_its_end(self, item):
        world = World(item, "test")
        replies = [world.answer(1, is_right=True), world.answer(2, is_right=False, headers=HTMX)]
        replies.append(world.answer(1, is_right=False))
        replies += world.every_reply()
        secrets = set(sentinels_of(item)) - {KEY}  # a stored answer may be shown to who gave it
        assert not world.leaks(replies, secrets)

    def test_all_of_it_is_found_afterwards(self, item):
        """The crawl does find what is there."""
        world = World(item, "test")
        world.attempt.finish(timezone.now())
        found = {secret for _url, secret in world.leaks(world.every_reply(), [EXPLANATION, CITATION])}
        assert found == {EXPLANATION, CITATION}

    def test_the_next_question_keeps_its_own(self, item):
        world = World(item, "practice")
        world.answer(1)
        page = fetch(world.client, world.address("attempt_question", 2))
        assert not world.leaks([page], sentinels_of(item))


@pytest.mark.parametrize("item", EXAMPLES)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
class TestSameBytes:
    def test_whichever_option_is_the_key(self, item, headers):
        pages = set()
        for moved in moved_keys(item):
            world = World(moved, "practice")
            page = fetch(world.client, world.address("attempt_question", 1), headers)
            pages.add(without_tokens(page.text).replace(str(world.attempt.uuid), "uuid"))
        assert len(pages) == 1

    def test_whether_an_answer_of_a_test_was_right(self, item, headers):
        world = World(item, "test")
        replies = []
        for is_right in (True, False):
            answered = world.answer(1, is_right=is_right, headers=headers)
            following = fetch(world.client, world.address("attempt_question", 2), headers)
            replies.append([without_tokens(answered.text), without_tokens(following.text)])
            Response.objects.update(answer=None, fraction=None, mark=None, answered_at=None)
        assert replies[0] == replies[1]
