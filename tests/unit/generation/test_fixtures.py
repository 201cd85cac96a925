"""The fixture files of the repository: generated to the byte; loadable alone, in any order and twice."""

import json

import pytest
from django.conf import settings
from django.core import serializers
from django.core.management import call_command
from django.db import transaction

from quizzes import models
from quizzes.generation.composition import compose, entry_of
from quizzes.generation.fixtures import FixtureError, build
from quizzes.generation.lint import lint_quiz
from quizzes.generation.ready_quizzes import BLUEPRINTS, FILES
from quizzes.management.commands.build_fixtures import to_text
from quizzes.models.classes.classrooms import JOIN_ALPHABET

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
    models.Assignment,
)


def load(*names):
    call_command("loaddata", *(str(DIRECTORY / f"{name}.json") for name in names), verbosity=0)


def content():
    """Everything stored, by natural keys, in an order of its own."""
    rows = []
    for model in STORED:
        # With what their natural keys are made of, or each row would ask for that by itself.
        related = [field.name for field in model._meta.fields if field.is_relation]
        stored = model.objects.select_related(*related)
        rows += serializers.serialize("python", stored, use_natural_foreign_keys=True, use_natural_primary_keys=True)
    return sorted(json.dumps(row, sort_keys=True, default=str) for row in rows)


def ready(slug):
    """The questions of a ready quiz, in their order."""
    _blueprint, chosen = library().quizzes[slug]
    return chosen


class TestFiles:
    def test_hold_what_the_generator_gives_byte_for_byte(self):
        built = library().to_files()
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
        sharing = ("summit", "mixed_quizzes", "demo_class")
        results = []
        for names in (sharing, sharing[::-1]):
            with transaction.atomic():
                load(*names)
                results.append(content())
                transaction.set_rollback(True)
        assert results[0] == results[1]


@pytest.fixture(scope="class")
def loaded(django_db_setup, django_db_blocker):
    """Everything in the database, for all tests of a class."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(*NAMES)
        yield
        transaction.set_rollback(True)


@pytest.mark.usefixtures("loaded", "db")
class TestLoaded:
    def test_what_is_loaded_counts_as_untouched(self):
        questions = models.Question.objects.with_content()
        assert [question.slug for question in questions if not question.is_untouched] == []

    def test_every_question_is_published_and_clean(self):
        published = models.Question.objects.published()
        assert published.count() == models.Question.objects.count() >= 120
        assert set(published.values_list("lint", flat=True)) == {"clean"}

    def test_every_topic_has_a_quiz_and_every_quiz_its_questions(self):
        assert models.Topic.objects.count() == 6
        assert not models.Topic.objects.filter(quizzes=None)
        lengths = {quiz.slug: quiz.length for quiz in models.Quiz.objects.published().with_length()}
        assert lengths == {blueprint.slug: blueprint.length for blueprint in BLUEPRINTS}

    def test_the_demo_class_can_be_joined_by_a_code_that_nobody_misreads(self):
        classroom = models.Classroom.objects.get()
        assert set(classroom.code) <= set(JOIN_ALPHABET)
        assert not classroom.teachers.exists()
        assert classroom.assignments.filter(quiz__is_published=True).count() == 3


class TestReadyQuizzes:
    @pytest.mark.parametrize("blueprint", BLUEPRINTS, ids=lambda blueprint: blueprint.slug)
    def test_have_their_length_and_nothing_for_the_lint_to_find(self, blueprint):
        chosen = ready(blueprint.slug)
        assert len(chosen) == blueprint.length
        findings = lint_quiz([entry_of(draft) for draft in chosen], shows_feedback=blueprint.feedback == "practice")
        assert findings == []

    @pytest.mark.parametrize("slug", [b.slug for b in BLUEPRINTS if b.feedback == "practice"])
    def test_no_sentence_shown_as_feedback_is_what_a_later_question_stands_on(self, slug):
        """But for what the article does not say, and for what has to be worked out from several sentences."""
        shown = set()
        for draft in ready(slug):
            if draft.kind != "not_stated" and not draft.fact.derived_from:
                assert draft.place not in shown, draft.slug
            shown.add(draft.place)

    def test_what_the_article_does_not_say_is_never_the_usual_answer(self):
        for blueprint in BLUEPRINTS:
            asked = [draft for draft in ready(blueprint.slug) if draft.item.type == "true_false_not_stated"]
            unsaid = [draft for draft in asked if draft.kind == "not_stated"]
            assert len(unsaid) <= len(asked) / 2, blueprint.slug

    def test_true_and_false_are_balanced_over_all_of_them(self):
        asked = [d for blueprint in BLUEPRINTS for d in ready(blueprint.slug) if d.item.type == "true_false"]
        assert 0.35 <= sum(draft.item.options[0].is_key for draft in asked) / len(asked) <= 0.65

    @pytest.mark.parametrize("blueprint", BLUEPRINTS, ids=lambda blueprint: blueprint.slug)
    def test_ask_each_fact_once_and_few_claims(self, blueprint):
        chosen = ready(blueprint.slug)
        assert len({draft.fact.slug for draft in chosen}) == len(chosen)
        assert sum(draft.fact.is_claim for draft in chosen) <= blueprint.most_claims * len(chosen)

    def test_do_not_depend_on_the_order_of_the_drafts(self):
        for blueprint in BLUEPRINTS:
            backwards = compose(blueprint, library().drafts[::-1])
            assert [draft.slug for draft in backwards] == [draft.slug for draft in ready(blueprint.slug)]

    def test_topics_stay_in_their_topic(self):
        for blueprint in BLUEPRINTS:
            if blueprint.topic:
                assert {draft.fact.topic for draft in ready(blueprint.slug)} == {blueprint.topic}, blueprint.slug

    def test_the_article_s_own_quizzes_need_no_background(self):
        for slug in ("before-you-start", "the-whole-article", "what-the-article-claims"):
            assert {draft.fact.source_kind for draft in ready(slug)} == {"article"}

    def test_what_the_article_claims_balances_its_three_answers(self):
        keys = [draft.item.keys[0].text for draft in ready("what-the-article-claims")]
        assert {text: keys.count(text) for text in keys} == {"True": 4, "False": 4, "The article does not say": 4}
