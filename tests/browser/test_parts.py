"""The types whose answer has several parts: with the keyboard alone, by dragging, without JavaScript, on paper."""

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_playwright.pytest_playwright import CreateContextCallback

from quizzes.items import Item, Option
from quizzes.models import Attempt
from tests.factories import QuestionFactory, QuizFactory

from .accessibility import assert_accessible
from .screenshots import answer
from .test_scripting import CORPUS, INJECTED
from .waiting import wait_for_next_frame

pytestmark = pytest.mark.django_db(transaction=True)

MATCHING = Item(
    "matching",
    "In which country does each of these cities lie?",
    (Option("Tianjin", match="China"), Option("Astana", match="Kazakhstan"), Option("", match="India")),
)
ORDERING = Item(
    "ordering",
    "Put these countries in the order in which they joined.",
    tuple(map(Option, ("China", "Iran", "Belarus"))),
)
CATEGORISE = Item(
    "categorise",
    "Is each of these a fact or a claim?",
    (Option("It has ten members.", match="Fact"), Option("It is a linchpin.", match="Claim")),
    {"boxes": ["Fact", "Claim", "Not stated"]},
)
CLOZE = Item(
    "cloze",
    "The summit is in [[1]], and [[2 number]] states are members.",
    (Option("Tianjin", 1.0, "1"), Option("Beijing", 0.0, "1"), Option("10", 1.0, "2")),
)


def start(page: Page, *items: Item, **fields: object) -> None:
    quiz = QuizFactory(questions=[QuestionFactory.of(item) for item in items], **fields)
    page.goto(quiz.get_absolute_url())
    page.get_by_role("button", name="Start").click()
    page.locator("#question form").wait_for()
    page.wait_for_load_state()


def tab_to(page: Page, control: Locator) -> None:
    """Where nobody can get with Tab, nobody gets without a mouse."""
    for _press in range(40):
        if control.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(control)


def answer_with(page: Page, key: str = "Enter") -> None:
    tab_to(page, page.get_by_role("button", name="Answer", exact=True))
    page.keyboard.press(key)


def parts_of(page: Page) -> list[str]:
    return [text.strip() for text in page.locator(".ordering li label").all_text_contents()]


def in_order(page: Page) -> None:
    """Move each part to its place with the buttons."""
    for place, text in enumerate(("China", "Iran", "Belarus")):
        while parts_of(page).index(text) > place:
            up = page.get_by_role("button", name=f"Move up: {text}")
            tab_to(page, up)
            page.keyboard.press("Enter")
            expect(up).to_be_focused()


class TestKeyboard:
    def test_matches(self, page: Page, complaints: list[str]) -> None:
        start(page, MATCHING)
        for city, country in (("Tianjin", "China"), ("Astana", "Kazakhstan")):
            tab_to(page, page.get_by_role("combobox", name=city))
            page.keyboard.press(country[0])  # a list takes letters for one word only while they come quickly
        assert complaints == []
        assert_accessible(page)
        answer_with(page)
        expect(page.get_by_role("heading", name="Right", exact=True)).to_be_focused()
        assert_accessible(page)

    def test_enter_in_a_list_gives_no_answer(self, page: Page) -> None:
        start(page, MATCHING)
        tab_to(page, page.get_by_role("combobox", name="Tianjin"))
        posted: list[str] = []
        page.on("request", lambda request: posted.append(request.url))
        page.keyboard.press("Enter")
        wait_for_next_frame(page)
        assert posted == []

    def test_orders_and_hears_where_each_part_is(self, page: Page, complaints: list[str]) -> None:
        start(page, ORDERING)
        expect(page.get_by_role("button", name="Move down: Iran")).to_be_visible()
        assert parts_of(page) != ["China", "Iran", "Belarus"]
        in_order(page)
        expect(page.get_by_role("group").get_by_role("status")).to_contain_text("of 3.")
        assert complaints == []
        assert_accessible(page)
        answer_with(page)
        expect(page.get_by_role("heading", name="Right", exact=True)).to_be_focused()
        assert_accessible(page)

    def test_the_ends_of_a_list_stop_a_part_and_keep_the_focus(self, page: Page) -> None:
        start(page, ORDERING)
        expect(page.get_by_role("button", name="Move down: Iran")).to_be_visible()
        before = parts_of(page)
        first = page.get_by_role("button", name=f"Move up: {before[0]}")
        tab_to(page, first)
        page.keyboard.press("Enter")
        expect(first).to_be_focused()
        expect(first).to_have_attribute("aria-disabled", "true")
        assert parts_of(page) == before

    def test_sorts_into_boxes(self, page: Page) -> None:
        start(page, CATEGORISE)
        for text, box in (("It has ten members.", "Fact"), ("It is a linchpin.", "Claim")):
            group = page.get_by_role("group", name=text)
            tab_to(page, group.get_by_role("radio").first)
            page.keyboard.press("Space")
            while not group.get_by_role("radio", name=box).is_checked():
                page.keyboard.press("ArrowDown")
        assert_accessible(page)
        answer_with(page, "Space")
        expect(page.get_by_role("heading", name="Right", exact=True)).to_be_focused()
        assert_accessible(page)

    def test_fills_blanks(self, page: Page) -> None:
        start(page, CLOZE)
        tab_to(page, page.get_by_role("combobox", name="Blank 1"))
        page.keyboard.press("T")
        tab_to(page, page.get_by_role("textbox", name="Blank 2"))
        page.keyboard.type("ten")
        assert_accessible(page)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Right", exact=True)).to_be_focused()
        expect(page.locator("#stem")).to_have_text("The summit is in _____, and _____ states are members.")
        assert_accessible(page)


class TestOrdering:
    def test_takes_no_order_that_nobody_has_touched(self, page: Page) -> None:
        start(page, ORDERING)
        page.get_by_role("button", name="Answer", exact=True).click()
        expect(page.get_by_text("Please order the parts.")).to_be_focused()
        in_order(page)
        page.get_by_role("button", name="Answer", exact=True).click()
        expect(page.get_by_role("heading", name="Right", exact=True)).to_be_visible()

    def test_is_dragged(self, page: Page) -> None:
        start(page, ORDERING)
        expect(page.get_by_role("button", name="Move down: Iran")).to_be_visible()
        before = parts_of(page)
        grip, end = page.locator(".grip").first, page.locator(".grip").last.bounding_box()
        assert end
        grip.hover()
        page.mouse.down()
        page.mouse.move(end["x"] + 5, end["y"] + end["height"] / 3, steps=12)
        page.mouse.move(end["x"] + 5, end["y"] + end["height"] - 3, steps=12)
        page.mouse.up()
        expect(page.get_by_role("group").get_by_role("status")).to_have_text(f"{before[0]} is now at place 3 of 3.")
        assert parts_of(page) == [*before[1:], before[0]]


class TestWithoutJavaScript:
    @pytest.fixture
    def page(self, new_context: CreateContextCallback) -> Page:
        return new_context(java_script_enabled=False).new_page()

    def test_everything_is_filled_in_again_when_a_part_is_open(self, page: Page) -> None:
        start(page, MATCHING, ORDERING, CATEGORISE, CLOZE, test=True)
        page.get_by_label("Tianjin").select_option("China")
        self.give(page)
        expect(page.get_by_text("1 part has no answer yet.")).to_be_visible()
        expect(page.get_by_label("Tianjin").locator("option:checked")).to_have_text("China")
        expect(page.get_by_label("Astana")).to_have_attribute("aria-invalid", "true")
        page.get_by_label("Astana").select_option("Kazakhstan")
        self.give(page)

        for text, place in (("China", "1"), ("Iran", "2"), ("Belarus", "2")):
            page.get_by_label(text).select_option(place)
        self.give(page)
        expect(page.get_by_text("More than one part has this place: 2.")).to_be_visible()
        expect(page.get_by_label("Belarus").locator("option:checked")).to_have_text("2")
        page.get_by_label("Belarus").select_option("3")
        self.give(page)

        page.get_by_role("group", name="It is a linchpin.").get_by_label("Claim").check()
        self.give(page)
        expect(page.get_by_text("1 part has no answer yet.")).to_be_visible()
        expect(page.get_by_role("group", name="It is a linchpin.").get_by_label("Claim")).to_be_checked()
        page.get_by_role("group", name="It has ten members.").get_by_label("Fact").check()
        self.give(page)

        page.get_by_label("Blank 1").select_option("Tianjin")
        page.get_by_label("Blank 2").fill("many")
        self.give(page)
        expect(page.get_by_text("Blank 2: That is not one number.")).to_be_visible()
        expect(page.get_by_label("Blank 2")).to_have_value("many")
        page.get_by_label("Blank 2").fill("10")
        self.give(page)
        expect(page.get_by_text("100%", exact=True)).to_be_visible()
        assert list(Attempt.objects.get().responses.values_list("fraction", flat=True)) == [1, 1, 1, 1]

    @staticmethod
    def give(page: Page) -> None:
        page.get_by_role("button", name="Answer", exact=True).click()


class TestOnPaper:
    def test_a_line_stands_for_a_list_and_the_choices_below_it(self, page: Page) -> None:
        start(page, MATCHING, CLOZE)
        expect(page.get_by_role("combobox")).to_have_count(2)
        expect(page.locator(".line").first).to_be_hidden()
        page.emulate_media(media="print")
        expect(page.get_by_role("combobox")).to_have_count(0)
        expect(page.locator(".line").first).to_be_visible()
        expect(page.locator(".to-choose")).to_contain_text("Kazakhstan")
        page.emulate_media(media="screen")
        page.get_by_role("button", name="I don’t know").click()
        page.get_by_role("link", name="Next question").click()
        page.locator(".with-blanks").wait_for()
        page.emulate_media(media="print")
        expect(page.locator(".with-blanks")).to_contain_text("Tianjin")
        expect(page.locator(".with-blanks .line")).to_have_count(2)
        expect(page.get_by_role("textbox")).to_have_count(0)


HOSTILE = (
    Item("matching", "Which?", tuple(Option(text, match=f"{text} {place}") for place, text in enumerate(CORPUS))),
    Item("ordering", "Which came first?", tuple(map(Option, CORPUS))),
    Item("categorise", "Which?", tuple(Option(text, match=f"{text} box") for text in CORPUS)),
    Item(
        "cloze",
        f"{''.join(CORPUS)} [[1]] [[2 typed]]",
        (*(Option(text, float(not place), "1") for place, text in enumerate(CORPUS)), Option(CORPUS[1], 1.0, "2")),
    ),
)


class TestHostileText:
    @pytest.mark.parametrize("item", HOSTILE, ids=[item.type for item in HOSTILE])
    def test_stays_text(self, page: Page, complaints: list[str], item: Item) -> None:
        dialogs: list[str] = []
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        start(page, item)
        assert page.locator(INJECTED).count() == 0
        answer(page)
        page.locator("#verdict").wait_for()
        assert page.locator(INJECTED).count() == 0
        page.get_by_role("link", name="See the result").click()
        page.locator(".answered summary").click()
        assert page.locator(INJECTED).count() == 0
        assert (dialogs, complaints) == ([], [])
