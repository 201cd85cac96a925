"""The fixture files of the repository: generated to the byte; loadable alone, in any order and twice."""

import json
from itertools import combinations

import pytest
from django.conf import settings
from django.core import serializers
from django.core.management import call_command

from quizzes import models
from quizzes.generation.blueprints import BLUEPRINTS, FILES
from quizzes.generation.composition import MOST_CLAIMS, compose, entry_of
from quizzes.generation.fixtures import FixtureError, build
from quizzes.generation.lint import lint_quiz
from quizzes.management.commands.build_fixtures import to_text
from quizzes.models.classes import JOIN_ALPHABET

from .facts import fixture_rows, library

DIRECTORY = settings.FIXTURE_DIRS[0]
NAMES = [file.name for file in FILES]
STORED = (
    models.Topic,
    models.Source,
    models.Sentence,
    models.Fact,
    models.Question,
    models.Option,
    models.Quiz,
    models.QuizQuestion,
    models.Classroom,
)


def load(*names):
    call_command("loaddata", *(str(DIRECTORY / f"{name}.json") for name in names), verbosity=0)


def content():
    """Everything stored, by natural keys, in an order of its own."""
    rows = []
    for model in STORED:
        rows += json.loads(
            serializers.serialize(
                "json", model.objects.all(), use_natural_foreign_keys=True, use_natural_primary_keys=True
            )
        )
    return sorted(json.dumps(row, sort_keys=True) for row in rows)


class TestFiles:
    def test_hold_what_the_generator_gives_byte_for_byte(self):
        built = build(fixture_rows())
        assert sorted(built) == sorted(path.stem for path in DIRECTORY.glob("*.json"))
        for name, rows in built.items():
            assert (DIRECTORY / f"{name}.json").read_text() == to_text(rows), f"{name}: run `make fixtures`"

    def test_rows_have_natural_keys_and_no_others(self):
        assert not [row for rows in fixture_rows().values() for row in rows if "pk" in row]

    def test_the_article_has_its_22_sentences(self):
        rows = [row["model"] for row in fixture_rows()["article"]]
        assert rows == ["quizzes.source"] + 22 * ["quizzes.sentence"]

    def test_every_citation_stands_in_the_text_to_the_letter(self):
        for rows in fixture_rows().values():
            texts = {row["fields"]["slug"]: row["fields"]["text"] for row in rows if row["model"] == "quizzes.source"}
            sentences = {}
            for row in rows:
                fields = row["fields"]
                if row["model"] == "quizzes.sentence":
                    assert texts[fields["source"][0]][fields["start"] : fields["end"]] == fields["text"]
                    sentences[*fields["source"], fields["paragraph"], fields["number"]] = fields["text"]
                elif row["model"] in ("quizzes.fact", "quizzes.question"):
                    assert fields["quote"]
                    assert fields["quote"] in sentences[tuple(fields["sentence"])], fields["slug"]

    def test_a_fact_is_edited_in_the_file_of_its_topic_and_its_copies_follow(self):
        rows = json.loads(json.dumps(fixture_rows()))
        for row in rows["members"]:
            if row["fields"].get("slug") == "f011":
                row["fields"]["note"] = "Edited."
        explanations = [
            row["fields"]["explanation"]
            for row in build(rows)["mixed_quizzes"]
            if row["model"] == "quizzes.question" and row["fields"]["fact"] == ["f011"]
        ]
        assert explanations == ["Edited. See paragraph 2 of the article."]

    def test_a_fact_in_the_file_of_another_topic_is_refused(self):
        rows = json.loads(json.dumps(fixture_rows()))
        strayed = next(row for row in rows["members"] if row["model"] == "quizzes.fact")
        strayed["fields"]["slug"] = "f999"
        with pytest.raises(FixtureError, match="summit: fact f999 belongs into the file of “members”"):
            build(fixture_rows() | {"summit": [*fixture_rows()["summit"], strayed]})

    def test_a_ready_quiz_whose_fact_is_missing_is_refused(self):
        rows = {
            name: [row for row in rows if row["fields"].get("slug") != "f010"] for name, rows in fixture_rows().items()
        }
        with pytest.raises(FixtureError, match="f010"):
            build(rows)


@pytest.mark.django_db
class TestLoading:
    @pytest.mark.parametrize("name", NAMES)
    def test_each_loads_alone_and_twice_with_the_same_result(self, name):
        load(name)
        once = content()
        load(name)
        assert content() == once
        rows = fixture_rows()[name]
        assert len(once) == len(rows)

    def test_the_order_makes_no_difference(self):
        orders = (NAMES, NAMES[::-1])
        results = []
        for order in orders:
            for name in order:
                load(name)
            results.append(content())
            for model in reversed(STORED):
                model.objects.all().delete()
        assert results[0] == results[1]

    def test_what_is_loaded_counts_as_untouched(self):
        load(*NAMES)
        questions = models.Question.objects.with_content()
        assert [question.slug for question in questions if not question.is_untouched] == []

    def test_every_question_is_published_and_clean(self):
        load(*NAMES)
        published = models.Question.objects.published()
        assert published.count() == models.Question.objects.count() >= 120
        assert set(published.values_list("lint", flat=True)) == {"clean"}

    def test_every_topic_has_a_quiz_and_every_quiz_its_questions(self):
        load(*NAMES)
        assert models.Topic.objects.count() == 6
        assert not models.Topic.objects.filter(quizzes=None)
        lengths = {quiz.slug: quiz.length for quiz in models.Quiz.objects.published().with_length()}
        assert lengths == {blueprint.slug: blueprint.length for blueprint in BLUEPRINTS}

    def test_the_demo_class_can_be_joined_by_a_code_that_nobody_misreads(self):
        load("demo_class")
        classroom = models.Classroom.objects.get()
        assert set(classroom.code) <= set(JOIN_ALPHABET)
        assert classroom.teacher is None
        assert classroom.quizzes.published().count() == 3


class TestReadyQuizzes:
    @pytest.mark.parametrize("blueprint", BLUEPRINTS, ids=lambda blueprint: blueprint.slug)
    def test_have_their_length_and_nothing_for_the_lint_to_find(self, blueprint):
        chosen = compose(blueprint, library().drafts)
        assert len(chosen) == blueprint.length
        findings = lint_quiz([entry_of(draft) for draft in chosen], shows_feedback=blueprint.feedback == "practice")
        assert findings == []

    @pytest.mark.parametrize("blueprint", BLUEPRINTS, ids=lambda blueprint: blueprint.slug)
    def test_no_two_questions_cue_each_other(self, blueprint):
        for one, other in combinations(compose(blueprint, library().drafts), 2):
            findings = lint_quiz([entry_of(one), entry_of(other)], shows_feedback=True)
            assert not {finding.code for finding in findings} & {"Q2", "Q3", "Q4"}, (one.slug, other.slug)

    @pytest.mark.parametrize("blueprint", BLUEPRINTS, ids=lambda blueprint: blueprint.slug)
    def test_ask_each_fact_once_and_few_claims(self, blueprint):
        chosen = compose(blueprint, library().drafts)
        assert len({draft.fact.slug for draft in chosen}) == len(chosen)
        assert sum(draft.fact.is_claim for draft in chosen) <= MOST_CLAIMS * len(chosen)

    def test_do_not_depend_on_the_order_of_the_drafts(self):
        for blueprint in BLUEPRINTS:
            backwards = compose(blueprint, library().drafts[::-1])
            assert [draft.slug for draft in backwards] == [d.slug for d in compose(blueprint, library().drafts)]

    def test_topics_stay_in_their_topic(self):
        for blueprint in BLUEPRINTS:
            if blueprint.topic:
                topics = {draft.fact.topic for draft in compose(blueprint, library().drafts)}
                assert topics == {blueprint.topic}, blueprint.slug

    def test_the_article_s_own_quizzes_need_no_background(self):
        for slug in ("before-you-start", "the-whole-article", "what-the-article-claims"):
            (blueprint,) = [blueprint for blueprint in BLUEPRINTS if blueprint.slug == slug]
            assert {draft.fact.source_kind for draft in compose(blueprint, library().drafts)} == {"article"}

    def test_what_the_article_claims_balances_its_three_answers(self):
        (blueprint,) = [blueprint for blueprint in BLUEPRINTS if blueprint.slug == "what-the-article-claims"]
        keys = [draft.item.keys[0].text for draft in compose(blueprint, library().drafts)]
        assert {text: keys.count(text) for text in keys} == {"True": 4, "False": 4, "The article does not say": 4}
