"""What a type can hold, a teacher can write: each example goes through the form and comes out the same."""

import pytest
from django.urls import reverse

from quizzes.items import TYPES, Item, Option
from quizzes.models import Question
from tests.factories import SentenceFactory, TopicFactory

from .posts import rows, share_of

EXAMPLES = [
    pytest.param(item, id=f"{code}-{n}")
    for code, item_type in TYPES.items()
    for n, item in enumerate(item_type.examples())
]


def setting_of(value):
    """As a browser posts it; a box that is not ticked is not posted."""
    if isinstance(value, bool):
        return "on" if value else None
    return ", ".join(value) if isinstance(value, list | tuple) else value


def form_of(item: Item) -> dict[str, object]:
    item_type = TYPES[item.type]
    settings = {
        f"setting_{setting.name}": setting_of(item.params.get(setting.name, setting.default))
        for setting in item_type.settings
    }
    columns = [
        {"place": place, "text": option.text, "match": option.match, "feedback": option.feedback}
        | share_of(item.type, option.fraction)
        for place, option in enumerate(item.options, start=1)
    ]
    return {
        "item_type": item.type,
        "stem": item.stem,
        "sentence": SentenceFactory().pk,
        "quote": "",
        "topic": TopicFactory().pk,
        "kind": "fact",
        "status": "draft",
        **{name: value for name, value in settings.items() if value is not None},
        **rows("options", columns),
    }


class TestEveryType:
    @pytest.mark.parametrize("item", EXAMPLES)
    def test_is_written_with_its_form(self, signed_in, item):
        assert signed_in.post(reverse("admin:quizzes_question_add"), form_of(item)).status_code == 302
        question = Question.objects.get()
        assert question.to_item() == item
        assert question.lint == Question.Lint.CLEAN

    @pytest.mark.parametrize("item", EXAMPLES)
    def test_is_previewed_as_it_is_written(self, signed_in, item):
        reply = signed_in.post(reverse("admin:quizzes_question_live_preview"), form_of(item))
        assert reply.status_code == 200
        assert reply.context["right"] == TYPES[item.type].right_answer(item)

    def test_says_what_a_row_is_missing_and_keeps_it(self, signed_in):
        item = Item("categorise", "Fact or claim?", (Option("", match="Fact"), Option("It is.", match="Claim")))
        assert signed_in.post(reverse("admin:quizzes_question_add"), form_of(item)).status_code == 302
        question = Question.objects.get()
        assert question.to_item().options == item.options
        assert "Every card needs a text." in [row["message"] for row in question.errors]
