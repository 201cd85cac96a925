"""From a pasted article to published questions, as a browser without scripts and one with HTMX post it."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from quizzes.models import Candidate, Fact, Question, Quiz, Source, Topic
from tests.factories import CandidateFactory, QuestionFactory, QuizFactory, SourceFactory, TopicFactory, UserFactory
from tests.support.clients import HTMX, client_signed_in

from .posts import messages_of

PASTE = reverse("admin:quizzes_candidate_paste")
TEXT = "The SCO was established in 2001. It has ten members.\n\nThe summit of 2025 takes place in Tianjin."
ARTICLE = {"title": "Ten states", "text": TEXT, "new_topic": "History", "publisher": "The Daily"}


def page(name, row):
    return reverse(f"admin:quizzes_candidate_{name}", args=[row.pk])


def form_of(candidate, **changes):
    """The form as the page of an open candidate has it."""
    names = ("prompt", "answer", "kind", "attributed_to", "subject", "relation", "answer_type", "unit")
    form = {name: getattr(candidate, name) for name in names}
    return form | {"topic": candidate.topic_id, "items": "", "foils": "", "action": "accept"} | changes


def accept(client, candidate, headers=None, **changes):
    return client.post(page("decide", candidate), form_of(candidate, **changes), headers=headers or {})


@pytest.fixture
def candidate(db):
    return CandidateFactory()


@pytest.fixture
def accepted(signed_in, candidate):
    accept(signed_in, candidate)
    candidate.refresh_from_db()
    return candidate


class TestPasting:
    def test_keeps_the_article_and_what_was_found_in_it(self, signed_in):
        response = signed_in.post(PASTE, ARTICLE, follow=True)
        source = Source.objects.get()
        assert (source.slug, source.publisher, source.sentences.count()) == ("ten-states", "The Daily", 3)
        assert Topic.objects.get().name == "History"
        assert source.candidates.filter(answer="2001", status="open").count() == 1
        assertContains(response, "Candidate 1 of")
        assert not Question.objects.exists()

    def test_takes_a_topic_that_is_there(self, signed_in):
        topic = TopicFactory()
        signed_in.post(PASTE, ARTICLE | {"topic": topic.pk, "new_topic": ""})
        assert set(Candidate.objects.values_list("topic", flat=True)) == {topic.pk}

    def test_finds_a_topic_by_its_name_and_else_names_one_after_the_article(self, signed_in):
        topic = TopicFactory(name="HISTORY")
        signed_in.post(PASTE, ARTICLE)
        assert set(Candidate.objects.values_list("topic", flat=True)) == {topic.pk}
        signed_in.post(PASTE, ARTICLE | {"new_topic": "", "text": f"{TEXT} More."})
        assert Topic.objects.exclude(pk=topic.pk).get().name == "Ten states"

    def test_of_the_same_text_again_adds_nothing(self, signed_in):
        for _time in range(2):
            response = signed_in.post(PASTE, ARTICLE, follow=True)
        assert Source.objects.count() == 1
        assert "This article is here already, so nothing was added." in messages_of(response)

    def test_takes_the_tags_out_of_html_and_says_so(self, signed_in):
        text = "<h1>Ten</h1><p>It began in 2001 &amp; grew.<script>alert(1)</script></p><p>It has <b>ten</b> members."
        response = signed_in.post(PASTE, ARTICLE | {"text": text}, follow=True)
        assert Source.objects.get().text == "Ten\n\nIt began in 2001 & grew.\n\nIt has ten members."
        assert any(said.startswith("What you pasted was HTML.") for said in messages_of(response))

    def test_leaves_signs_alone_that_are_no_tags(self, signed_in):
        text = "In 2001, 3 < 4 and 5 > 4. AT&amp;T is <unknown> to us."
        signed_in.post(PASTE, ARTICLE | {"text": text})
        assert Source.objects.get().text == text

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"text": ""}, "Please paste the text of the article."),
            ({"text": " \r\n "}, "Please paste the text of the article."),
            ({"text": "Ten states"}, "This is one sentence at most. Paste the whole text of the article."),
            ({"text": "https://example.org/article"}, "This is a link. Open it, copy the text"),
            ({"text": "a\0b. C d."}, "There is a character in it that cannot be stored."),
            ({"text": "One. Two." * 30_000}, "This text has 270,000 characters, and at most 200,000 fit."),
            ({"title": ""}, "Please give the article its title."),
            ({"title": "a\0"}, "There is a character in it that cannot be stored."),
            ({"url": "no link"}, "This is no link. Copy the whole address"),
            ({"published_on": "yesterday"}, "This is no date. Write it as 2025-08-31."),
        ],
    )
    def test_says_what_is_wrong_and_loses_nothing(self, signed_in, changes, said):
        response = signed_in.post(PASTE, ARTICLE | {"perspective": "Its publisher speaks."} | changes)
        assertContains(response, said, status_code=422)
        assertContains(response, "Its publisher speaks.", status_code=422)
        assert not Source.objects.exists()

    def test_of_nothing_at_all_says_what_is_wrong(self, signed_in):
        assertContains(signed_in.post(PASTE), "Please paste the text of the article.", status_code=422)

    def test_is_offered_on_the_start_page_and_above_the_sources(self, signed_in):
        for name in ("admin:index", "admin:quizzes_source_changelist"):
            assertContains(signed_in.get(reverse(name)), f'href="{PASTE}"')


class TestLooking:
    def test_finds_what_a_source_holds_that_came_in_another_way(self, signed_in):
        source = SourceFactory(text=TEXT)
        response = signed_in.get(page("list", source))
        assertRedirects(response, page("look", source))
        signed_in.post(page("look", source), {"new_topic": "History"})
        assert source.candidates.filter(answer="2001").exists()

    def test_again_adds_nothing_and_keeps_decisions(self, signed_in):
        signed_in.post(PASTE, ARTICLE)
        source = Source.objects.get()
        signed_in.post(page("decide", source.candidates.first()), {"action": "reject"})
        before = list(Candidate.objects.values())
        response = signed_in.post(page("look", source), {"new_topic": "History"}, follow=True)
        assert list(Candidate.objects.values()) == before
        assert any(said.startswith("Nothing new was found.") for said in messages_of(response))


class TestReviewing:
    def test_shows_the_words_in_their_sentence_and_in_the_text(self, signed_in, candidate):
        response = signed_in.get(page("review", candidate))
        assertContains(response, "The SCO was established in <mark>2001</mark>.")
        marked = f'<span class="span span-when of-open is-current" data-candidate="{candidate.pk}">2001</span>'
        assertContains(response, marked, html=True)
        assertContains(response, "0 of 1 looked at, 0 accepted")

    def test_goes_through_the_candidates_in_the_order_of_the_text(self, signed_in, candidate):
        later = CandidateFactory(sentence=candidate.source.sentences.last(), start=26, end=33, answer="Tianjin")
        assertRedirects(signed_in.get(page("list", candidate.source)), page("review", candidate))
        response = signed_in.post(page("decide", candidate), {"action": "reject"})
        assertRedirects(response, page("review", later))
        response = signed_in.post(page("decide", later), {"action": "reject"})
        assertRedirects(response, page("drafts", candidate.source))

    def test_takes_no_more_queries_for_more_candidates(self, signed_in, candidate, django_assert_num_queries):
        with django_assert_num_queries(15):
            signed_in.get(page("review", candidate))
        for start in range(6):
            CandidateFactory(sentence=candidate.sentence, start=start, end=start + 2, topic=candidate.topic)
        with django_assert_num_queries(15):
            signed_in.get(page("review", candidate))


class TestAccepting:
    def test_makes_a_fact_and_drafts_and_publishes_nothing(self, signed_in, teacher, accepted):
        fact = accepted.fact
        assert (accepted.status, accepted.decided_by) == ("accepted", teacher)
        assert (fact.answer, fact.prompt, fact.sentence) == ("2001", accepted.prompt, accepted.sentence)
        assert fact.slug == f"{accepted.source.slug}-27"
        assert set(fact.questions.values_list("status", flat=True)) == {"draft"}
        assert fact.questions.filter(item_type="single_choice", lint="clean").count() == 1

    def test_shows_the_drafts_right_there(self, signed_in, candidate):
        response = accept(signed_in, candidate, headers=HTMX)
        assert response["HX-Push-Url"] == page("review", candidate)
        assertContains(response, "Accepted.")
        assertContains(response, "In which year was the SCO established?")
        assertContains(response, "The check finds nothing wrong")
        assertNotContains(response, "<html")

    def test_with_changes_keeps_them(self, signed_in, candidate):
        accept(signed_in, candidate, prompt="In what year did the SCO begin?", foils="1996 | The five met then.")
        candidate.refresh_from_db()
        assert (candidate.status, candidate.fact.prompt) == ("edited", "In what year did the SCO begin?")
        assert candidate.fact.foils == [["1996", "The five met then."]]

    def test_of_a_corrected_answer_moves_the_words_along(self, signed_in, candidate):
        accept(signed_in, candidate, answer="in 2001", answer_type="phrase")
        candidate.refresh_from_db()
        assert candidate.in_sentence == ("The SCO was established ", "in 2001", ".")

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"answer": ""}, "Please write the answer."),
            ({"kind": "claim"}, "Say who makes the claim"),
            ({"foils": "1996"}, "Write why “1996” is wrong"),
            ({"topic": ""}, "This field is required."),
        ],
    )
    def test_of_what_lacks_something_says_so_and_keeps_what_was_typed(self, signed_in, candidate, changes, said):
        response = accept(signed_in, candidate, prompt="Typed just now?", **changes)
        assertContains(response, said, status_code=422)
        assertContains(response, "Typed just now?", status_code=422)
        assert not Fact.objects.exists()

    def test_twice_makes_one_fact(self, signed_in, candidate):
        for _time in range(2):
            response = accept(signed_in, candidate)
        assertRedirects(response, page("review", candidate))
        assert Fact.objects.count() == 1

    def test_of_what_somebody_else_has_rejected_changes_nothing_and_says_so(self, signed_in, candidate):
        Candidate.objects.update(status="rejected")
        response = accept(signed_in, candidate, headers=HTMX)
        assertContains(response, "Somebody has decided on this one in the meantime", status_code=409)
        assert not Fact.objects.exists()


class TestUndoing:
    def test_takes_the_last_decision_back_with_its_fact_and_drafts(self, signed_in, accepted):
        signed_in.post(page("undo", accepted.source))
        accepted.refresh_from_db()
        assert (accepted.status, accepted.fact, accepted.decided_by) == ("open", None, None)
        assert (Fact.objects.count(), Question.objects.count()) == (0, 0)

    def test_leaves_what_others_have_decided(self, accepted):
        other = client_signed_in(UserFactory(superuser=True))
        response = other.post(page("undo", accepted.source), follow=True)
        assert "There is nothing to take back." in messages_of(response)
        assert Fact.objects.exists()

    @pytest.mark.parametrize("use", ["published", "in a quiz", "edited"])
    def test_is_refused_once_somebody_has_worked_on_its_questions(self, signed_in, accepted, use):
        question = accepted.fact.questions.get(item_type="single_choice")
        if use == "published":
            question.publish()
        elif use == "edited":
            Question.objects.filter(pk=question.pk).update(stem="When did it begin, in which year?")
        else:
            QuizFactory(questions=[question])
        response = signed_in.post(page("undo", accepted.source), follow=True)
        assertContains(response, "It cannot be taken back")
        assert Fact.objects.get().questions.filter(pk=question.pk).exists()


class TestMarkingWords:
    def test_makes_a_candidate_of_ones_own(self, signed_in, candidate):
        form = {"sentence": candidate.source.sentences.last().pk, "answer": "Tianjin", "answer_type": "place"}
        form["topic"] = candidate.topic_id
        response = signed_in.post(page("own", candidate.source), form, follow=True)
        own = Candidate.objects.get(answer="Tianjin")
        assert (own.in_sentence[0], own.extractors, own.topic) == (
            "The summit takes place in ",
            ["teacher"],
            candidate.topic,
        )
        assertContains(response, "<mark>Tianjin</mark>")

    @pytest.mark.parametrize(
        ("words", "said"),
        [("Beijing", "These words do not stand in that sentence."), ("2001", "These words are a candidate already.")],
    )
    def test_needs_words_of_the_sentence_that_are_free(self, signed_in, candidate, words, said):
        form = {"sentence": candidate.sentence.pk, "answer": words, "answer_type": "place", "topic": 1}
        assertContains(signed_in.post(page("own", candidate.source), form), said, status_code=422)

    def test_of_another_source_is_refused(self, signed_in, candidate):
        form = {"sentence": SourceFactory().sentences.first().pk, "answer": "2001", "answer_type": "year"}
        assert signed_in.post(page("own", candidate.source), form).status_code == 422


class TestDrafts:
    def test_are_published_one_by_one_with_who_approved(self, signed_in, teacher, accepted):
        question = accepted.fact.questions.get(item_type="single_choice")
        response = signed_in.post(page("draft", question), {"action": "publish"}, headers=HTMX)
        assertContains(response, "Published.")
        question.refresh_from_db()
        assert (question.status, question.approved_by) == ("published", teacher)
        assert question.approved_at is not None

    def test_are_discarded(self, signed_in, accepted):
        question = accepted.fact.questions.get(item_type="single_choice")
        response = signed_in.post(page("draft", question), {"action": "discard"}, headers=HTMX)
        assertNotContains(response, f"draft-{question.pk}")
        question.refresh_from_db()
        assert question.status == "retired"

    def test_with_a_warning_need_a_reason(self, signed_in, accepted):
        question = accepted.fact.questions.get(item_type="single_choice")
        Question.objects.filter(pk=question.pk).update(stem="In which year was the SCO recently established?")
        url = page("draft", question)
        response = signed_in.post(url, {"action": "publish"}, headers=HTMX)
        assertContains(response, "Change this, or say why it is fine", status_code=422)
        signed_in.post(url, {"action": "publish", f"reason-{question.pk}": "It is a quotation."})
        question.refresh_from_db()
        assert (question.status, question.confirmed_reason) == ("published", "It is a quotation.")

    def test_of_other_questions_are_not_found(self, signed_in):
        assert signed_in.post(page("draft", QuestionFactory()), {"action": "discard"}).status_code == 404


class TestPublishing:
    @pytest.fixture
    def question(self, accepted):
        return accepted.fact.questions.get(item_type="single_choice")

    def post(self, client, source, *ticked, **fields):
        form = {"ticked": [question.pk for question in ticked], "title": "Ten states", "action": "quiz"} | fields
        return client.post(page("drafts", source), form, follow=True)

    def test_has_one_question_of_each_fact_ticked(self, signed_in, question):
        response = signed_in.get(page("drafts", question.sentence.source))
        cards = response.context["cards"]
        assert len(cards) > 1
        assert [card.question for card in cards if card.is_ticked] == [question]

    def test_leaves_out_what_gives_another_one_away_and_keeps_what_was_worded(self, signed_in, question):
        source = question.sentence.source
        for start, end, words in ((4, 7, "SCO"), (12, 23, "established")):
            other = CandidateFactory(sentence=question.sentence, start=start, end=end, answer=words, prompt="")
            accept(signed_in, other, answer_type="phrase", subject="", foils="It | No.\nHe | No.")
        assert Fact.objects.filter(ask_mode="cloze-quote", questions__status="draft").exists()
        cards = signed_in.get(page("drafts", source)).context["cards"]
        assert [card.question for card in cards if card.is_ticked] == [question]

    def test_publishes_what_is_ticked_and_makes_a_quiz_of_it(self, signed_in, teacher, question):
        response = self.post(signed_in, question.sentence.source, question, is_open="on")
        quiz = Quiz.objects.get()
        assertRedirects(response, reverse("admin:quizzes_quiz_change", args=[quiz.pk]))
        assert (quiz.title, quiz.is_published, list(quiz.available())) == ("Ten states", True, [question])
        assert Question.objects.published().get().approved_by == teacher

    def test_twice_makes_one_quiz(self, signed_in, question):
        for _time in range(2):
            self.post(signed_in, question.sentence.source, question)
        assert Quiz.objects.get().is_published is False

    def test_without_a_quiz_only_publishes(self, signed_in, question):
        self.post(signed_in, question.sentence.source, question, action="publish")
        assert (Quiz.objects.count(), Question.objects.published().count()) == (0, 1)

    def test_of_nothing_says_what_to_do(self, signed_in, question):
        response = self.post(signed_in, question.sentence.source)
        assertContains(response, "Please tick at least one question.", status_code=422)

    def test_says_of_each_question_what_keeps_it_back(self, signed_in, question):
        Question.objects.filter(pk=question.pk).update(stem="The year it was established")
        response = self.post(signed_in, question.sentence.source, question)
        assertContains(response, "Correct this first: The question asks nothing yet.", status_code=422)
        assert not Quiz.objects.exists()

    def test_takes_no_questions_of_other_sources(self, signed_in, question):
        other = QuestionFactory(draft=True)
        assert self.post(signed_in, question.sentence.source, other).status_code == 422
        other.refresh_from_db()
        assert other.status == "draft"
