import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from quizzes.generation.extraction import Candidate as CandidateValue
from quizzes.generation.facts import AnswerType
from quizzes.generation.questions import generate
from quizzes.models import Candidate, Fact, Question
from quizzes.models.bank.candidates import NotUndoable, look_through
from quizzes.models.bank.generated import accept, refusals_of, store_drafts
from tests.factories import CandidateFactory, QuizFactory, SourceFactory, TopicFactory, UserFactory
from tests.security.test_races import at_once

pytestmark = pytest.mark.django_db
ACCEPTED = Candidate.Status.ACCEPTED
REJECTED = Candidate.Status.REJECTED


def found(source, words="2001", **changes):
    """What extraction hands on for words of the text."""
    start = source.text.index(words)
    sentence = next(s for s in source.sentences.all() if s.start <= start < s.end)
    values = {"answer": words, "answer_type": AnswerType.YEAR, "prompt": "In which year was the SCO established?"}
    return CandidateValue(sentence.paragraph, sentence.number, start, start + len(words), **values | changes)


class TestKeeping:
    def test_stores_what_was_found_with_its_place(self):
        source, topic = SourceFactory(), TopicFactory()
        value = found(
            source, "Tianjin", answer_type=AnswerType.PLACE, items=("Tianjin",), extractors=("rules", "spacy")
        )
        assert Candidate.objects.keep(source, [value], topic) == 1
        candidate = source.candidates.get()
        assert candidate.in_sentence == ("The summit takes place in ", "Tianjin", ".")
        assert (candidate.place, candidate.topic, candidate.status) == (value.start, topic, "open")
        assert candidate.to_value() == value

    def test_adds_nothing_that_is_there(self):
        source, topic = SourceFactory(), TopicFactory()
        Candidate.objects.keep(source, [found(source)], topic)
        assert Candidate.objects.keep(source, [found(source), found(source, "Tianjin")], topic) == 1
        assert [candidate.answer for candidate in source.candidates.all()] == ["2001", "Tianjin"]

    def test_of_the_same_text_gives_the_same(self):
        sources = [SourceFactory(text=SourceFactory.text) for _time in range(2)]
        for source in sources:
            look_through(source, TopicFactory())
        first, second = ([candidate.to_value() for candidate in source.candidates.all()] for source in sources)
        assert first == second
        assert first

    def test_stays_in_its_place_when_the_text_around_it_changes(self):
        candidate = CandidateFactory()
        candidate.sentence.start += 100
        assert candidate.place == 127
        assert candidate.in_sentence[1] == "2001"

    def test_leaves_out_what_the_text_no_longer_has(self):
        candidate = CandidateFactory()
        candidate.sentence.paragraph = 0
        candidate.sentence.save()
        assert not Candidate.objects.in_text().exists()

    def test_refuses_two_in_one_place(self):
        candidate = CandidateFactory()
        with pytest.raises(IntegrityError), transaction.atomic():
            CandidateFactory(sentence=candidate.sentence)
        assert Candidate(sentence=candidate.sentence, start=27, end=31).is_taken()


class TestDeciding:
    def test_happens_once(self):
        candidate, user, now = CandidateFactory(), UserFactory(), timezone.now()
        assert candidate.decide(REJECTED, user, now)
        assert not Candidate.objects.get().decide(ACCEPTED, UserFactory(), now)
        candidate.refresh_from_db()
        assert (candidate.status, candidate.decided_by, candidate.decided_at) == ("rejected", user, now)

    def test_leads_to_the_next_that_is_open_and_then_to_the_first(self):
        first = CandidateFactory()
        second = CandidateFactory(sentence=first.source.sentences.last(), start=4, end=10)
        assert (first.next_open(), second.next_open()) == (second, first)
        second.decide(REJECTED, UserFactory(), timezone.now())
        assert first.next_open() is None


class TestAccepting:
    def accepted(self, **fields):
        candidate = CandidateFactory(**fields)
        assert accept(candidate, ACCEPTED, UserFactory(), timezone.now())
        return candidate

    def test_makes_a_fact_whose_code_says_where_it_stands(self):
        candidate = self.accepted()
        fact = Fact.objects.get()
        assert (candidate.fact, fact.slug) == (fact, f"{candidate.source.slug}-27")
        assert (fact.answer, fact.prompt, fact.topic) == ("2001", candidate.prompt, candidate.topic)
        assert fact.quote in candidate.sentence.text

    def test_finds_another_code_where_that_one_is_taken(self):
        source = SourceFactory(slug="a" * 40)
        other = SourceFactory(slug="a" * 39)
        slugs = [self.accepted(sentence=each.sentences.first()).fact.slug for each in (source, other)]
        assert slugs == [f"{'a' * 28}-27", f"{'a' * 28}-27-2"]

    def test_gives_drafts_only_even_where_the_lint_is_silent(self):
        candidate = self.accepted()
        drafts = Question.objects.filter(fact=candidate.fact)
        assert {question.status for question in drafts} == {"draft"}
        assert drafts.filter(lint="clean").exists()

    def test_says_why_it_gives_no_more(self):
        assert all(refusal.reason for refusal in refusals_of(self.accepted()))
        assert refusals_of(CandidateFactory()) == []

    def test_keeps_the_wrong_options_of_the_teacher(self):
        candidate = self.accepted(
            answer="Tianjin", answer_type="person", foils=[["Beijing", "No."], ["Qingdao", "That was in 2018."]]
        )
        question = Question.objects.get(fact=candidate.fact, item_type="single_choice")
        assert {option.text for option in question.options.all()} == {"Tianjin", "Beijing", "Qingdao"}

    def test_is_not_published_by_generating_again(self):
        candidate = self.accepted()
        Question.objects.all().delete()
        fact = Fact.objects.get().to_value()
        store_drafts(*generate([fact]), [fact])
        assert set(candidate.fact.questions.values_list("status", flat=True)) == {"draft"}


@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_of_many_who_accept_make_one_fact(self):
        candidate, user = CandidateFactory(), UserFactory()
        rows = [Candidate.objects.select_related("source", "sentence", "topic").get() for _n in range(8)]
        results = at_once(lambda n: accept(rows[n], ACCEPTED, user, timezone.now()), count=8)
        assert sorted(results) == [False] * 7 + [True]
        assert Fact.objects.get() == Candidate.objects.get().fact
        assert Question.objects.filter(fact__candidate=candidate).count() == Question.objects.count()

    def test_of_one_who_accepts_and_one_who_rejects_have_one_winner(self):
        CandidateFactory()
        user = UserFactory()
        rows = [Candidate.objects.select_related("source", "sentence", "topic").get() for _n in range(8)]
        acts = [
            lambda row: accept(row, ACCEPTED, user, timezone.now()),
            lambda row: row.decide(REJECTED, user, timezone.now()),
        ]
        results = at_once(lambda n: acts[n % 2](rows[n]), count=8)
        assert sum(results) == 1
        assert Fact.objects.count() == (1 if Candidate.objects.get().is_accepted else 0)


class TestReopening:
    @pytest.fixture
    def candidate(self):
        candidate = CandidateFactory()
        accept(candidate, ACCEPTED, UserFactory(), timezone.now())
        return candidate

    def test_takes_the_fact_and_its_drafts_along(self, candidate):
        candidate.reopen()
        candidate.refresh_from_db()
        assert (candidate.status, candidate.fact, candidate.decided_at) == ("open", None, None)
        assert (Fact.objects.count(), Question.objects.count()) == (0, 0)

    def test_is_refused_where_a_question_is_used(self, candidate):
        QuizFactory(questions=[candidate.fact.questions.first()])
        with pytest.raises(NotUndoable):
            candidate.reopen()
        candidate.refresh_from_db()
        assert candidate.is_accepted
        assert candidate.fact.questions.exists()

    def test_of_a_rejected_one_only_opens_it(self):
        candidate = CandidateFactory()
        candidate.decide(REJECTED, UserFactory(), timezone.now())
        candidate.reopen()
        assert Candidate.objects.open().get() == candidate
