import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains

from quizzes.models import Picture, Question
from tests.factories import PictureFactory, QuestionFactory
from tests.support.pictures import upload

from .posts import question_form

pytestmark = pytest.mark.django_db


def change(question):
    return reverse("admin:quizzes_question_change", args=[question.pk])


@pytest.fixture
def question():
    return QuestionFactory(draft=True)


class TestUploading:
    def test_stores_the_picture_of_the_question_and_of_an_option(self, signed_in, question):
        form = question_form(question, picture_file=upload(), picture_alt="A map")
        form |= {"options-1-picture_file": upload(name="answer.png"), "options-1-picture_alt": "A flag"}
        assert signed_in.post(change(question), form).status_code == 302
        question.refresh_from_db()
        assert question.picture.alt == "A map"
        assert [option.picture and option.picture.alt for option in question.options.all()] == [None, "A flag", None]
        assert not any("answer" in picture.name for picture in Picture.objects.all())

    @pytest.mark.parametrize(
        ("data", "alt", "said"),
        [
            (None, "", "Say in words what the picture shows"),
            (b"<svg/>", "A map", "That is no picture that can be read"),
        ],
    )
    def test_says_what_is_missing(self, signed_in, question, data, alt, said):
        form = question_form(question, picture_file=upload(data), picture_alt=alt)
        assertContains(signed_in.post(change(question), form), said)
        assert not Picture.objects.exists()

    def test_is_not_lost_by_a_mistake_elsewhere(self, signed_in, question):
        form = question_form(question, picture_file=upload(), picture_alt="A map", stem="")
        response = signed_in.post(change(question), form)
        picture = Picture.objects.get()
        assertContains(response, picture.name)
        again = question_form(question, picture_name=picture.name, picture_alt="A map")
        assert signed_in.post(change(question), again).status_code == 302
        question.refresh_from_db()
        assert question.picture == picture


class TestChanging:
    @pytest.fixture
    def question(self):
        return QuestionFactory(draft=True, picture=Picture.objects.store(upload().read(), "A map"))

    def posted(self, question, **changes):
        stored = {"picture_name": question.picture.name, "picture_alt": question.picture.alt}
        return question_form(question) | stored | changes

    def test_keeps_the_picture_that_nobody_touches(self, signed_in, question):
        before = question.picture
        assertContains(signed_in.get(change(question)), before.get_absolute_url())
        signed_in.post(change(question), self.posted(question))
        assert Question.objects.get().picture == before

    def test_makes_another_picture_of_other_words(self, signed_in, question):
        before = question.picture
        signed_in.post(change(question), self.posted(question, picture_alt="A map of Asia"))
        after = Question.objects.get().picture
        assert (after.alt, after.name == before.name) == ("A map of Asia", False)
        before.refresh_from_db()
        assert before.alt == "A map"

    def test_takes_it_away(self, signed_in, question):
        signed_in.post(change(question), self.posted(question, picture_remove="on"))
        assert Question.objects.get().picture is None

    def test_takes_no_picture_by_a_name_that_does_not_exist(self, signed_in, question):
        PictureFactory()
        signed_in.post(change(question), self.posted(question, picture_name="nonsense"))
        assert Question.objects.get().picture is None
