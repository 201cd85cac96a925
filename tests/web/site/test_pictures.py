import pytest
from django.urls import reverse

from quizzes.models import Picture
from tests.factories import AttemptFactory, PictureFactory, QuestionFactory, QuizFactory
from tests.support.clients import client_of
from tests.support.pictures import picture_file

pytestmark = pytest.mark.django_db


class TestPicture:
    def test_is_served_as_what_it_is_and_kept_by_browsers(self, client):
        picture = Picture.objects.store(picture_file(), "A map")
        response = client.get(picture.get_absolute_url())
        assert response.content == picture.data
        assert response["Content-Type"] == "image/webp"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "immutable" in response["Cache-Control"]

    @pytest.mark.parametrize("name", ["", "0" * 32, "../secret", "abc", "%00", "x" * 500])
    def test_is_not_found_under_another_name(self, client, name):
        assert client.get(reverse("home") + f"pictures/{name}/").status_code == 404

    def test_stands_with_its_words_in_the_question_and_the_option(self):
        question = QuestionFactory(picture=PictureFactory(alt="A map of the members"))
        option = question.options.first()
        option.picture = PictureFactory(alt="A white flag")
        option.save()
        attempt = AttemptFactory(quiz=QuizFactory(questions=[question]))
        page = client_of(attempt.learner).get(reverse("attempt_question", args=[attempt.uuid, 1]))
        for picture in (question.picture, option.picture):
            assert f'src="{picture.get_absolute_url()}"' in page.content.decode()
            assert f'alt="{picture.alt}"' in page.content.decode()
