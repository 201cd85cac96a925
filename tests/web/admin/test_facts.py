import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains

from quizzes.models import Fact, Question
from tests.factories import FactFactory, SentenceFactory, TopicFactory

from .posts import messages_of

LIST = reverse("admin:quizzes_fact_changelist")
FORM = {
    "slug": "f900",
    "kind": "fact",
    "subject": "the SCO",
    "relation": "founding members",
    "answer_type": "list",
    "answer": "China; Russia",
    "ask_mode": "fact",
    "prompt": "Which countries founded the SCO?",
}


def generate(fact):
    return reverse("admin:quizzes_fact_generate", args=[fact.pk])


@pytest.fixture
def fact(db):
    return FactFactory()


class TestList:
    def test_takes_as_many_queries_for_three_facts_as_for_one(self, signed_in, fact, django_assert_num_queries):
        signed_in.get(LIST)  # content types are remembered from here on
        with django_assert_num_queries(9):
            signed_in.get(LIST)
        FactFactory.create_batch(2, sentence=fact.sentence)
        with django_assert_num_queries(9):
            assertContains(signed_in.get(LIST), "3 facts")

    def test_is_searched(self, signed_in, fact):
        FactFactory(subject="another one", answer="2017")
        assertContains(signed_in.get(LIST, {"q": "2017"}), "1 fact")


class TestLists:
    def test_are_written_as_lines(self, signed_in):
        lines = {
            "items": "China\r\n Russia \r\n\r\n",
            "foils": "Japan | It is in no list of the SCO.\nTürkiye | It is a partner.",
            "vetoes": "",
        }
        form = FORM | lines | {"topic": TopicFactory().pk, "sentence": SentenceFactory().pk, "quote": "The SCO"}
        assert signed_in.post(reverse("admin:quizzes_fact_add"), form).status_code == 302
        fact = Fact.objects.get()
        assert (fact.items, fact.vetoes) == (["China", "Russia"], [])
        assert fact.foils == [["Japan", "It is in no list of the SCO."], ["Türkiye", "It is a partner."]]
        response = signed_in.get(reverse("admin:quizzes_fact_change", args=[fact.pk]))
        assertContains(response, "Japan | It is in no list of the SCO.")

    def test_say_what_is_missing(self, signed_in):
        response = signed_in.post(reverse("admin:quizzes_fact_add"), FORM | {"foils": "Japan"})
        assertContains(response, "Write why “Japan” is wrong, behind a bar")


class TestGenerate:
    def test_makes_drafts_to_look_at(self, signed_in, fact):
        response = signed_in.post(generate(fact), follow=True)
        questions = Question.objects.all()
        assert questions
        assert {(q.status, q.origin, q.fact) for q in questions} == {("draft", "generated", fact)}
        assert "to look at" in messages_of(response)[0]

    def test_makes_nothing_twice(self, signed_in, fact):
        signed_in.post(generate(fact))
        count = Question.objects.count()
        response = signed_in.post(generate(fact), follow=True)
        assert Question.objects.count() == count
        assert "These facts give no question that is not there already." in messages_of(response)

    def test_leaves_alone_what_a_teacher_has_changed(self, signed_in, fact):
        signed_in.post(generate(fact))
        changed = Question.objects.first()
        Question.objects.filter(pk=changed.pk).update(stem="Mine?")
        response = signed_in.post(generate(fact), follow=True)
        changed.refresh_from_db()
        assert changed.stem == "Mine?"
        assert "1 question was left as a teacher has changed it." in messages_of(response)

    def test_says_what_was_refused_and_why(self, signed_in):
        fact = FactFactory(ask_mode="avoid")
        response = signed_in.post(LIST, {"action": "generate", "_selected_action": [fact.pk]}, follow=True)
        assert any(text.startswith(f"Refused for {fact.slug}: ") for text in messages_of(response))

    def test_does_nothing_when_it_is_only_looked_at(self, signed_in, fact):
        assert signed_in.get(generate(fact)).status_code == 405

    def test_knows_no_fact_that_is_not_there(self, signed_in):
        assert signed_in.post("/admin/quizzes/fact/999/generate/").status_code == 404
