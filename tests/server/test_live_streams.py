"""The streams of live rounds, over sockets and from a server as `make run` starts it."""

from contextlib import ExitStack

import pytest

from quizzes.live.watcher import ADMISSION_CHECK_SECONDS
from tests.support.live_bank import CHANGES_PASSWORD, COLLEAGUE, LEAVES, PASSWORD
from tests.support.live_client import at_once, ends_at, options_in, wait_for

AUDIENCES = ("events/", "host/events/", "wall/events/")


def joined(school, host, *nicknames):
    players = [school.player() for _name in nicknames]
    for player, nickname in zip(players, nicknames, strict=True):
        player.join(host.code, nickname)
        assert player.round == host.round
    return players


@pytest.fixture
def host(school):
    host = school.host()
    host.prepare(school.bank["quiz"])
    return host


class TestFrames:
    def test_begin_with_what_is_now_as_a_message_with_an_id(self, school, host):
        (player,) = joined(school, host, "Ada")
        with player.events() as stream:
            assert stream.status == 200
            assert stream.headers["Content-Type"] == "text/event-stream; charset=utf-8"
            assert stream.headers["Cache-Control"] == "no-store"
            assert stream.headers["X-Content-Type-Options"] == "nosniff"
            first = stream.next()

        assert (first.phase, first.id) == ("lobby", "0.lobby.0")
        assert first.html.startswith('<section id="stage"')
        assert 'hx-swap-oob="true"' in first.html

    @pytest.mark.parametrize("named_by", ["seen", "last_event_id"])
    def test_that_a_page_shows_already_are_not_sent_again(self, school, host, named_by):
        (player,) = joined(school, host, "Ada")
        with player.events(**{named_by: "0.lobby.0"}) as stream, host.events(**{named_by: "0.lobby.0"}) as room:
            host.move("next")
            assert stream.next().phase == "answering"
            assert room.until("answering").revision == 1

    def test_that_came_while_a_page_was_away_are_sent_at_once_when_it_is_back(self, school, host):
        (player,) = joined(school, host, "Ada")
        host.move("next")
        host.move("lock")
        with player.events(last_event_id="0.lobby.0") as stream:
            assert stream.next().phase == "locked"
            assert not stream.waiting()  # the last one alone

    def test_go_to_every_page_that_a_person_has_open(self, school, host):
        (player,) = joined(school, host, "Ada")
        with player.events() as one, player.events() as other:
            one.until("lobby"), other.until("lobby")
            host.move("next")
            assert one.next().id == other.next().id

    def test_go_to_the_newest_pages_where_a_person_has_opened_very_many(self, school, host):
        (player,) = joined(school, host, "Ada")
        with ExitStack() as opened:
            streams = [opened.enter_context(player.events()) for _page in range(24)]
            wait_for(
                lambda: sum(stream.ended.is_set() for stream in streams) >= 24 - 12
            )  # six in each of two processes
            host.move("next")
            for stream in streams[-6:]:
                stream.until("answering")


class TestWhoMayWatch:
    def test_is_told_to_nobody_else(self, school, host):
        colleague = school.host(username=COLLEAGUE)
        colleague.prepare(school.bank["quiz"])
        stranger, (of_another_round,) = school.player(), joined(school, colleague, "Bob")
        for audience in AUDIENCES:
            for person in (stranger, of_another_round, colleague):
                with person.stream(host.round + audience) as stream:
                    assert stream.status == 404, (audience, person)

    def test_leaves_a_player_the_own_page_alone(self, school, host):
        (player,) = joined(school, host, "Ada")
        for audience in AUDIENCES[1:]:
            with player.stream(host.round + audience) as stream:
                assert stream.status == 404

    def test_is_no_round_that_does_not_exist(self, host):
        for audience in AUDIENCES:
            with host.stream(f"/live/00000000-0000-4000-8000-000000000000/{audience}") as stream:
                assert stream.status == 404

    @pytest.mark.parametrize("audience", AUDIENCES)
    def test_is_asked_under_a_name_of_the_server_and_with_get_alone(self, host, audience):
        path = host.round + audience
        with host.stream(path, host="evil.example") as stream:
            assert stream.status == 400
        assert host.request("GET", "/live/00000000----------------------------/events/")[0] == 404
        assert host.request("HEAD", path)[0] == 404
        assert host.post(path)[0] == 405


class TestRound:
    def test_opens_and_locks_by_itself_and_later_for_who_has_more_time(self, school):
        host, quick, slow = school.host(), school.player(), school.player()
        host.prepare(school.bank["quiz"], classroom=school.bank["classroom"], reading_seconds=2, answer_seconds=6)
        quick.join(host.code, "Quick")
        slow.come_back(host.code, school.bank["words_of_slow"])
        with quick.events() as his, slow.events() as hers, host.events() as room:
            his.until("lobby"), hers.until("lobby"), room.until("lobby")
            host.move("next")
            reading = his.next()
            assert reading.phase == hers.next().phase == room.until("reading").phase == "reading"
            assert not options_in(reading.html)

            opened, opened_for_her = his.next(), hers.next()
            assert opened.phase == opened_for_her.phase == "answering"
            assert opened.at > ends_at(reading.html) - 0.5
            assert quick.answer(reading.question, "") == 422  # nothing was chosen: it is still his to answer

            locked = his.next()
            assert locked.phase == "locked"
            time_is_up = ends_at(opened.html)
            assert locked.at > time_is_up
            assert not hers.waiting()
            assert slow.answer(opened.question, slow.pick(opened)) == 302  # she has six seconds more
            assert quick.answer(opened.question, quick.pick(opened)) == 409

            locked_for_her = hers.next()
            assert locked_for_her.phase == "locked"
            assert locked_for_her.at > time_is_up + 6
            assert room.until("locked").at > time_is_up + 6  # the room waits for her
            host.move("reveal")
            assert "Your answer" not in his.until("reveal").html
            assert "Your answer" in hers.until("reveal").html
            host.move("end")
            his.until("ended"), hers.until("ended"), room.until("ended")

    def test_goes_from_the_lobby_to_the_podium_and_lets_its_streams_go_at_the_end(self, school, host):
        ada, bob = joined(school, host, "Ada", "Bob")
        with ada.events() as hers, bob.events() as his, host.events() as room, host.events("wall") as wall:
            streams = [hers, his, room, wall]
            for stream in streams:
                stream.until("lobby")
            for _question in range(3):
                host.move("next")
                shown, *_others = [stream.until("answering") for stream in streams]
                assert ada.answer(shown.question, ada.pick(shown)) == 302
                room.until(says="1 of 2 have answered")
                assert bob.answer(shown.question, bob.pick(shown, "1998")) == 302
                for stream in streams:  # by itself, since everybody has answered
                    stream.until("locked", question=shown.question)
                host.move("reveal")
                verdicts = [stream.until("reveal").html for stream in streams]
                assert verdicts[0] != verdicts[1]
                host.move("standing")
                places = [stream.until("standing").html for stream in streams]
                assert places[0] != places[1]
            host.move("next")
            for stream in streams:
                stream.until("podium")
            host.move("end")
            for stream in streams:
                stream.until("ended")
                assert stream.ends()
            assert not any('id="answered"' in event.html for stream in (hers, his) for event in stream.events[1:])
            assert not any(event.phase == "" for event in wall.events)  # how many have answered is for the host
            ended = {stream: stream.last_event_id for stream in streams}
        for person, audience, stream in ((ada, "events/", hers), (host, "host/events/", room)):
            with person.stream(host.round + audience, last_event_id=ended[stream]) as again:
                assert again.status == 204  # do not come back

    def test_says_of_an_answer_that_its_question_was_skipped(self, school, host):
        (ada,) = joined(school, host, "Ada")
        with ada.events() as stream:
            host.move("next")
            shown = stream.until("answering")
            host.move("skip")
            stream.until("answering")
            for _try in range(8):  # until each process has been asked, which may remember the question or not
                form = {"question": shown.question, "answer": ada.pick(shown)}
                status, _location, body = ada.post(f"{ada.round}answer/", **form)
                assert status == 409
                assert "skipped" in body or "locked" in body

    def test_shows_a_host_who_was_away_who_has_joined_meanwhile(self, school, host):
        with host.events("wall") as wall:
            wall.until("lobby")
            with host.events() as room:
                seen = room.until("lobby").id
            joined(school, host, "Ada")
            wall.until("lobby", says="Ada")
            with host.events(last_event_id=seen) as room:
                room.until("lobby", says="Ada")

    def test_shows_who_joins_to_the_host_and_the_wall(self, school, host):
        with host.events() as room, host.events("wall") as wall:
            for stream in (room, wall):
                assert "Ada" not in stream.until("lobby").html
            joined(school, host, "Ada")
            for stream in (room, wall):
                stream.until("lobby", says="Ada")

    def test_never_crosses_with_another_one(self, school, host):
        other = school.host(username=COLLEAGUE)
        other.prepare(school.bank["quiz"])
        ours, theirs = joined(school, host, "Ada", "Bob"), joined(school, other, "Ada", "Bob")
        streams = {person: person.events() for person in (*ours, *theirs, host, other)}
        try:
            for stream in streams.values():
                stream.until("lobby")
            at_once([lambda: host.move("next"), lambda: other.move("next")])
            asked = {person: stream.until("answering").question for person, stream in streams.items()}
            assert {asked[person] for person in ours} == {asked[host]}
            assert {asked[person] for person in theirs} == {asked[other]}
            assert asked[host] != asked[other]

            shown = streams[ours[0]].events[-1]
            assert ours[0].answer(asked[other], ours[0].pick(shown)) == 404  # what is asked in the other room
            host.move("lock")
            streams[ours[0]].until("locked")
            assert theirs[0].answer(asked[other], theirs[0].pick(streams[theirs[0]].events[-1])) == 302
            other.move("pause")
            for person in theirs:
                assert streams[person].next().phase == "paused"
            host.move("reveal")
            for person in ours:
                streams[person].until("reveal")
            for mine, foreign in ((ours, asked[other]), (theirs, asked[host])):
                found = [event for person in mine for event in (*streams[person].events, *streams[person].waiting())]
                assert not [event for event in found if event.question == foreign]
        finally:
            for stream in streams.values():
                stream.close()


class TestRemoved:
    def test_players_see_and_say_nothing_more_and_do_not_come_back(self, school, host):
        ada, bob = joined(school, host, "Adelheid", "Bob")  # a short name may stand in a token by chance
        with ada.events() as hers, bob.events() as his, host.events() as room:
            his.until("lobby"), room.until("lobby")
            host.move("next")
            shown = hers.until("answering")
            assert host.post(host.player_pages()["Adelheid"], change="remove")[0] == 302

            farewell = hers.next()
            assert (farewell.phase, farewell.id) == ("removed", "")
            assert hers.ends()
            assert ada.answer(shown.question, ada.pick(shown)) == 403
            assert ada.request("GET", ada.round)[0] == 403
            for page in (f"/join/{host.code}/", f"/classes/{host.code}/take-part/"):
                status, location, _body = ada.post(page, nickname="Somebody new")
                assert (status, location) == (302, f"/classes/{host.code}/"), page
            with ada.events(last_event_id=shown.id) as again:  # as one who was offline meanwhile
                assert again.next().phase == "removed"
                assert again.ends()

            assert not his.ended.is_set()
            assert bob.answer(shown.question, bob.pick(shown)) == 302  # and the room waits for nobody else
            his.until("locked")
        assert "Adelheid" not in host.get(f"{host.round}host/")

    def test_players_of_an_emptied_lobby_may_join_anew(self, school, host):
        (ada,) = joined(school, host, "Ada")
        with ada.events() as stream:
            stream.until("lobby")
            assert host.post(f"{host.round}players/remove/")[0] == 302
            assert stream.next().phase == "removed"
            assert stream.ends()
        assert ada.join(host.code, "Ada")[1] == host.round


class TestSignedOut:
    """A stream lives as long as the right to see it: on an idle machine it ends within five seconds."""

    def test_teacher(self, school, host):
        assert ADMISSION_CHECK_SECONDS < 5
        with host.events() as stream, host.events("wall") as wall:
            stream.until("lobby"), wall.until("lobby")
            assert host.post("/admin/logout/")[0] == 200
            assert stream.ends()
            assert wall.ends()
            with host.events() as again:
                assert again.status == 404

    def test_teacher_whose_password_was_changed_elsewhere(self, school):
        host, elsewhere = (school.host(username=CHANGES_PASSWORD) for _browser in range(2))
        host.prepare(school.bank["quiz"])
        new = "another correct horse"
        with host.events() as stream:
            stream.until("lobby")
            elsewhere.get("/admin/password_change/")
            form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
            assert elsewhere.post("/admin/password_change/", **form)[0] == 302
            assert stream.ends()
            with host.events() as again:
                assert again.status == 404

    def test_teacher_who_has_left(self, school):
        host = school.host(username=LEAVES)
        host.prepare(school.bank["quiz"])
        with host.events() as stream, host.events("wall") as wall:
            stream.until("lobby"), wall.until("lobby")
            school.rows("UPDATE auth_user SET is_active = false WHERE username = 'leaves'")
            assert stream.ends()
            assert wall.ends()
            with host.events() as again:
                assert again.status == 404
