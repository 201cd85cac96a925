import inspect

import pytest
from factory.django import DjangoModelFactory

from tests import factories

FACTORIES = [
    value
    for _name, value in inspect.getmembers(factories, inspect.isclass)
    if issubclass(value, DjangoModelFactory) and value is not DjangoModelFactory
]


@pytest.mark.django_db
class TestFactories:
    @pytest.mark.parametrize("factory", FACTORIES)
    def test_each_makes_a_row_that_its_model_accepts(self, factory):
        row = factory()
        row.clean()
        row.validate_constraints()

    def test_an_attempt_can_be_answered(self):
        quiz = factories.QuizFactory(questions=factories.QuestionFactory.create_batch(3))
        attempt = factories.AttemptFactory(quiz=quiz, answers=[True, False, None])
        assert [response.fraction for response in attempt.responses.all()] == [1, 0, 0]
        assert attempt.finished_at == attempt.started_at
