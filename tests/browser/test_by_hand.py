"""The passage, the map and the essay as a person answers them, and the grading of what was written."""

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Page, expect

from quizzes.items import TYPES
from quizzes.models import Response
from quizzes.permissions import TEACHERS_GROUP
from tests.factories import AttemptFactory, QuestionFactory, QuizFactory, UserFactory
from tests.support.clients import client_of, client_signed_in

from .accessibility import assert_accessible

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def open_question(page, base_url):
    """Opens the example of a type with this number, for a learner who has just begun."""

    def open_question(code, number=0):
        quiz = QuizFactory(questions=[QuestionFactory.of(list(TYPES[code].examples())[number])])
        attempt = AttemptFactory(quiz=quiz)
        use(page, base_url, client_of(attempt.learner))
        page.goto(f"{attempt.get_absolute_url()}questions/1/")
        if page.locator(".map").count():
            page.locator(".map.is-started").wait_for()
        return attempt.responses.get()

    return open_question


def use(page: Page, base_url: str, client) -> None:
    cookies = [{"name": name, "value": morsel.value, "url": base_url} for name, morsel in client.cookies.items()]
    page.context.add_cookies(cookies)


class TestPassage:
    def test_is_marked_with_the_keyboard_alone(self, page: Page, open_question) -> None:
        response = open_question("pick_the_sentence")
        page.get_by_role("radio", name="Tianjin", exact=True).focus()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        for _step in range(2):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Right")).to_be_focused()
        expect(page.get_by_text("Evidence: right")).to_be_visible()
        assert Response.objects.get(pk=response.pk).fraction == 1

    def test_reports_each_part_on_its_own(self, page: Page, open_question) -> None:
        open_question("pick_the_sentence")
        page.get_by_role("radio", name="Beijing").check()
        page.get_by_role("radio", name="The summit of 2025").check()
        page.get_by_role("button", name="Answer").click()
        expect(page.get_by_text("Answer: not right")).to_be_visible()
        expect(page.get_by_text("Evidence: right")).to_be_visible()
        expect(page.get_by_text("Mark: 0.40 of 1")).to_be_visible()
        assert_accessible(page)


class TestMap:
    def test_is_clicked_and_the_list_follows(self, page: Page, open_question, complaints) -> None:
        open_question("map", 1)
        china = page.get_by_role("radio", name="China", exact=True)
        box = page.locator(".outlines").bounding_box()
        page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.6)
        expect(china).to_be_checked()
        expect(china).to_be_focused()
        expect(page.locator(".chosen")).to_have_text("Chosen: China")
        expect(page.locator(".is-chosen")).to_have_count(1)
        assert_accessible(page)
        assert complaints == []

    def test_follows_the_list(self, page: Page, open_question) -> None:
        open_question("map")
        page.get_by_role("radio", name="China").focus()
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        expect(page.locator(".chosen")).to_have_text("Chosen: Kyrgyzstan")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Right")).to_be_focused()

    def test_stops_the_keyboard_nowhere_but_in_the_list(self, page: Page, open_question) -> None:
        open_question("map")
        assert page.locator(".outlines [tabindex], .outlines a").count() == 0
        assert page.locator(".outlines").get_attribute("aria-hidden") == "true"

    @pytest.mark.parametrize("width", [320, 390])
    def test_fits_a_phone_in_the_dark(self, page: Page, open_question, width) -> None:
        page.set_viewport_size({"width": width, "height": 700})
        page.emulate_media(color_scheme="dark")
        open_question("map", 1)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert_accessible(page)

    def test_shows_what_is_chosen_in_forced_colours(self, page: Page, open_question) -> None:
        page.emulate_media(forced_colors="active")
        open_question("map")
        page.get_by_role("radio", name="China").check()
        fills = page.locator(".region").evaluate_all("all => all.map(one => getComputedStyle(one).fill)")
        assert sorted(fills.count(fill) for fill in set(fills)) == [1, 3]


class TestEssay:
    def test_is_written_waits_and_is_graded_with_the_keyboard(self, page: Page, open_question, base_url) -> None:
        response = open_question("essay")
        page.get_by_role("textbox").fill("Mutual trust.\nMutual benefit.")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Needs grading")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_text("1 answer still needs grading")).to_be_visible()
        assert_accessible(page)
        result = page.url

        teacher = UserFactory(is_staff=True)
        teacher.groups.add(Group.objects.get(name=TEACHERS_GROUP))
        use(page, base_url, client_signed_in(teacher))
        page.goto("/admin/")
        page.get_by_role("link", name="1 answer to grade").click()
        expect(page.get_by_role("heading", name="Answers to grade")).to_be_visible()
        assert_accessible(page)
        page.get_by_role("link", name="What does the article mean").click()
        expect(page.get_by_label("Mark")).to_be_focused()
        assert_accessible(page)
        page.keyboard.type("0.5")
        page.keyboard.press("Tab")
        page.keyboard.type("Whose voice is it?")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Everything is graded.")).to_be_visible()
        assert Response.objects.get(pk=response.pk).fraction == 0.5

        page.goto(result)
        expect(page.get_by_text("50%", exact=True)).to_be_visible()
        page.locator("summary").first.click()
        expect(page.get_by_text("Your teacher says: Whose voice is it?")).to_be_visible()
