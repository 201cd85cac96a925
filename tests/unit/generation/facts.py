"""Facts for the tests: a minimal one, to be varied, and those of the fixtures."""

import json
from functools import cache

from django.conf import settings

from quizzes.generation.facts import AnswerType, Fact
from quizzes.generation.fixtures import Bank, Library

ARTICLE = "The SCO was established in 2001. It has ten members."


def make_fact(answer="2001", answer_type=AnswerType.YEAR, **changes):
    values = {
        "slug": "x001",
        "topic": "history",
        "source": "article",
        "paragraph": 1,
        "sentence_number": 1,
        "sentence": "The SCO was established in 2001.",
        "quote": "established in 2001",
        "subject": "SCO",
        "relation": "year of establishment",
        "answer_type": answer_type,
        "answer": answer,
        "prompt": "According to the article, in which year was the SCO established?",
        "statement": "According to the article, the SCO was established in {}.",
        "note": "The article gives the year alone.",
    }
    return Fact(**values | changes)


def fixture_rows():
    """Every fixture file, by its name, as it lies in the repository."""
    return {path.stem: json.loads(path.read_text()) for path in sorted(settings.FIXTURE_DIRS[0].glob("*.json"))}


@cache
def library():
    """What generation makes of the facts in the fixtures."""
    return Library(Bank.read(fixture_rows()))
