import pytest
from django.core.exceptions import ValidationError

from quizzes.models import Picture
from quizzes.models.bank.versions import current_versions, frozen_version
from tests.factories import PictureFactory, QuestionFactory
from tests.support.pictures import picture_file

pytestmark = pytest.mark.django_db


class TestStoring:
    def test_keeps_the_same_picture_with_the_same_words_once(self):
        first = Picture.objects.store(picture_file(), "A map")
        assert Picture.objects.store(picture_file(), "A map") == first
        assert Picture.objects.store(picture_file(), "Another map") != first
        assert Picture.objects.store(picture_file(colour="red"), "A map") != first

    def test_names_it_so_that_nobody_can_guess_it(self):
        names = {Picture.objects.store(picture_file(), f"Picture {n}").name for n in range(3)}
        assert len(names) == 3
        assert all(len(name) == 32 and int(name, 16) for name in names)

    def test_asks_for_words(self):
        with pytest.raises(ValidationError, match="Say in words"):
            PictureFactory.build(alt="").validate_constraints()


class TestQuestions:
    def test_carry_their_pictures_into_every_version(self):
        question = QuestionFactory(picture=PictureFactory(alt="A map"))
        question.options.update(picture=PictureFactory(alt="A flag"))
        item = frozen_version(current_versions([question])[0].pk).item
        assert item.picture.alt == "A map"
        assert [option.picture.alt for option in item.options] == ["A flag"] * 3

    def test_cost_no_query_each_for_their_pictures(self, django_assert_num_queries):
        for _n in range(3):
            QuestionFactory(picture=PictureFactory()).options.update(picture=PictureFactory())
        questions = type(QuestionFactory()).objects.with_content()
        with django_assert_num_queries(5) as queries:
            assert [question.content() for question in questions]
        assert not any('"data"' in query["sql"] for query in queries.captured_queries)
