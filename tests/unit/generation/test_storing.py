import pytest
from django.core.management import call_command

from quizzes import models
from quizzes.generation.questions import generate
from quizzes.models.bank.generated import store_drafts
from tests.factories import FactFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def fact():
    return FactFactory(
        slug="x1",
        answer="2001",
        answer_type="year",
        prompt="According to the article, in which year was the SCO established?",
        statement="According to the article, the SCO was established in {}.",
        note="The article gives the year alone.",
    )


def store():
    facts = [fact.to_value() for fact in models.Fact.objects.select_related("sentence__source", "topic")]
    drafts, refusals = generate(facts)
    return store_drafts(drafts, refusals, facts)


def snapshot():
    questions = models.Question.objects.order_by("pk").values()
    return list(questions), list(models.Option.objects.order_by("pk").values())


class TestStoreDrafts:
    def test_makes_questions_that_stand_on_the_fact(self, fact):
        stored = store()
        question = models.Question.objects.get(slug="x1-single-choice")
        assert "x1-single-choice" in stored.created
        assert question.is_untouched
        assert question.fact == fact
        assert question.sentence == fact.sentence
        assert question.quote == fact.quote
        assert question.origin == models.Question.Origin.GENERATED
        assert question.type.problems(question.to_item()) == []
        assert all(question.options.values_list("provenance", flat=True))

    def test_publishes_what_is_clean_and_nothing_else(self, fact):
        store()
        for question in models.Question.objects.all():
            is_clean = question.lint == models.Question.Lint.CLEAN
            assert (question.status == models.Question.Status.PUBLISHED) == is_clean
            assert (question.lint_findings == []) == is_clean

    def test_storing_again_changes_nothing(self, fact):
        stored = store()
        before = snapshot()
        again = store()
        assert again.created == again.updated == again.left_alone == again.retired == []
        assert sorted(again.unchanged) == sorted(stored.created)
        assert snapshot() == before

    def test_an_untouched_question_follows_its_fact(self, fact):
        store()
        fact.note = "Another note."
        fact.save()
        stored = store()
        assert set(stored.updated) == set(models.Question.objects.values_list("slug", flat=True))
        assert all("Another note." in question.explanation for question in models.Question.objects.all())

    @pytest.mark.parametrize("field", ["stem", "explanation"])
    def test_a_question_that_a_teacher_changed_is_left_alone(self, fact, field):
        store()
        question = models.Question.objects.get(slug="x1-single-choice")
        setattr(question, field, "As the teacher wants it")
        question.save()
        fact.note = "Another note."
        fact.save()
        stored = store()
        question.refresh_from_db()
        assert stored.left_alone == ["x1-single-choice"]
        assert getattr(question, field) == "As the teacher wants it"

    def test_a_changed_option_is_left_alone_too(self, fact):
        store()
        models.Option.objects.filter(question__slug="x1-single-choice", fraction=0).update(text="1066")
        assert store().left_alone == ["x1-single-choice"]

    def test_a_teacher_s_own_question_of_that_name_is_left_alone(self, fact):
        store()
        models.Question.objects.filter(slug="x1-numerical").update(origin=models.Question.Origin.TEACHER)
        assert store().left_alone == ["x1-numerical"]

    def test_what_a_teacher_retired_stays_retired(self, fact):
        store()
        models.Question.objects.update(status=models.Question.Status.RETIRED)
        fact.note = "Another note."
        fact.save()
        store()
        assert set(models.Question.objects.values_list("status", flat=True)) == {models.Question.Status.RETIRED}

    def test_what_a_fact_no_longer_gives_is_retired(self, fact):
        store()
        made = set(models.Question.objects.values_list("slug", flat=True))
        fact.ask_mode = "avoid"
        fact.save()
        assert set(store().retired) == made

    def test_the_questions_of_other_facts_are_not_looked_at(self, fact):
        store()
        other = FactFactory(slug="x2", answer="2001", answer_type="year")
        drafts, refusals = generate([other.to_value()])
        stored = store_drafts(drafts, refusals, [other.to_value()])
        assert stored.retired == []


class TestGenerateQuestions:
    def test_says_what_it_made_and_refused(self, fact, capsys):
        FactFactory(slug="x2", ask_mode="avoid")
        call_command("generate_questions")
        out = capsys.readouterr().out
        count = models.Question.objects.count()
        assert count > 0
        assert f"Were made: {count}, changed: 0, unchanged: 0, left alone: 0, retired: 0." in out
        assert "refused 1 times: The review of the content says not to ask it." in out

    def test_a_dry_run_stores_nothing(self, fact, capsys):
        call_command("generate_questions", dry_run=True)
        assert "Would be made: " in capsys.readouterr().out
        assert not models.Question.objects.exists()

    def test_names_each_question_and_refusal_when_asked_to(self, fact, capsys):
        FactFactory(slug="x2", ask_mode="avoid")
        call_command("generate_questions", verbosity=2)
        out = capsys.readouterr().out
        assert "x1-single-choice (P1s1, fact): According to the article, in which year" in out
        assert "+ 2001  [the answer]" in out
        assert "refused: x2: The review of the content says not to ask it." in out

    def test_names_what_it_left_alone(self, fact, capsys):
        call_command("generate_questions")
        models.Question.objects.filter(slug="x1-numerical").update(stem="In which year was the SCO founded?")
        call_command("generate_questions")
        assert "left alone, because a person changed them: x1-numerical" in capsys.readouterr().out
