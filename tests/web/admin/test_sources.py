import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from quizzes.models import Question, Source
from quizzes.models.bank.staleness import Edit
from tests.factories import FactFactory, QuestionFactory, SourceFactory

from .posts import messages_of, question_form

ADD = reverse("admin:quizzes_source_add")
FORM = {
    "title": "A new article",
    "slug": "new",
    "kind": "article",
    "text": "It has one sentence. It has two.\n\nAnd another paragraph.",
}


def change(source):
    return reverse("admin:quizzes_source_change", args=[source.pk])


class TestAdding:
    def test_splits_the_text_into_sentences(self, signed_in):
        response = signed_in.post(ADD, FORM, follow=True)
        source = Source.objects.get()
        assert [sentence.ref for sentence in source.sentences.all()] == ["P1s1", "P1s2", "P2s1"]
        assert any(text.startswith("The text has 3 sentences.") for text in messages_of(response))


class TestDeleting:
    def test_takes_the_sentences_along(self, signed_in):
        source = SourceFactory()
        signed_in.post(reverse("admin:quizzes_source_delete", args=[source.pk]), {"post": "yes"})
        assert not Source.objects.exists()

    def test_is_refused_for_what_is_cited(self, signed_in):
        source = QuestionFactory().sentence.source
        response = signed_in.post(reverse("admin:quizzes_source_delete", args=[source.pk]), {"post": "yes"})
        assertContains(response, "would require deleting the following protected")
        assert Source.objects.exists()

    def test_is_not_for_single_sentences(self, signed_in):
        sentence = SourceFactory().sentences.first()
        url = reverse("admin:quizzes_sentence_delete", args=[sentence.pk])
        assert signed_in.post(url, {"post": "yes"}).status_code == 403


class TestChanging:
    def test_splits_the_text_again_while_nothing_stands_on_it(self, signed_in):
        source = SourceFactory(title="Old")
        signed_in.post(change(source), FORM | {"text": "Now it is short."})
        assert [sentence.text for sentence in source.sentences.all()] == ["Now it is short."]

    def test_shows_the_sentences(self, signed_in):
        response = signed_in.get(change(SourceFactory()))
        assertContains(response, "<dt>P2s1</dt><dd>The summit takes place in Tianjin.</dd>")

    def test_takes_the_line_ends_of_a_browser_for_no_change(self, signed_in):
        source = QuestionFactory(
            sentence=SourceFactory(text="One line\nand another.\n\nThe end.").sentences.get(paragraph=1),
            quote="another",
        ).sentence.source
        signed_in.post(change(source), FORM | {"text": source.text.replace("\n", "\r\n")})
        assert Source.objects.get().text == source.text
        assert Question.objects.published().exists()


class TestChangingWhatIsCited:
    @pytest.fixture
    def question(self, db):
        return QuestionFactory()

    @pytest.fixture
    def form(self, question):
        source = question.sentence.source
        return FORM | {"slug": source.slug, "title": source.title, "text": source.text.replace("2001", "2002")}

    def test_is_saved_at_once_where_nothing_loses_its_words(self, signed_in, question, form):
        source = question.sentence.source
        text = f"A new beginning.\n\n{source.text}"
        assert signed_in.post(change(source), form | {"text": text}).status_code == 302
        question.refresh_from_db()
        assert (question.sentence.ref, question.stale_since) == ("P2s1", None)

    def test_shows_first_what_becomes_stale_and_saves_nothing(self, signed_in, question, form):
        response = signed_in.post(change(question.sentence.source), form)
        assertContains(response, "Nothing is saved yet")
        assertContains(response, "<del>2001.</del>")
        assertContains(response, "<ins>2002.</ins>")
        assertContains(response, question.stem)
        assert "2001" in Source.objects.get().text
        assert Question.objects.published().exists()

    def test_is_saved_once_that_was_confirmed(self, signed_in, question, form):
        source = question.sentence.source
        asked = signed_in.post(change(source), form)
        digest = asked.context["adminform"].form.text_digest
        assert signed_in.post(change(source), form | {"confirmed": digest}).status_code == 302
        assert "2002" in Source.objects.get().text
        assert list(Question.objects.stale()) == [question]

    def test_asks_again_when_the_text_was_changed_once_more(self, signed_in, question, form):
        source = question.sentence.source
        digest = signed_in.post(change(source), form).context["adminform"].form.text_digest
        form |= {"confirmed": digest, "text": "Quite another text."}
        assertContains(signed_in.post(change(source), form), "Nothing is saved yet")
        assert "2001" in Source.objects.get().text


STALE = reverse("admin:quizzes_source_stale")


def make_stale(row):
    source = row.sentence.source
    source.text = source.text.replace("in 2001", "in the year 2001")
    Edit(source).apply(timezone.now())


def form_on_page(client):
    ((_doubt, form, _page),) = client.get(STALE).context["waiting"]
    return form.initial


@pytest.mark.parametrize("factory", [FactFactory, QuestionFactory])
class TestConfirming:
    def test_is_asked_for_on_the_first_page(self, signed_in, factory):
        make_stale(factory())
        assertContains(signed_in.get(reverse("admin:index")), "1 to confirm, as its source has changed")

    def test_is_pointed_to_by_its_own_page(self, signed_in, factory):
        row = factory()
        address = reverse(f"admin:quizzes_{row._meta.model_name}_change", args=[row.pk])
        assertNotContains(signed_in.get(address), STALE)
        make_stale(row)
        assertContains(signed_in.get(address), f'href="{STALE}"')

    def test_shows_what_still_has_to_be_true(self, signed_in, factory):
        make_stale(factory())
        assertContains(signed_in.get(STALE), "<strong>2001</strong>")

    def test_puts_it_back_into_use(self, signed_in, factory):
        row = factory()
        make_stale(row)
        response = signed_in.post(STALE, form_on_page(signed_in), follow=True)
        row.refresh_from_db()
        assert (row.stale_since, row.sentence.ref) == (None, "P1s1")
        assert row.quote == "The SCO was established in the year 2001."
        assert messages_of(response) == [f"“{row}” is confirmed and in use again."]
        assertContains(response, "Nothing is waiting")

    def test_says_when_the_words_do_not_stand_there(self, signed_in, factory):
        row = factory()
        make_stale(row)
        response = signed_in.post(STALE, form_on_page(signed_in) | {"quote": "in 2001"}, follow=True)
        assert "does not stand in sentence P1s1" in messages_of(response)[0]
        row.refresh_from_db()
        assert row.stale_since

    def test_of_what_is_not_there_is_not_found(self, signed_in, factory):
        row = factory()
        make_stale(row)
        form = form_on_page(signed_in)
        for change in ({"pk": 999}, {"pk": "x"}, {"kind": "user"}, {"sentence": row.sentence_id}):
            assert signed_in.post(STALE, form | change).status_code == 404
        row.refresh_from_db()
        assert row.stale_since


class TestSavingWhatIsStale:
    def test_clears_it_where_its_sentence_stands_in_the_text(self, signed_in):
        question = QuestionFactory()
        make_stale(question)
        sentence = question.sentence.source.sentences.get(paragraph=1, number=1)
        form = question_form(question, sentence=sentence.pk, quote="2001", status="draft")
        signed_in.post(reverse("admin:quizzes_question_change", args=[question.pk]), form)
        question.refresh_from_db()
        assert (question.sentence, question.stale_since) == (sentence, None)

    def test_keeps_it_out_of_use_otherwise_and_says_so(self, signed_in):
        question = QuestionFactory()
        make_stale(question)
        form = question_form(question, status="draft")
        response = signed_in.post(reverse("admin:quizzes_question_change", args=[question.pk]), form, follow=True)
        assert any("its sentence is no longer in the text" in text for text in messages_of(response))
        question.refresh_from_db()
        assert question.stale_since


class TestGenerating:
    def test_gives_nothing_from_a_stale_fact_and_says_why(self, signed_in):
        fact = FactFactory()
        make_stale(fact)
        response = signed_in.post(reverse("admin:quizzes_fact_generate", args=[fact.pk]), follow=True)
        assert not Question.objects.exists()
        assert any("its source has changed" in text for text in messages_of(response))
