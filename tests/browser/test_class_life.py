"""The life of a class: a teacher, a student on a phone who loses the network, and one without JavaScript."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pytest_playwright.pytest_playwright import CreateContextCallback

from quizzes.models import Attempt, Classroom, Enrolment, Quiz, Response
from tests.factories import QuestionFactory, QuizFactory, TeacherFactory

from .accessibility import assert_accessible

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}
SAVED = re.compile(r"^Saved\.$")


@pytest.fixture
def quiz() -> Quiz:
    return QuizFactory(title="The summit", questions=QuestionFactory.create_batch(3))


def signed_in(context: BrowserContext, base_url: str, client) -> Page:
    client.force_login(TeacherFactory(username="tess"))
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": base_url}])
    return context.new_page()


def check(page: Page) -> None:
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


class TestLifeOfAClass:
    def test_from_its_first_minute_to_the_archive(
        self, new_context: CreateContextCallback, base_url: str, client, quiz: Quiz, tmp_path: Path
    ) -> None:
        teacher = signed_in(new_context(viewport={"width": 1280, "height": 860}), base_url, client)
        classroom = self.make(teacher)
        words = self.take_in(teacher, tmp_path)
        self.assign(teacher)
        phone = new_context(viewport=PHONE).new_page()
        phone.clock.install()
        anna = self.join(phone, classroom)
        ben = self.come_back(new_context(java_script_enabled=False).new_page(), classroom, words)
        for student in (anna, ben):
            self.begin(student)
        self.answer_offline(anna)
        self.give_extra_time(teacher, classroom)
        anna.reload()
        # 30 minutes and 11, of which some have gone by
        expect(anna.locator(".timer")).to_have_text(re.compile("^(3[1-9]|4[01]):"))
        self.finish_without_script(ben)
        self.finish(anna)
        self.read_marks(teacher, classroom)
        self.override(teacher)
        self.export(teacher)
        self.read_reports(teacher, classroom)
        self.end(teacher, classroom)

    @staticmethod
    def make(page: Page) -> Classroom:
        page.goto("/classes/")
        check(page)
        page.get_by_label("Name").fill("Class 7b")
        page.get_by_label("Name").press("Enter")
        expect(page.get_by_role("heading", name="Class 7b")).to_be_visible()
        check(page)
        return Classroom.objects.get()

    @staticmethod
    def take_in(page: Page, folder: Path) -> str:
        """Benedikt, who is on the list of the school. Returns his words."""
        file = folder / "list.csv"
        file.write_text("Name,Number\nBenedikt,7\n")
        page.get_by_role("link", name="Take in a list of students").click()
        expect(page.get_by_role("heading", name="A list of students")).to_be_visible()
        check(page)
        page.get_by_label("List of students").set_input_files(file)
        page.get_by_role("button", name="Take them in").click()
        expect(page.get_by_role("status")).to_have_text("1 student was added.")
        check(page)
        return page.locator(".words").inner_text()

    @staticmethod
    def assign(page: Page) -> None:
        page.get_by_role("link", name="Class 7b").click()
        page.get_by_role("link", name="Assign a quiz").click()
        expect(page.get_by_role("heading", name="Assign a quiz")).to_be_visible()
        page.get_by_label("Quiz", exact=False).select_option("The summit")
        page.get_by_text("Time, attempts, feedback and more").click()
        page.get_by_label("Time limit").fill("30:00")
        page.get_by_label("Ask how certain the student is").check()
        check(page)
        page.get_by_role("button", name="Assign").click()
        expect(page.get_by_role("status")).to_have_text("“The summit” is assigned.")

    @staticmethod
    def join(page: Page, classroom: Classroom) -> Page:
        page.goto("/join/")
        page.get_by_label("Join code").fill(classroom.code.lower())
        page.get_by_role("button", name="Go on").click()
        page.get_by_label("Nickname").fill("Anna")
        page.get_by_role("button", name="Join").click()
        expect(page.get_by_role("main")).to_contain_text("You are Anna here.")
        check(page)
        return page

    @staticmethod
    def come_back(page: Page, classroom: Classroom, words: str) -> Page:
        page.goto(f"/join/{classroom.code}/")
        page.get_by_role("link", name="I have three words").click()
        page.get_by_label("Three words").fill(words)
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_role("main")).to_contain_text("You are Benedikt here.")
        return page

    @staticmethod
    def begin(page: Page) -> None:
        page.get_by_role("link", name="The summit").click()
        expect(page.get_by_role("main")).to_contain_text("30 minutes")
        page.get_by_role("button", name="Start").click()
        expect(page.get_by_text("Question 1 of 3")).to_be_visible()
        page.wait_for_load_state()  # what is chosen before its script has come is saved with the form only

    @staticmethod
    def answer_offline(page: Page) -> None:
        """What is chosen without a network is kept, never called saved, and sent once when the network is back."""
        saving = page.locator("#saving")
        page.get_by_label("2001").check()
        expect(saving).to_have_text(SAVED)
        assert Response.objects.exclude(saved_at=None).count() == 1
        page.context.set_offline(True)
        page.get_by_role("radio", name="Very 3").check()
        expect(saving).to_contain_text("Not saved yet")
        page.get_by_label("1998").check()
        for _try in range(2):  # it does not give up
            with page.expect_event("requestfailed"):
                page.clock.run_for(2_000)
        expect(saving).to_contain_text("Not saved yet")
        check(page)
        assert Response.objects.exclude(certainty=None).count() == 1
        assert Response.objects.get(position=1, attempt__learner__enrolments__nickname="Anna").certainty == 1
        page.context.set_offline(False)
        expect(saving).to_have_text(SAVED)
        stored = Response.objects.get(position=1, attempt__learner__enrolments__nickname="Anna")
        assert (stored.given, stored.certainty, stored.answered_at) == ("1998", 3, None)

    @staticmethod
    def give_extra_time(page: Page, classroom: Classroom) -> None:
        page.goto(classroom.get_absolute_url())
        page.get_by_role("link", name="Anna").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Anna")
        check(page)
        page.get_by_label("Extra minutes").fill("11")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("status")).to_have_text("Saved for Anna.")

    @staticmethod
    def finish_without_script(page: Page) -> None:
        for number in range(1, 4):
            expect(page.get_by_text(f"Question {number} of 3")).to_be_visible()
            page.get_by_label("2001").check()
            page.get_by_role("radio", name="Very 3").check()
            page.get_by_role("button", name=re.compile("^Save")).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Your answers")
        expect(page.get_by_role("main")).to_contain_text("Every question has an answer.")
        page.get_by_role("button", name="Finish and hand in").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Everything right")
        expect(page.get_by_role("main")).to_contain_text("100%")

    @staticmethod
    def finish(page: Page) -> None:
        page.get_by_role("button", name="Save and go on").click()
        expect(page.get_by_text("Question 2 of 3")).to_be_visible()
        page.get_by_label("2001").check()
        expect(page.locator("#saving")).to_have_text(SAVED)
        page.get_by_role("navigation", name="Questions").get_by_role("link").nth(2).click()
        expect(page.get_by_text("Question 3 of 3")).to_be_visible()
        page.get_by_role("button", name="Save, and look over my answers").click()
        expect(page.get_by_role("main")).to_contain_text("1 question has no answer yet.")
        check(page)
        page.get_by_role("button", name="Finish and hand in").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Your result")
        assert "Benedikt" not in page.content()  # a short name may stand in a token by chance
        check(page)

    @staticmethod
    def read_marks(page: Page, classroom: Classroom) -> None:
        page.goto(f"/classes/{classroom.code}/marks/")
        row = page.get_by_role("row", name="Benedikt")
        expect(row).to_contain_text("100%")
        expect(page.get_by_role("row", name="Anna")).to_contain_text("-56%")  # (−6 + 1) of 9
        check(page)
        row.get_by_role("cell").get_by_role("link").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Benedikt")
        check(page)

    @staticmethod
    def override(page: Page) -> None:
        page.get_by_label("Result in percent").fill("90")
        page.get_by_label("Reason").fill("Copied one answer")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("row", name="Benedikt")).to_contain_text("90%")
        expect(page.get_by_role("row", name="Benedikt")).to_contain_text("set by hand")

    @staticmethod
    def export(page: Page) -> None:
        with page.expect_download() as download:
            page.get_by_role("link", name="As CSV").click()
        rows = list(csv.reader(download.value.path().read_text("utf-8-sig").splitlines()))
        assert [row[0] for row in rows] == ["Student", "Anna", "Benedikt"]

    @staticmethod
    def read_reports(page: Page, classroom: Classroom) -> None:
        page.goto(classroom.get_absolute_url())
        page.get_by_role("link", name="What the answers say").click()
        expect(page.get_by_role("heading", name="Confidently wrong")).to_be_visible()
        expect(page.get_by_role("main")).to_contain_text("1 student: Anna")
        check(page)
        page.locator(".misread a").click()
        expect(page.get_by_role("heading", name="Sentence by sentence")).to_be_visible()
        check(page)
        page.get_by_role("button", name=re.compile("^Let them practise")).first.click()
        expect(page.get_by_role("status")).to_contain_text(
            "is now on the page of the 1 student who missed the sentence."
        )

    @staticmethod
    def end(page: Page, classroom: Classroom) -> None:
        page.goto(classroom.get_absolute_url())
        page.get_by_role("link", name="Anna").click()
        page.get_by_text("Erase this student").click()
        page.get_by_role("button", name="Erase").click()
        expect(page.get_by_role("status")).to_contain_text("The student is erased")
        assert [one.nickname for one in Enrolment.objects.all()] == ["Benedikt"]
        assert Attempt.objects.count() == 1
        page.get_by_role("link", name="Settings").click()
        expect(page.get_by_role("heading", name="Settings")).to_be_visible()
        check(page)
        page.get_by_role("button", name="Put it into the archive").click()
        expect(page.get_by_role("status")).to_have_text("Class 7b is in the archive.")
