from django.urls import reverse
from pytest_django.asserts import assertContains

from quizzes.models import Source
from tests.factories import QuestionFactory, SourceFactory

from .posts import messages_of

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

    def test_keeps_the_text_once_a_question_stands_on_it_and_says_why(self, signed_in):
        question = QuestionFactory()
        source = question.sentence.source
        assertContains(signed_in.get(change(source)), "The text can no longer be changed")
        signed_in.post(change(source), FORM | {"title": "Renamed", "text": "Gone."})
        source.refresh_from_db()
        assert (source.title, source.sentences.count()) == ("Renamed", 3)
        assert source.text.startswith("The SCO was established")
