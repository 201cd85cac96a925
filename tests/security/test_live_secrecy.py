"""Nothing that reveals a key reaches the room of a live round before the reveal.

See docs/decisions/security.md, cases 1–3 and 5.
"""

import random
import re
from collections import Counter

import pytest
from django.urls import reverse
from django.utils.html import escape

from quizzes import clock, items
from quizzes.items import TYPES
from quizzes.live.messages import stage_message
from quizzes.models import LiveRound, Phase, Response
from quizzes.models.live import moves
from tests.factories import ClassroomFactory, QuestionFactory, QuizFactory, SourceFactory, TeacherFactory
from tests.support.clients import HTMX, client_signed_in
from tests.support.rooms import Room, answer_of, browser, form_of
from tests.unit.items.moved_keys import moved_keys

from .pages import LINKS, crawl, fetch, reply_of, without_tokens
from .test_secrecy import CITATION, EXAMPLES, EXPLANATION, FIRST_EXAMPLES, KEY, sentinels_of, with_sentinels

pytestmark = pytest.mark.django_db


def fit(examples):
    return [one for one in examples if not TYPES[one.values[0].type].unfit_for_live]


class World:
    """Two players and a teacher in a round whose secrets are marked. `get_to` plays it up to a phase."""

    WAYS = {
        Phase.LOBBY: [],
        Phase.READING: [moves.next_question],
        Phase.ANSWERING: [moves.next_question, moves.open_now],
        Phase.LOCKED: [moves.next_question, moves.open_now, moves.lock],
        Phase.DISCUSSION: [moves.next_question, moves.open_now, moves.lock, moves.vote_again],
        Phase.PAUSED: [moves.next_question, moves.open_now, moves.pause],
        Phase.REVEAL: [moves.next_question, moves.open_now, moves.reveal],
    }
    BEFORE_THE_REVEAL = [phase for phase in WAYS if phase != Phase.REVEAL]

    def __init__(self, item, *, has_secrets=True, **fields):
        source = SourceFactory(text=f"The {CITATION} was established in 2001.")
        self.reader = source.get_absolute_url()
        item = with_sentinels(item) if has_secrets else item
        questions = [
            QuestionFactory.of(item, explanation=EXPLANATION, sentence=source.sentences.get()) for _n in range(2)
        ]
        teacher = TeacherFactory()
        self.room = Room.now(
            reading_seconds=60,
            answer_seconds=600,
            classroom=ClassroomFactory(name="Class", teachers=[teacher]),
            quiz=QuizFactory(questions=questions, title="Secrets"),
            **fields,
        )
        self.player = self.room.players[0]
        self.client, self.teacher = browser(self.player), client_signed_in(teacher)
        self.url = self.room.live_round.get_absolute_url()
        self.class_url = self.room.live_round.classroom.get_absolute_url()

    def get_to(self, phase):
        for move in self.WAYS[phase]:
            move(self.room.fresh, clock.now())

    def address(self, name):
        return reverse(name, args=[self.room.live_round.uuid])

    def answer(self, *, is_right=True, **kwargs):
        url = self.address("live_answer")
        return reply_of(url, self.client.post(url, form_of(self.room.question, is_right=is_right), **kwargs))

    def pages(self):
        """What the player can open while the round goes on, also by guessing addresses."""
        attempt = self.player.attempt.get_absolute_url()
        urls = [self.url, f"{self.url}result/", attempt, f"{attempt}questions/1/", f"{attempt}result/"]
        urls += [f"{attempt}page/", f"{attempt}overview/", self.class_url]
        return [fetch(self.client, url, headers) for url in urls for headers in (None, HTMX)]

    def messages(self, phase):
        """What the streams send, and what stands on the wall and in the host's hand."""
        live_round = self.room.fresh
        sent = stage_message("player", live_round, phase)
        texts = [sent.html, *sent.per_player.values(), sent.events_for([0])[0].decode()]
        for message in (stage_message("wall", live_round, phase), stage_message("host", live_round, phase)):
            texts += [message.html, message.events_for([0])[0].decode()]
        texts += [fetch(self.teacher, self.address(name)).text for name in ("live_wall", "live_host")]
        return texts

    def leaks(self, replies, secrets):
        return {
            (reply.url, secret)
            for reply in replies
            for secret in secrets
            if secret in reply.text and not (reply.url == self.reader and secret == CITATION)
        }


@pytest.mark.parametrize("item", fit(FIRST_EXAMPLES))
class TestLeakCrawl:
    @pytest.mark.parametrize("phase", World.BEFORE_THE_REVEAL)
    def test_nothing_is_found_before_the_reveal(self, item, phase):
        world = World(item)
        world.get_to(phase)
        replies = world.pages()
        assert f'data-phase="{phase}"' in replies[0].body
        assert not world.leaks(replies, sentinels_of(item))
        for text in world.messages(phase):
            assert not [secret for secret in sentinels_of(item) if secret in text]

    def test_nothing_is_found_by_following_every_link(self, item):
        world = World(item)
        world.get_to(Phase.ANSWERING)
        replies = crawl(world.client, world.url, world.class_url)
        files = {f"/static/quizzes/{name}" for name in ("live.css", "live/page.js", "live/stage.js", "clock.js")}
        assert {reply.url for reply in replies} >= {world.url, *files}
        assert not world.leaks(replies, sentinels_of(item))

    @pytest.mark.parametrize("is_right", [True, False])
    def test_nothing_is_found_in_the_reply_to_an_answer(self, item, is_right):
        world = World(item)
        world.get_to(Phase.ANSWERING)
        replies = [world.answer(is_right=is_right, headers=HTMX), world.answer(is_right=not is_right, headers=HTMX)]
        replies += [world.answer(is_right=is_right), *world.pages()]
        assert [reply.status for reply in replies[:3]] == [200, 409, 302]
        secrets = set(sentinels_of(item)) - {KEY}  # their own answer may be shown to who gave it
        assert not world.leaks(replies, secrets)

    def test_nothing_is_found_in_a_refusal(self, item):
        world = World(item)
        world.get_to(Phase.ANSWERING)
        fields = form_of(world.room.question, is_right=True)
        question = {"question": fields.pop("question")}
        forms = ({}, dict.fromkeys(fields, "\x00"), dict.fromkeys(fields, ["1"] * 101))
        replies = [
            reply_of("", world.client.post(world.address("live_answer"), form | question, headers=headers))
            for form in forms
            for headers in ({}, HTMX)
        ]
        assert {reply.status for reply in replies} == {422}
        moves.lock(world.room.fresh, clock.now())
        replies += [world.answer(), world.answer(headers=HTMX)]
        assert [reply.status for reply in replies[-2:]] == [409, 409]
        assert not world.leaks(replies, sentinels_of(item))

    def test_all_of_it_is_found_at_the_reveal(self, item):
        """The walk does find what is there, on the player's page, in the messages and on the wall."""
        world = World(item)
        world.get_to(Phase.REVEAL)
        page = fetch(world.client, world.url).text
        wall = fetch(world.teacher, world.address("live_wall")).text
        for text in (page, wall, stage_message("player", world.room.fresh, Phase.REVEAL).html):
            assert EXPLANATION in text
            assert CITATION in text

    def test_the_next_question_keeps_its_own(self, item):
        world = World(item)
        world.get_to(Phase.REVEAL)
        world.get_to(Phase.ANSWERING)
        assert world.room.question.place == 2
        assert not world.leaks(world.pages(), sentinels_of(item))


def levelled(text):
    """Without what differs between any two rounds: addresses, keys of rows, moments and names."""
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "uuid", without_tokens(text))
    text = re.sub(r'data-(frame|question|now|ends-at)="[^"]*"', r"\1", text)
    text = re.sub(r'name="question" value="\d+"|http-equiv="refresh" content="[^"]*"', "", text)
    text = re.sub(r"Join with the code .*?</strong>", "", text)
    return re.sub(r"seen=[\w.]+|Student \d+|/classes/\w+/|Content-Length: \d+", "", text)


@pytest.mark.parametrize("item", fit(EXAMPLES))
class TestSameBytes:
    def test_whichever_option_is_the_key(self, item):
        seen = []
        for moved in moved_keys(item):
            world = World(moved, has_secrets=False)
            texts = []
            for move, phase in (
                (moves.next_question, Phase.READING),
                (moves.open_now, Phase.ANSWERING),
                (moves.lock, Phase.LOCKED),
                (moves.vote_again, Phase.DISCUSSION),
            ):
                move(world.room.fresh, clock.now())
                live_round = world.room.fresh
                texts += [stage_message(audience, live_round, phase).html for audience in ("player", "wall")]
                texts += [fetch(world.client, world.url).text, stage_message("host", live_round, phase).html]
            seen.append([levelled(text) for text in texts])
        for texts in seen[1:]:
            assert texts == seen[0]

    @pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
    def test_whether_an_answer_was_right(self, item, headers):
        world = World(item, has_secrets=False)
        world.get_to(Phase.ANSWERING)
        question, seen = world.room.question, []
        for is_right in (True, False):
            answered = world.answer(is_right=is_right, headers=headers)
            again = world.answer(is_right=is_right, headers=headers)
            after = [fetch(world.client, world.url, headers), *world.pages()]
            it = question.frozen
            own = str(escape(it.type.summarise(it.item, answer_of(question, is_right=is_right))))
            assert own in fetch(world.client, world.url).body
            texts = [levelled(reply.text).replace(own, "own") for reply in (answered, again, *after)]
            seen.append(texts)
            Response.objects.all().delete()
        assert seen[0] == seen[1]


class TestOrder:
    def test_of_the_options_says_nothing_though_the_right_one_is_always_written_first(self):
        """χ² of where the right one of four stands in 1,000 questions; p > 0.01 below 11.34."""
        options = (items.Option("2001", 1.0), items.Option("1998"), items.Option("2004"), items.Option("2006"))
        quiz = QuizFactory(questions=[QuestionFactory(options=options) for _n in range(20)])
        classroom = ClassroomFactory()
        places = Counter()
        for seed in range(50):
            live_round = LiveRound.prepare(classroom, quiz, random.Random(seed))
            for question in live_round.questions.all():
                texts = [choice["text"] for choice in question.present()["choices"]]
                places[texts.index("2001")] += 1
        assert sum(places.values()) == 1_000
        assert sum((places[place] - 250) ** 2 / 250 for place in range(4)) < 11.34

    def test_is_the_same_for_the_whole_room(self):
        room = Room.now()
        room.ask()
        first, second = (browser(player).get(room.live_round.get_absolute_url()).text for player in room.players)
        listed = [
            re.findall(r'name="answer" value="(\d+)"[^>]*>\s*(?:<[^>]+>\s*)*([^<]+)', page) for page in (first, second)
        ]
        assert listed[0] == listed[1]
        assert len(listed[0]) == 3


class TestProjector:
    @pytest.mark.parametrize("phase", World.WAYS)
    def test_names_no_address_that_helps_a_player(self, phase):
        item = next(iter(fit(FIRST_EXAMPLES))).values[0]
        world = World(item)
        world.get_to(phase)
        wall = fetch(world.teacher, world.address("live_wall"))
        linked = {url for url in LINKS.findall(wall.body) if url.startswith("/") and not url.startswith("/static/")}
        linked |= {world.address(name) for name in ("live_wall", "live_host", "live_report", "live_players")}
        linked |= set(re.findall(r'sse-connect="([^"]+)"', wall.body))
        assert world.address("live_wall_events") in {url.partition("?")[0] for url in linked}
        for url in linked:
            reply = fetch(world.client, url)
            assert reply.status == 404 or not world.leaks([reply], sentinels_of(item)), url
            assert reply.status == 404 or not url.startswith("/live/"), url
