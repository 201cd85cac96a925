"""A round as a person plays it: with the mouse, with the keyboard alone, without JavaScript, without a network."""

import datetime as dt

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect
from pytest_playwright.pytest_playwright import CreateContextCallback

from quizzes.items import TYPES
from quizzes.models import Attempt, Quiz
from tests.factories import QuestionFactory, QuizFactory

from .accessibility import assert_well_drawn
from .screenshots import answer

pytestmark = pytest.mark.django_db(transaction=True)
PHONE: ViewportSize = {"width": 390, "height": 844}


def start(page: Page, quiz: Quiz) -> None:
    page.goto(quiz.get_absolute_url())
    page.get_by_role("button", name="Start").click()
    page.locator("#question form").wait_for()
    page.wait_for_load_state()  # the scripts have run, and keys and clicks are theirs


def one_of_each_type(**fields: object) -> Quiz:
    examples = [next(iter(item_type.examples())) for item_type in TYPES.values()]
    return QuizFactory(questions=[QuestionFactory.of(item) for item in examples], **fields)


@pytest.fixture
def quiz() -> Quiz:
    """Practice of two questions; the right answer is the second of three where nothing is shuffled."""
    return QuizFactory(questions=QuestionFactory.create_batch(2, params={"shuffle": False}))


class TestKeyboard:
    def test_plays_a_practice_round_from_start_to_result(self, page: Page, quiz: Quiz) -> None:
        start(page, quiz)
        for number in (1, 2):
            page.wait_for_url(f"**/questions/{number}/")
            expect(page).to_have_title(f"Question {number} of 2 · {quiz.title} – ScoQuiz")
            page.keyboard.press("2")
            expect(page.get_by_role("radio", name="2001")).to_be_checked()
            page.keyboard.press("Enter")
            expect(page.get_by_role("heading", name="Right")).to_be_focused()
            expect(page.locator("mark .quote")).to_have_text("established in 2001")
            page.keyboard.press("Enter")
        expect(page.get_by_text("100%", exact=True)).to_be_visible()

    def test_moves_to_the_next_question_and_to_the_problem(self, page: Page, quiz: Quiz) -> None:
        start(page, quiz)
        page.keyboard.press("Enter")
        expect(page.get_by_text("Please choose an answer.")).to_be_focused()
        page.keyboard.press("1")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Not right")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#stem")).to_be_focused()

    def test_number_keys_can_be_switched_off_for_good(self, page: Page, quiz: Quiz) -> None:
        start(page, quiz)
        page.get_by_text("Keyboard").click()
        page.get_by_label("Use the number keys").uncheck()
        page.reload()
        page.keyboard.press("2")
        expect(page.get_by_role("radio", name="2001")).not_to_be_checked()


class TestGoingOn:
    def test_back_reload_and_a_second_tab_show_what_is_stored(self, page: Page, quiz: Quiz) -> None:
        start(page, quiz)
        late = page.context.new_page()
        late.goto(page.url)
        page.get_by_label("2001").check()
        page.get_by_role("button", name="Answer").click()
        page.get_by_role("link", name="Next question").click()
        page.wait_for_url("**/questions/2/")
        page.go_back()
        expect(page.get_by_role("heading", name="Right")).to_be_visible()
        late.get_by_label("1998").check()
        late.get_by_role("button", name="Answer").click()
        expect(late.get_by_role("heading", name="This answer was not saved")).to_be_focused()
        expect(late.get_by_role("definition")).to_have_text("2001")

    def test_a_test_leads_from_question_to_question_at_addresses_of_their_own(self, page: Page) -> None:
        start(page, QuizFactory(questions=QuestionFactory.create_batch(2), test=True))
        page.get_by_label("2001").check()
        page.get_by_role("button", name="Answer").click()
        page.wait_for_url("**/questions/2/")
        expect(page.locator("#stem")).to_be_focused()
        page.reload()
        expect(page.get_by_text("Question 2 of 2")).to_be_visible()
        page.get_by_role("button", name="I don’t know").click()
        page.wait_for_url("**/result/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Your result")

    def test_a_lost_network_is_said_and_keeps_what_was_typed(self, page: Page, quiz: Quiz) -> None:
        start(page, quiz)
        page.get_by_label("2001").check()
        page.context.set_offline(True)
        page.get_by_role("button", name="Answer").click()
        expect(page.get_by_role("alert")).to_contain_text("did not reach the server")
        expect(page.get_by_label("2001")).to_be_checked()
        page.context.set_offline(False)
        page.get_by_role("button", name="Answer").click()
        expect(page.get_by_role("heading", name="Right")).to_be_focused()
        assert Attempt.objects.get().responses.answered().count() == 1

    def test_the_time_is_announced_twice_and_not_each_second(self, page: Page) -> None:
        page.clock.install()
        page.route("**/time-left/", lambda route: route.abort())  # the server's clock does not run with this one
        start(page, QuizFactory(timed=True))
        page.clock.pause_at(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=30))
        announcer = page.locator("#announcer")
        page.clock.run_for(170_000)  # a minute and more from what is announced: it went on by itself until now
        expect(announcer).to_be_empty()
        page.clock.run_for(160_000)
        expect(announcer).to_have_text("Five minutes left.")
        page.clock.run_for(200_000)
        expect(announcer).to_have_text("One minute left.")


class TestWithoutJavaScript:
    @pytest.mark.parametrize("is_test", [True, False])
    def test_every_type_can_be_answered(self, new_context: CreateContextCallback, is_test: bool) -> None:
        page = new_context(java_script_enabled=False).new_page()
        quiz = one_of_each_type(test=is_test)
        start(page, quiz)
        for number in range(1, len(TYPES) + 1):
            expect(page.get_by_text(f"Question {number} of {len(TYPES)}")).to_be_visible()
            answer(page, has_script=False)
            if not is_test:
                expect(page.locator("#verdict")).to_be_focused()
                page.locator("[data-enter]").click()
        expect(page.get_by_role("heading", name="Question by question")).to_be_visible()
        page.get_by_role("button", name="Practise what I missed").click()
        expect(page.get_by_text("Question 1 of")).to_be_visible()


class TestLook:
    def test_every_page_is_accessible_and_never_wider_than_the_screen(self, context: BrowserContext) -> None:
        page = context.new_page()
        page.emulate_media(reduced_motion="reduce")
        quiz = one_of_each_type(timed=True)
        for path in ("/", "/nowhere/", quiz.questions.first().sentence.get_absolute_url()):
            page.goto(path)
            assert_well_drawn(page, PHONE)
        start(page, quiz)
        for _question in TYPES:
            page.locator("#question form").wait_for()
            assert_well_drawn(page, PHONE)
            answer(page)
            page.locator("#verdict").wait_for()
            assert_well_drawn(page, PHONE)
            page.locator("[data-enter]").click()
        page.wait_for_url("**/result/")
        for summary in page.locator(".answered summary").all():
            summary.click()
        assert_well_drawn(page, PHONE)
        page.goto(quiz.get_absolute_url())
        assert_well_drawn(page, PHONE)
