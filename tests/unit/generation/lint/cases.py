"""Items and facts for the tests of the lint, each clean until a test spoils it."""

import dataclasses

from quizzes.generation.facts import AnswerType, Fact
from quizzes.generation.lint import Context, Entry, lint_item
from quizzes.items import Item, Option


def fact(answer="2001", answer_type=AnswerType.YEAR, **values) -> Fact:
    given = {
        "slug": "f010",
        "topic": "history",
        "source": "article",
        "paragraph": 2,
        "sentence_number": 1,
        "sentence": "The foundation of the SCO can be traced back to its establishment in 2001.",
        "quote": "its establishment in 2001",
        "subject": "SCO",
        "relation": "year of establishment",
        "answer_type": answer_type,
        "answer": answer,
    }
    return Fact(**given | values)


FOUNDERS = fact(
    "China; Kazakhstan; Kyrgyzstan; Russia",
    AnswerType.LIST,
    slug="f011",
    subject="SCO",
    relation="founding countries",
    items=("China", "Kazakhstan", "Kyrgyzstan", "Russia"),
    is_complete=True,
    vetoes=("Uzbekistan",),
)


def choice(stem="Which city hosts the summit of 2025?", keys=("Tianjin",), others=("Beijing", "Qingdao"), **params):
    """A single choice; keys first."""
    options = tuple(Option(text, 1.0) for text in keys) + tuple(Option(text) for text in others)
    return Item("single_choice", stem, options, params)


def ordered(*texts, key, stem="In which year was the SCO established?", shuffle=False):
    return Item("single_choice", stem, tuple(Option(text, float(text == key)) for text in texts), {"shuffle": shuffle})


def several(keys=("China", "Russia"), others=("India", "Iran"), stem="Which of these countries founded the SCO?"):
    return dataclasses.replace(choice(stem, keys, others), type="multiple_response")


def typed(*texts, stem="In which city is the summit of 2025?", code="short_answer", **params):
    return Item(code, stem, tuple(Option(text, 1.0) for text in texts), params)


def statement(stem="The SCO was established in 2001.", key="True", code="true_false"):
    texts = ("True", "False") if code == "true_false" else ("True", "False", "The article does not say")
    return Item(code, stem, tuple(Option(text, float(text == key)) for text in texts))


def codes(item, fact=None, **context) -> list[str]:
    """The findings as "L06 warning options"."""
    found = lint_item(item, Context(fact, **context))
    return [f"{finding.code} {finding.severity} {finding.field}" for finding in found]


def entry(slug, item, fact=None, topic="history", kind="fact", explanation="See paragraph 2."):
    return Entry(item, Context(fact, explanation=explanation, kind=kind), topic, slug)
