import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect
from pytest_playwright.pytest_playwright import CreateContextCallback

from quizzes.models import Classroom
from tests.factories import AssignedAttemptFactory, ClassroomFactory, EnrolmentFactory, QuestionFactory, QuizFactory

from .accessibility import assert_accessible, assert_well_drawn

pytestmark = pytest.mark.django_db(transaction=True)
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def classroom() -> Classroom:
    quizzes = [
        QuizFactory(title=title, questions=QuestionFactory.create_batch(2)) for title in ("The summit", "Members")
    ]
    return ClassroomFactory(name="Class 7b", code="AB2CD3", quizzes=quizzes)


def join(page: Page, nickname: str) -> None:
    page.goto("/join/")
    page.get_by_label("Join code").fill("ab2 cd3")
    page.get_by_label("Join code").press("Enter")
    page.get_by_label("Nickname").fill(nickname)
    page.get_by_label("Nickname").press("Enter")


class TestJoining:
    @pytest.mark.parametrize("java_script_enabled", [True, False])
    def test_a_student_joins_with_code_and_nickname_and_finds_the_quizzes(
        self, new_context: CreateContextCallback, classroom: Classroom, java_script_enabled: bool
    ) -> None:
        page = new_context(java_script_enabled=java_script_enabled).new_page()
        join(page, "Anna")
        expect(page.get_by_role("heading", name="Class 7b")).to_be_visible()
        expect(page.get_by_role("main")).to_contain_text("You are Anna here.")
        page.get_by_role("link", name="The summit").click()
        expect(page.get_by_role("heading", name="The summit")).to_be_visible()
        page.goto("/")
        page.get_by_role("link", name="Class 7b").click()
        expect(page.get_by_role("list", name="To do").get_by_role("listitem")).to_have_count(2)

    def test_a_wrong_code_and_a_taken_name_are_said_and_the_field_keeps_the_focus(
        self, page: Page, classroom: Classroom
    ) -> None:
        EnrolmentFactory(classroom=classroom, nickname="Anna")
        page.goto("/join/")
        page.get_by_label("Join code").fill("ZZZZZZ")
        page.get_by_role("button", name="Go on").click()
        code = page.get_by_label("Join code")
        expect(code).to_be_focused()
        expect(code).to_have_accessible_description(
            "No class has this code. Please compare it with the one your teacher shows."
        )
        code.fill("AB2CD3")
        page.get_by_role("button", name="Go on").click()
        page.get_by_label("Nickname").fill("anna")
        page.get_by_role("button", name="Join").click()
        nickname = page.get_by_label("Nickname")
        expect(nickname).to_be_focused()
        expect(nickname).to_have_value("anna")
        expect(page.get_by_role("main")).to_contain_text("Somebody in this class has that nickname.")
        assert_accessible(page)

    def test_a_double_click_on_join_lets_in_once(self, page: Page, classroom: Classroom) -> None:
        page.goto("/join/AB2CD3/")
        page.get_by_label("Nickname").fill("Anna")
        page.get_by_role("button", name="Join").dblclick()
        expect(page.get_by_role("main")).to_contain_text("You are Anna here.")
        assert classroom.enrolments.count() == 1

    def test_a_student_leaves(self, page: Page, classroom: Classroom) -> None:
        join(page, "Anna")
        page.get_by_text("Leave this class").click()
        page.get_by_role("button", name="Leave the class").click()
        expect(page.get_by_role("status")).to_have_text("You have left Class 7b.")


class TestClassPages:
    def test_are_accessible_and_never_wider_than_the_screen(
        self, context: BrowserContext, base_url: str, classroom: Classroom, client
    ) -> None:
        page = context.new_page()
        for path in ("/join/", "/join/AB2CD3/"):
            page.goto(path)
            assert_well_drawn(page, PHONE)
        join(page, "Anna")
        page.get_by_text("Leave this class").click()
        assert_well_drawn(page, PHONE)
        for nickname in ("Ben", "Chen", "Dina"):
            enrolment = EnrolmentFactory(classroom=classroom, nickname=nickname)
            AssignedAttemptFactory(assignment=classroom.assignments.first(), enrolment=enrolment, answers=[True])
        client.force_login(classroom.teachers.get())
        session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": base_url}
        context.add_cookies([session])
        page.reload()
        assert_well_drawn(page, PHONE)
        page.get_by_role("link", name="Marks").click()
        table = page.get_by_role("region", name="Marks").get_by_role("table")
        expect(table.get_by_role("row")).to_have_count(7)  # head, four students, mean, counts
        expect(table.get_by_role("row", name="Chen")).to_contain_text("1 of 2")
        assert_well_drawn(page, PHONE)
