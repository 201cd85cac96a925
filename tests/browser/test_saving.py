"""Nothing that was chosen is lost, and nothing is called saved that is not, whatever the network does."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from quizzes import items
from quizzes.models import Attempt, Response
from tests.factories import AssignedAttemptFactory, AssignmentFactory, QuestionFactory, QuizFactory
from tests.support.clients import client_of

from .waiting import let_pass, take_over_clock, wait_for_next_frame, wait_until

pytestmark = pytest.mark.django_db(transaction=True)
SAVED = re.compile(r"^Saved\.$")
BOTH = "The first half, and the second half."


def essay() -> object:
    return QuestionFactory.of(items.Item("essay", "What did the summit decide?"))


def begun(*questions: object, **terms: object) -> Attempt:
    quiz = QuizFactory(questions=list(questions))
    return AssignedAttemptFactory(assignment=AssignmentFactory(quiz=quiz, **terms))


def stored(attempt: Attempt, position: int = 1) -> Response:
    return attempt.responses.get(position=position)


def stop_the_clock(page: Page) -> None:
    """Of the page, so that only what the test lets pass is a pause in what is typed."""
    page.clock.pause_at(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1))


class Network:
    """Between the page and the server: counts what is saved, and holds it up."""

    def __init__(self, page: Page) -> None:
        self.sent: list[str] = []
        self.is_down = self.is_stuck = False
        self.stuck: list[Route] = []
        page.route("**/questions/*/save/", self._pass)

    def _pass(self, route: Route) -> None:
        self.sent.append(route.request.post_data or "")
        if self.is_down:
            route.fulfill(status=503, body="")
        elif self.is_stuck:
            self.stuck.append(route)
        else:
            route.continue_()

    def let_through(self) -> None:
        self.is_stuck = False
        for route in self.stuck:
            route.continue_()
        self.stuck.clear()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def network(page: Page) -> Iterator[Network]:
    network = Network(page)
    yield network
    page.unroute_all(behavior="ignoreErrors")


def open_as_student(page: Page, base_url: str, attempt: Attempt) -> None:
    for name, value in client_of(attempt.learner).cookies.items():
        page.context.add_cookies([{"name": name, "value": value.value, "url": base_url}])
    page.goto(attempt.get_absolute_url())
    page.wait_for_load_state()


class TestOrder:
    def test_what_is_still_on_its_way_does_not_replace_what_the_form_brings(
        self, page: Page, base_url: str, network: Network
    ) -> None:
        attempt = begun(essay(), layout="page")
        open_as_student(page, base_url, attempt)
        network.is_stuck = True
        page.get_by_role("textbox").press_sequentially("The first half")
        expect(page.locator("#saving")).to_have_text("Saving …")
        wait_until(page, lambda: len(network.stuck) == 1)
        page.get_by_role("textbox").press_sequentially(", and the second half.")
        network.is_stuck = False
        page.get_by_role("button", name="Save, and look over my answers").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Your answers")
        expect(page.locator(".overview")).to_contain_text(BOTH)
        network.stuck.pop().fetch()  # now the first half gets there
        assert stored(attempt).given == BOTH

    def test_what_a_lost_request_left_in_the_browser_does_not_either(
        self, page: Page, base_url: str, network: Network
    ) -> None:
        attempt = begun(essay(), layout="page")
        open_as_student(page, base_url, attempt)
        network.is_down = True
        page.get_by_role("textbox").press_sequentially("The first half")
        expect(page.locator("#saving")).to_contain_text("Not saved yet")
        page.get_by_role("textbox").press_sequentially(", and the second half.")
        page.get_by_role("button", name="Save, and look over my answers").click()
        expect(page.locator(".overview")).to_contain_text(BOTH)
        expect(page.locator("#saving")).to_contain_text("Not saved yet")
        network.is_down = False
        expect(page.locator("#saving")).to_have_text(SAVED)
        assert stored(attempt).given == BOTH

    def test_a_tab_in_which_nothing_was_touched_replaces_nothing(self, page: Page, base_url: str) -> None:
        attempt = begun(QuestionFactory(), QuestionFactory())
        open_as_student(page, base_url, attempt)
        page.get_by_label("1998").check()
        expect(page.locator("#saving")).to_have_text(SAVED)
        page.reload()
        other = page.context.new_page()
        other.goto(page.url)
        other.get_by_label("2001").check()
        other.get_by_role("button", name="Save and go on").click()
        expect(other.get_by_text("Question 2 of 2")).to_be_visible()
        page.get_by_role("button", name="Save and go on").click()
        expect(page.get_by_role("main")).to_contain_text("A newer answer was saved from another page")
        assert stored(attempt).given == "2001"


class TestLeaving:
    def test_in_the_middle_of_a_word_loses_none_of_it(self, page: Page, base_url: str, network: Network) -> None:
        attempt = begun(essay(), QuestionFactory())
        page.clock.install()
        open_as_student(page, base_url, attempt)
        page.get_by_role("textbox").press_sequentially("The first half")
        expect(page.locator("#saving")).to_have_text(SAVED)
        stop_the_clock(page)
        page.get_by_role("textbox").press_sequentially(", and the second half.")
        expect(page.locator("#saving")).to_have_text("Saving …")
        page.get_by_role("navigation", name="Questions").get_by_role("link").nth(1).click()
        expect(page.get_by_text("Question 2 of 2")).to_be_visible()
        wait_until(page, lambda: stored(attempt).given == BOTH)

    def test_the_page_sends_all_that_waits(self, page: Page, base_url: str, network: Network) -> None:
        attempt = begun(essay(), essay(), layout="page")
        open_as_student(page, base_url, attempt)
        for number in (0, 1):
            page.get_by_role("textbox").nth(number).fill(BOTH)
        page.goto("about:blank")
        wait_until(page, lambda: [stored(attempt, n).given for n in (1, 2)] == [BOTH, BOTH])

    def test_and_coming_back_shows_what_was_chosen_last(self, page: Page, base_url: str, network: Network) -> None:
        attempt = begun(QuestionFactory(), layout="page")
        open_as_student(page, base_url, attempt)
        page.get_by_label("1998").check()
        expect(page.locator("#saving")).to_have_text(SAVED)
        network.is_down = True
        page.get_by_label("2001").check()
        expect(page.locator("#saving")).to_contain_text("Not saved yet")
        page.reload()
        expect(page.get_by_label("2001")).to_be_checked()
        network.is_down = False
        expect(page.locator("#saving")).to_have_text(SAVED)
        expect(page.get_by_label("2001")).to_be_checked()
        assert stored(attempt).given == "2001"


class TestHandingIn:
    def test_is_called_off_by_whoever_goes_on(self, page: Page, base_url: str, network: Network) -> None:
        attempt = begun(QuestionFactory(), QuestionFactory())
        open_as_student(page, base_url, attempt)
        network.is_down = True
        page.get_by_label("2001").check()
        expect(page.locator("#saving")).to_contain_text("Not saved yet")
        page.get_by_text("Stop here").click()
        page.get_by_role("button", name="Finish now").click()
        expect(page.locator("#saving")).to_contain_text("Not handed in yet")
        handed_in: list[Request] = []
        page.on("request", lambda request: handed_in.append(request) if "/finish/" in request.url else None)
        page.get_by_role("button", name="Save and go on").click()
        expect(page.get_by_text("Question 2 of 2")).to_be_visible()
        network.is_down = False
        page.get_by_label("2001").check()
        expect(page.locator("#saving")).to_have_text(SAVED)
        wait_for_next_frame(page)  # of a page that hands in
        assert handed_in == []
        assert Attempt.objects.get().finished_at is None

    def test_waits_for_what_is_not_saved(self, page: Page, base_url: str, network: Network) -> None:
        attempt = begun(QuestionFactory())
        open_as_student(page, base_url, attempt)
        network.is_down = True
        page.get_by_label("2001").check()
        expect(page.locator("#saving")).to_contain_text("Not saved yet")
        page.get_by_text("Stop here").click()
        page.get_by_role("button", name="Finish now").click()
        expect(page.locator("#saving")).to_contain_text("Not handed in yet")
        assert Attempt.objects.get().finished_at is None
        network.is_down = False
        expect(page.get_by_role("heading", level=1)).to_have_text("Everything right")
        assert stored(attempt).fraction == 1

    def test_goes_without_it_when_pressed_once_more_and_the_result_says_so(
        self, page: Page, base_url: str, network: Network
    ) -> None:
        attempt = begun(QuestionFactory())
        open_as_student(page, base_url, attempt)
        network.is_down = True
        page.get_by_label("2001").check()
        expect(page.locator("#saving")).to_contain_text("Not saved yet")
        page.get_by_text("Stop here").click()
        for _press in range(2):
            page.get_by_role("button", name="Finish now").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Your result")
        network.is_down = False
        expect(page.locator("#saving")).to_contain_text("this answer was not saved")
        assert stored(attempt).answered_at is None


class TestBrowser:
    def test_that_can_keep_nothing_saves_all_the_same(self, page: Page, base_url: str, network: Network) -> None:
        page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); };")
        attempt = begun(QuestionFactory(), QuestionFactory(), layout="page")
        open_as_student(page, base_url, attempt)
        for number in (0, 1):
            page.get_by_label("2001").nth(number).check()
            expect(page.locator("#saving")).to_have_text(SAVED)
        assert [stored(attempt, n).given for n in (1, 2)] == ["2001", "2001"]

    def test_forgets_what_was_not_sent_with_whoever_is_forgotten(
        self, page: Page, base_url: str, network: Network
    ) -> None:
        attempt = begun(essay())
        open_as_student(page, base_url, attempt)
        network.is_down = True
        page.get_by_role("textbox").fill("My private words")
        expect(page.locator("#saving")).to_contain_text("Not saved yet")
        page.goto(attempt.assignment.classroom.get_absolute_url())
        page.get_by_text("On another device").click()
        page.get_by_role("button", name="Forget me here").click()
        expect(page.get_by_role("alert")).to_contain_text("have not reached the server yet")
        assert "My private words" in page.evaluate("JSON.stringify(localStorage)")
        page.get_by_role("button", name="Forget me here").click()
        expect(page.get_by_role("status")).to_contain_text("This device has forgotten you.")
        assert page.evaluate("localStorage.length") == 0

    def test_does_not_call_saved_what_is_being_typed(self, page: Page, base_url: str, network: Network) -> None:
        attempt = begun(essay())
        page.clock.install()
        open_as_student(page, base_url, attempt)
        stop_the_clock(page)
        page.get_by_role("textbox").press_sequentially("The first half")
        network.is_stuck = True
        page.clock.run_for(700)
        wait_until(page, lambda: len(network.stuck) == 1)
        page.get_by_role("textbox").press_sequentially(", and")
        network.let_through()
        wait_until(page, lambda: page.evaluate("localStorage.length") == 0)  # it has heard that the first half is there
        expect(page.locator("#saving")).to_have_text("Saving …")
        page.clock.run_for(700)
        expect(page.locator("#saving")).to_have_text(SAVED)
        assert stored(attempt).given == "The first half, and"


class TestNetwork:
    def test_one_answer_that_is_not_taken_keeps_no_other_one_waiting(self, page: Page, base_url: str) -> None:
        attempt = begun(QuestionFactory(), QuestionFactory(), layout="page")
        page.route("**/questions/1/save/", lambda route: route.fulfill(status=500, body=""))
        open_as_student(page, base_url, attempt)
        page.get_by_label("2001").first.check()
        expect(page.locator("#saving")).to_contain_text("Not saved yet")
        page.get_by_label("2001").last.check()
        wait_until(page, lambda: stored(attempt, 2).given == "2001")
        expect(page.locator("#saving")).to_contain_text("Not saved yet")

    def test_a_page_that_is_too_old_says_so(self, page: Page, base_url: str) -> None:
        attempt = begun(QuestionFactory())
        page.route("**/questions/1/save/", lambda route: route.fulfill(status=403, body=""))
        open_as_student(page, base_url, attempt)
        page.get_by_label("2001").check()
        expect(page.locator("#saving")).to_contain_text("this page is too old")

    def test_is_not_flooded_by_what_waits(self, page: Page, base_url: str, network: Network) -> None:
        attempt = begun(essay())
        take_over_clock(page)
        open_as_student(page, base_url, attempt)
        network.is_down = True
        for word in range(1, 9):
            page.get_by_role("textbox").press_sequentially("word ")
            let_pass(page, 650, step=650)
            assert len(network.sent) >= word
        network.sent.clear()
        let_pass(page, 6_000)
        assert len(network.sent) <= 4

    def test_that_never_answers_is_tried_again(self, page: Page, base_url: str, network: Network) -> None:
        attempt = begun(QuestionFactory(), QuestionFactory(), layout="page")
        page.clock.install()
        open_as_student(page, base_url, attempt)
        network.is_stuck = True
        page.get_by_label("2001").first.check()
        wait_until(page, lambda: len(network.stuck) == 1)
        page.clock.run_for(8_000)  # as long as a page waits for a reply
        expect(page.locator("#saving")).to_contain_text("Not saved yet")
        network.is_stuck = False
        page.get_by_label("1998").last.check()
        expect(page.locator("#saving")).to_have_text(SAVED)
        assert [stored(attempt, n).given for n in (1, 2)] == ["2001", "1998"]

    def test_each_choice_is_sent_once(self, page: Page, base_url: str, network: Network) -> None:
        attempt = begun(QuestionFactory(), QuestionFactory(), layout="page")
        take_over_clock(page)
        open_as_student(page, base_url, attempt)
        for place in (0, 1):
            page.get_by_label("2001").nth(place).check()
            expect(page.locator("#saving")).to_have_text(SAVED)
        let_pass(page, 60_000, step=5_000)
        assert len(network.sent) == 2

    def test_a_browser_that_is_not_known_any_more_says_so_and_keeps_the_answer(
        self, page: Page, base_url: str, network: Network
    ) -> None:
        attempt = begun(QuestionFactory())
        open_as_student(page, base_url, attempt)
        cookies = page.context.cookies()
        page.context.clear_cookies(name="scoquiz_learner")
        page.get_by_label("2001").check()
        expect(page.locator("#saving")).to_contain_text("Come back with your three words")
        page.context.add_cookies(cookies)  # type: ignore[arg-type]  # what came out goes in
        expect(page.locator("#saving")).to_have_text(SAVED)
        assert stored(attempt).given == "2001"

    def test_a_refusal_stays_to_be_read(self, page: Page, base_url: str) -> None:
        attempt = begun(QuestionFactory(), QuestionFactory(), layout="page")
        take_over_clock(page)
        open_as_student(page, base_url, attempt)
        page.context.set_offline(True)
        page.get_by_label("2001").first.check()
        page.get_by_label("2001").last.check()
        expect(page.locator("#saving")).to_contain_text("Not saved yet")
        later = stored(attempt)
        later.attempt = attempt
        given = later.frozen.type.right_response(later.frozen.item)
        assert later.save_choice(given, timezone.now(), page="laptop", number=1)
        page.context.set_offline(False)
        expect(page.locator("#saving")).to_contain_text("A newer answer was saved")
        wait_until(page, lambda: stored(attempt, 2).given == "2001")
        let_pass(page, 60_000, step=5_000)
        expect(page.locator("#saving")).to_contain_text("A newer answer was saved")


class TestNoGoingBack:
    def test_keeps_what_is_chosen_before_it_is_given(self, page: Page, base_url: str, network: Network) -> None:
        attempt = begun(QuestionFactory(), QuestionFactory(), may_go_back=False)
        open_as_student(page, base_url, attempt)
        page.get_by_label("2001").check()
        expect(page.locator("#saving")).to_have_text(SAVED)
        page.reload()
        expect(page.get_by_label("2001")).to_be_checked()
        assert stored(attempt).answered_at is None
        page.get_by_role("button", name="Answer", exact=True).click()
        expect(page.get_by_text("Question 2 of 2")).to_be_visible()
        assert stored(attempt).fraction == 1
        page.get_by_label("2001").check()
        expect(page.locator("#saving")).to_have_text(SAVED)
        Attempt.objects.update(deadline_at=timezone.now() - dt.timedelta(minutes=1))
        page.goto(attempt.get_absolute_url())
        expect(page.get_by_role("heading", level=1)).to_have_text("Everything right")

    def test_survives_a_minute_without_a_network(self, page: Page, base_url: str) -> None:
        """The minute passes on the clock of the page (docs/decisions/security.md, case 46)."""
        attempt = begun(QuestionFactory(), QuestionFactory(), may_go_back=False)
        page.clock.install()
        open_as_student(page, base_url, attempt)
        page.context.set_offline(True)
        page.get_by_label("2001").check()
        page.clock.run_for(500)
        expect(page.locator("#saving")).to_contain_text("Not saved yet")
        page.get_by_role("button", name="Answer", exact=True).click()
        expect(page.locator("#trouble")).to_be_visible()
        for _second in range(60):
            page.clock.run_for(1_000)
        expect(page.locator("#saving")).to_contain_text("Not saved yet")
        assert stored(attempt).saved_at is None
        page.context.set_offline(False)
        page.clock.resume()
        expect(page.locator("#saving")).to_have_text(SAVED)
        assert stored(attempt).given == "2001"

    def test_forgets_a_choice_that_was_not_given(self, page: Page, base_url: str, network: Network) -> None:
        attempt = begun(QuestionFactory(), QuestionFactory(), may_go_back=False)
        open_as_student(page, base_url, attempt)
        network.is_down = True
        page.get_by_label("2001").check()
        expect(page.locator("#saving")).to_contain_text("Not saved yet")
        page.get_by_role("button", name="I don’t know").click()
        expect(page.get_by_text("Question 2 of 2")).to_be_visible()
        assert stored(attempt).answer is None
        assert page.evaluate("localStorage.length") == 0


class TestTimer:
    def test_shows_extra_time_with_the_next_choice_and_says_so(self, page: Page, base_url: str) -> None:
        attempt = begun(QuestionFactory(), QuestionFactory(), time_limit=dt.timedelta(minutes=10))
        open_as_student(page, base_url, attempt)
        expect(page.get_by_role("timer")).to_have_text(re.compile(r"^(9:|10:00)"))
        Attempt.objects.update(deadline_at=attempt.deadline_at + dt.timedelta(minutes=30))
        page.get_by_label("2001").check()
        expect(page.get_by_role("timer")).to_have_text(re.compile(r"^(39:|40:00)"))
        expect(page.locator("#announcer")).to_have_text(re.compile(r"^Your time was changed. Left now: (39|40):"))
        Attempt.objects.update(deadline_at=attempt.deadline_at)
        page.get_by_role("button", name="Save and go on").click()
        expect(page.get_by_text("Question 2 of 2")).to_be_visible()
        expect(page.get_by_role("timer")).to_have_text(re.compile(r"^9:"))

    def test_shows_extra_time_to_who_thinks_and_chooses_nothing(self, page: Page, base_url: str) -> None:
        attempt = begun(QuestionFactory(), time_limit=dt.timedelta(minutes=10))
        page.clock.install()
        open_as_student(page, base_url, attempt)
        expect(page.get_by_role("timer")).to_have_text(re.compile(r"^(9:|10:00)"))
        Attempt.objects.update(deadline_at=attempt.deadline_at + dt.timedelta(minutes=30))
        page.clock.run_for(61_000)
        expect(page.get_by_role("timer")).to_have_text(re.compile(r"^(39:|40:00)"))
        expect(page.locator("#announcer")).to_have_text(re.compile(r"^Your time was changed. Left now: (39|40):"))

    def test_of_an_attempt_that_was_finished_elsewhere_shows_what_it_came_to(self, page: Page, base_url: str) -> None:
        attempt = begun(QuestionFactory(), time_limit=dt.timedelta(minutes=10))
        page.clock.install()
        open_as_student(page, base_url, attempt)
        Attempt.objects.get(pk=attempt.pk).finish(timezone.now())
        page.clock.run_for(70_000)
        page.wait_for_url("**/result/")

    def test_goes_where_there_is_no_limit_any_more(self, page: Page, base_url: str) -> None:
        attempt = begun(QuestionFactory(), time_limit=dt.timedelta(minutes=10))
        page.clock.install()
        open_as_student(page, base_url, attempt)
        expect(page.get_by_role("timer")).to_have_text(re.compile(r"^(9:|10:00)"))
        Attempt.objects.update(deadline_at=None)
        page.clock.run_for(61_000)
        expect(page.locator("#announcer")).to_have_text("There is no time limit any more.")
        expect(page.get_by_role("timer")).to_be_hidden()
        Attempt.objects.update(deadline_at=timezone.now() + dt.timedelta(minutes=30))
        page.clock.run_for(61_000)
        expect(page.get_by_role("timer")).to_have_text(re.compile(r"^(29:|30:00)"))

    def test_takes_nobody_away_from_what_was_right_at_the_last_question(self, page: Page, base_url: str) -> None:
        attempt = begun(QuestionFactory(), review_when="each", time_limit=dt.timedelta(minutes=10))
        take_over_clock(page)
        open_as_student(page, base_url, attempt)
        page.get_by_label("2001").check()
        page.get_by_role("button", name="Answer").click()
        expect(page.get_by_role("heading", name="Right")).to_be_visible()
        let_pass(page, 660_000, step=60_000)  # a reply should neither come nor lead away
        let_pass(page, 10_000, step=10_000)
        expect(page.get_by_role("heading", name="Right")).to_be_visible()
        expect(page.get_by_role("timer")).to_be_hidden()
        expect(page.locator("#announcer")).to_be_empty()

    def test_that_runs_out_without_a_network_leaves_the_page_and_then_says_what_came_too_late(
        self, page: Page, base_url: str
    ) -> None:
        attempt = begun(QuestionFactory(), layout="page", time_limit=dt.timedelta(minutes=10))
        page.clock.install()
        open_as_student(page, base_url, attempt)
        page.context.set_offline(True)
        page.get_by_label("2001").check()
        expect(page.locator("#saving")).to_contain_text("Not saved yet")
        page.clock.run_for(620_000)  # longer than the grace after which the page goes on
        expect(page.get_by_role("timer")).to_have_text("0:00")
        expect(page.get_by_label("2001")).to_be_checked()
        now = timezone.now()
        times = {"started_at": now - dt.timedelta(minutes=11), "deadline_at": now - dt.timedelta(minutes=1)}
        Attempt.objects.update(**times)
        page.context.set_offline(False)
        page.wait_for_url("**/result/")
        expect(page.locator("#saving")).to_contain_text("The time was over before this answer arrived")

    def test_appears_where_a_limit_is_set_in_the_middle(self, page: Page, base_url: str) -> None:
        attempt = begun(QuestionFactory())
        open_as_student(page, base_url, attempt)
        expect(page.locator(".timer")).to_be_hidden()
        Attempt.objects.update(deadline_at=timezone.now() + dt.timedelta(minutes=30))
        page.get_by_label("2001").check()
        expect(page.get_by_role("timer")).to_have_text(re.compile(r"^(29:|30:00)"))
