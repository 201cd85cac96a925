import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from quizzes.items import TYPES, Option
from quizzes.models import Question
from tests.factories import ClassroomFactory, EnrolmentFactory, QuestionFactory, QuizFactory, SourceFactory

from .accessibility import assert_accessible_in_both_schemes
from .conftest import PASSWORD
from .waiting import wait_for_htmx

CITIES = (Option("Tianjin", 1.0), Option("Beijing"), Option("Qingdao"))


class TestPages:
    def test_are_accessible_and_break_no_policy(self, page, teacher, complaints):
        page.goto("/admin/login/")
        assert_accessible_in_both_schemes(page)
        page.get_by_label("Username").fill("tess")
        page.get_by_label("Password").fill(PASSWORD)
        complaints.clear()  # axe itself asks for a style that the policy refuses
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("button", name="Log out")).to_be_visible()

        question = QuestionFactory(draft=True, stem="He is not there", options=CITIES)
        question.check_lint()
        quiz = QuizFactory(questions=[question])
        classroom = ClassroomFactory(teachers=[teacher], quizzes=[quiz])
        EnrolmentFactory(classroom=classroom)
        for address in (
            reverse("admin:index"),
            reverse("admin:quizzes_question_changelist"),
            reverse("admin:quizzes_question_add"),
            *(f"{reverse('admin:quizzes_question_add')}?item_type={code}" for code in TYPES),
            reverse("admin:quizzes_question_change", args=[question.pk]),
            reverse("admin:quizzes_quiz_change", args=[quiz.pk]),
            reverse("admin:quizzes_classroom_change", args=[classroom.pk]),
        ):
            page.goto(address)
            wait_for_htmx(page)
            assert complaints == []
            assert_accessible_in_both_schemes(page)
            complaints.clear()


class TestWritingAQuestion:
    def test_from_the_sentence_to_the_published_question(self, signed_in, complaints):
        SourceFactory(title="The article")
        page = signed_in
        page.goto(reverse("admin:quizzes_topic_add"))
        page.get_by_label("Name").fill("The summit")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("was added successfully")).to_be_visible()

        page.get_by_role("link", name="Home").click()
        page.get_by_role("link", name="Write a question").click()
        page.get_by_role("link", name="Single choice").click()
        preview = page.get_by_role("complementary", name="As a student sees it")
        expect(preview).to_contain_text("write the question")
        page.get_by_label("Question:").fill("Where does the summit of 2025 take place?")
        for row, city in enumerate(("Tianjin", "Beijing", "Qingdao"), start=1):
            page.get_by_label(f"Option, row {row}").fill(city)
        page.get_by_label("Right, row 1").check()
        expect(preview.get_by_role("radio")).to_have_count(3)
        expect(preview).to_contain_text("Right answer: Tianjin")

        page.get_by_role("combobox", name="Sentence").click()
        page.get_by_role("searchbox").last.fill("p2s1")
        page.get_by_role("option", name=re.compile("^P2s1 ")).click()
        expect(page.get_by_label("Quote:")).to_have_value("The summit takes place in Tianjin.")
        page.get_by_label("Topic:").select_option("The summit")
        page.get_by_label("Status:").select_option("Published")
        page.get_by_role("button", name="Save", exact=True).click()

        expect(page.get_by_text("was added successfully")).to_be_visible()
        question = Question.objects.get()
        assert (question.status, question.lint, question.quote) == (
            "published",
            "clean",
            "The summit takes place in Tianjin.",
        )
        assert complaints == []

    def test_begins_with_the_type_and_shows_only_what_it_needs(self, signed_in):
        page = signed_in
        page.goto(reverse("admin:index"))
        page.get_by_role("link", name="Write a question").click()
        page.get_by_role("link", name="Number", exact=True).click()
        expect(page.get_by_label("Tolerance")).to_be_visible()
        expect(page.get_by_label("Shuffle the options")).to_have_count(0)
        expect(page.get_by_label("Accepted answer, row 1")).to_be_visible()

    def test_has_the_words_of_true_and_false_ready(self, signed_in):
        page = signed_in
        page.goto(f"{reverse('admin:quizzes_question_add')}?item_type=true_false_not_stated")
        texts = [page.get_by_label(f"Option, row {row}") for row in (1, 2, 3)]
        for box, text in zip(texts, ("True", "False", "The article does not say"), strict=True):
            expect(box).to_have_value(text)
            expect(box).not_to_be_editable()

    def test_changes_the_type_and_keeps_what_was_typed(self, signed_in):
        page = signed_in
        page.goto(f"{reverse('admin:quizzes_question_add')}?item_type=single_choice")
        page.get_by_label("Question:").fill("Which city hosts the summit?")
        page.get_by_label("Option, row 1").fill("Tianjin")
        page.get_by_text("Change the type").click()
        page.get_by_label("Another type").select_option("Short answer")
        page.get_by_role("button", name="Show its form").click()
        expect(page.get_by_label("Question:")).to_have_value("Which city hosts the summit?")
        expect(page.get_by_label("Accepted answer, row 1")).to_have_value("Tianjin")
        assert not Question.objects.exists()

    def test_shows_what_is_wrong_beside_the_field(self, signed_in):
        question = QuestionFactory(draft=True, stem="Where is it", options=CITIES)
        page = signed_in
        page.goto(reverse("admin:quizzes_question_change", args=[question.pk]))
        page.get_by_label("Status:").select_option("Published")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("It cannot be published yet.")).to_be_visible()
        expect(page.get_by_label("Question:")).to_have_accessible_description(re.compile("question mark"))


class TestWithoutScript:
    @pytest.fixture
    def browser_context_args(self, browser_context_args):
        return {**browser_context_args, "java_script_enabled": False}

    def test_a_question_is_changed_and_looked_at(self, signed_in):
        question = QuestionFactory(draft=True, stem="Where is the summit of 2025 held?", options=CITIES)
        page = signed_in
        page.goto(reverse("admin:quizzes_question_change", args=[question.pk]))
        page.get_by_label("Option, row 4").fill("Shanghai")
        page.get_by_role("button", name="Save and continue editing").click()
        expect(page.get_by_text("was changed successfully")).to_be_visible()
        page.get_by_role("link", name="Preview").click()
        expect(page.get_by_role("radio", name="Shanghai")).to_be_visible()
        expect(page.get_by_text("A preview: nothing is stored.")).to_be_visible()
