"""Pages that are rendered once for many: nobody gets a word of somebody else's."""

import re

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import Client, RequestFactory

from quizzes.models import Assignment, LiveRound
from quizzes.views import page_cache
from quizzes.views.page_cache import MAX_PAGES, render_cached_page
from tests.factories import ClassroomFactory, LivePlayerFactory, LiveRoundFactory, TeacherFactory
from tests.support.rooms import browser

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'csrfmiddlewaretoken" value="([^"]+)"')


def page_of(words: dict[str, object], *, key: object = 1, message: str = "") -> str:
    request = RequestFactory().get("/")
    request.session = {}
    request._messages = FallbackStorage(request)
    if message:
        request._messages.add(20, message)
    shared = {"code": "AB2CD3", "live_round": LiveRound(assignment=Assignment(title="The summit"))}
    return render_cached_page(request, "quizzes/live/play.html", key, words, lambda _words: shared).text


@pytest.fixture
def live_round() -> LiveRound:
    return LiveRoundFactory(has_own_class=True)


class TestShell:
    def test_shows_each_person_their_own_words(self) -> None:
        ada, bob = page_of({"nickname": "Ada", "words": "a-b-c"}), page_of({"nickname": "Bob", "words": "d-e-f"})
        without_token = [TOKEN.sub("", page) for page in (ada, bob)]

        assert without_token[0].replace("Ada", "Bob").replace("a-b-c", "d-e-f") == without_token[1]
        assert "Ada" in ada
        assert "a-b-c" in ada

    def test_is_rendered_once(self) -> None:
        pages = [page_of({"nickname": name}) for name in ("Ada", "Bob", "Eve")]

        assert len({len(page) for page in pages}) == 1
        assert len(page_cache.pages) == 1

    def test_gives_each_person_a_token_of_their_own(self) -> None:
        assert TOKEN.search(page_of({}))[1] != TOKEN.search(page_of({}))[1]

    def test_escapes_what_somebody_wrote(self) -> None:
        page = page_of({"nickname": "<b>&'\""})

        assert "&lt;b&gt;&amp;&#x27;&quot;" in page
        assert "<b>&" not in page

    def test_keeps_apart_who_has_a_word_and_who_has_none(self) -> None:
        assert "On another device" in page_of({"words": "a-b-c"})
        assert "On another device" not in page_of({})

    def test_shows_a_message_to_the_one_it_is_for(self) -> None:
        assert "Only for Ada" in page_of({"nickname": "Ada"}, message="Only for Ada")
        assert "Only for Ada" not in page_of({"nickname": "Bob"})

    def test_remembers_so_many_and_no_more(self) -> None:
        for key in range(MAX_PAGES + 9):
            page_of({}, key=key)

        assert len(page_cache.pages) == MAX_PAGES


class TestJoinPage:
    def test_proposes_another_name_to_each(self, live_round: LiveRound) -> None:
        pages = [Client().get(f"/join/{live_round.classroom.code}/").text for _student in range(8)]

        assert len({re.search(r'name="nickname" value="([^"]+)"', page)[1] for page in pages}) > 1

    def test_shows_the_new_name_of_a_class(self) -> None:
        classroom = ClassroomFactory(name="Class 7b")
        assert "Class 7b" in Client().get(f"/join/{classroom.code}/").text
        classroom.name = "Class 8b"
        classroom.save()

        assert "Class 8b" in Client().get(f"/join/{classroom.code}/").text

    def test_shows_the_account_of_nobody_else(self, live_round: LiveRound, client: Client) -> None:
        client.force_login(TeacherFactory(username="ms-smith"))

        assert "ms-smith" in client.get(f"/join/{live_round.classroom.code}/").text
        assert "ms-smith" not in Client().get(f"/join/{live_round.classroom.code}/").text

    def test_follows_what_the_host_prepares(self) -> None:
        classroom = ClassroomFactory()
        assert "readonly" not in Client().get(f"/join/{classroom.code}/").text
        live_round = LiveRoundFactory(classroom=classroom, has_own_class=True)
        assert "readonly" in Client().get(f"/join/{classroom.code}/").text
        live_round.own_names = True
        live_round.change(own_names=True)

        assert "readonly" not in Client().get(f"/join/{classroom.code}/").text


class TestPlayersPage:
    def test_shows_nothing_of_another_player(self, live_round: LiveRound) -> None:
        ada, bob = (LivePlayerFactory(round=live_round) for _player in range(2))
        pages = {player: browser(player).get(f"/live/{live_round.uuid}/").text for player in (ada, bob)}

        for player, other in ((ada, bob), (bob, ada)):
            assert player.enrolment.nickname in pages[player]
            assert player.enrolment.words in pages[player]
            assert other.enrolment.nickname not in pages[player]
            assert other.enrolment.words not in pages[player]

    def test_shows_extra_time_to_whom_it_was_given(self, live_round: LiveRound) -> None:
        slow, quick = LivePlayerFactory(round=live_round, extra_percent=50), LivePlayerFactory(round=live_round)

        assert 'data-extra="50"' in browser(slow).get(f"/live/{live_round.uuid}/").text
        assert 'data-extra="0"' in browser(quick).get(f"/live/{live_round.uuid}/").text

    def test_follows_a_change_of_the_assignment(self, live_round: LiveRound, client: Client) -> None:
        player, teacher = LivePlayerFactory(round=live_round), TeacherFactory()
        live_round.classroom.teachers.add(teacher)
        assignment = live_round.assignment
        assert assignment.title in browser(player).get(f"/live/{live_round.uuid}/").text
        client.force_login(teacher)
        address = f"/classes/{live_round.classroom.code}/assignments/{assignment.pk}/change/"
        form = client.get(address).context["form"]
        posted = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
        response = client.post(address, {**posted, "title": "Another title"})

        assert response.status_code == 302
        assert "Another title" in browser(player).get(f"/live/{live_round.uuid}/").text
