"""Take an article as it is pasted, candidates as they are edited, words as they are marked, and drafts to publish."""

from __future__ import annotations

import html
import re
from typing import Any

import nh3
from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _, gettext_lazy

from quizzes.forms.fields.lists import LinesField, PairsField
from quizzes.generation.facts import AnswerType
from quizzes.generation.sentences import split
from quizzes.models import Candidate, Fact, Question, Sentence, Source, Topic
from quizzes.models.bank.candidates import BY_HAND
from quizzes.models.bank.slugs import free_slug

MAX_ARTICLE_LENGTH = 200_000  # characters: a short book
MIN_SENTENCES = 2
_BLOCK = r"p|div|br|h[1-6]|ul|ol|li|article|section|header|footer|table|tr|blockquote|figure|figcaption"
_LOOKS_LIKE_HTML = re.compile(rf"<(?:!doctype|/?(?:html|body|span|a|em|strong|script|style|td|{_BLOCK}))\b[^<]*>", re.I)
_BREAK = re.compile(rf"\s*</?(?:{_BLOCK})\b[^<>]*>\s*", re.I)
_LINK = re.compile(r"\s*\S+://\S+\s*")
UNREADABLE = gettext_lazy("There is a character in it that cannot be stored. Copy the text once more, as plain text.")


def without_tags(text: str) -> str:
    """Return the plain text of what was copied as HTML, with a paragraph for each block."""
    marked = _BREAK.sub("\n\n", text)
    plain = html.unescape(nh3.clean(marked, tags=set())).replace("\xa0", " ")
    return re.sub(r"\s*\n\s*\n\s*", "\n\n", plain).strip()


def topic_named(name: str) -> Topic:
    """Return the topic of this name, created if there is none."""
    topic = Topic.objects.filter(name__iexact=name).first()
    if topic is None:
        topic = Topic.objects.create(slug=free_slug(Topic.objects, slugify(name)[:45] or "topic"), name=name)
    return topic


class TopicForm(forms.Form):
    """The topic that the facts belong to: one that is there, or a new one."""

    topic = forms.ModelChoiceField(
        label=gettext_lazy("Topic"), queryset=Topic.objects.all(), required=False, empty_label=gettext_lazy("A new one")
    )
    new_topic = forms.CharField(
        label=gettext_lazy("Name of a new topic"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Only if none of the topics fits. Left empty, it is called like the article."),
    )

    def topic_for(self, title: str) -> Topic:
        """Return the topic that was chosen, saved if it is new."""
        chosen: Topic | None = self.cleaned_data["topic"]
        return chosen or topic_named(self.cleaned_data["new_topic"] or title[:100])


class ArticleForm(TopicForm, forms.ModelForm):  # type: ignore[type-arg]  # takes no parameter at run time
    """An article as it is pasted. `had_tags` is true if it was HTML, of which only the text is kept."""

    url = forms.URLField(
        label=gettext_lazy("Link"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=gettext_lazy("Kept so that students find the original. Nothing is fetched from there."),
        error_messages={
            "invalid": gettext_lazy("This is no link. Copy the whole address, as https://example.org/article.")
        },
    )
    field_order = ("title", "text", "topic", "new_topic")
    had_tags = False

    class Meta:
        model = Source
        fields = ("title", "text", "url", "publisher", "published_on", "perspective", "licence")
        widgets = {
            "text": forms.Textarea(attrs={"rows": 16}),
            "published_on": forms.DateInput(attrs={"type": "date"}),
            "perspective": forms.Textarea(attrs={"rows": 2}),
            "licence": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "text": gettext_lazy("Copy the whole article and paste it here. Blank lines separate paragraphs."),
        }
        error_messages = {
            "title": {"required": gettext_lazy("Please give the article its title.")},
            "text": {"required": gettext_lazy("Please paste the text of the article.")},
            "published_on": {"invalid": gettext_lazy("This is no date. Write it as 2025-08-31.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["null_characters_not_allowed"] = UNREADABLE

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > MAX_ARTICLE_LENGTH:
            raise ValidationError(
                _("This text has %(n)s characters, and at most %(most)s fit. Paste one article, or a part of it.")
                % {"n": f"{len(text):,}", "most": f"{MAX_ARTICLE_LENGTH:,}"}
            )
        if _LINK.fullmatch(text):
            raise ValidationError(_("This is a link. Open it, copy the text that you see there, and paste that."))
        if _LOOKS_LIKE_HTML.search(text):
            text, self.had_tags = without_tags(text), True
        if len(split(text, self.cleaned_data.get("title", ""))) < MIN_SENTENCES:
            raise ValidationError(_("This is one sentence at most. Paste the whole text of the article."))
        return text

    def same_article(self) -> Source | None:
        """Return the source that has this text already, or None."""
        return Source.objects.filter(text=self.cleaned_data["text"]).first()

    def save(self, commit: bool = True) -> Source:  # noqa: FBT001, FBT002  # Django's signature
        self.instance.slug = free_slug(Source.objects, slugify(self.instance.title)[:70] or "article")
        source: Source = super().save(commit)
        if commit:
            source.split_sentences()
        return source


class CandidateForm(forms.ModelForm):  # type: ignore[type-arg]  # takes no parameter at run time
    items = LinesField(label=gettext_lazy("Items of the list"), required=False, help_text=gettext_lazy("One a line."))
    foils = PairsField(
        label=gettext_lazy("Wrong options"),
        required=False,
        help_text=gettext_lazy(
            "If you know some: one on each line, with the reason behind a bar: Beijing | It hosted the summit of 2012."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    class Meta:
        model = Candidate
        fields = (
            *("prompt", "answer", "kind", "attributed_to"),
            *("subject", "relation", "answer_type", "unit", "approximate"),
            *("items", "is_complete", "foils", "topic"),
        )
        widgets = {"prompt": forms.Textarea(attrs={"rows": 2}), "kind": forms.RadioSelect}
        help_texts = {
            "prompt": gettext_lazy("Left empty, students fill a blank in the sentence instead."),
            "attributed_to": gettext_lazy("For a claim: the article, or the person it quotes."),
            "subject": gettext_lazy("What it is about, as: the summit of 2025"),
            "relation": gettext_lazy("What is said of it, as: host city"),
            "is_complete": gettext_lazy(
                "On where any other value is false. Off for lists with “such as”: they are open."
            ),
        }
        error_messages = {"answer": {"required": gettext_lazy("Please write the answer.")}}

    MAIN = ("prompt", "answer", "kind", "attributed_to")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Fact.Kind.choices  # type: ignore[attr-defined]  # without an empty one
        if self.instance.answer_type != AnswerType.LIST.value and not self.is_bound:
            self.fields["items"].widget.attrs["rows"] = 1

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.MAIN]

    @property
    def further_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in self.MAIN]

    @property
    def has_further_errors(self) -> bool:
        return any(field.errors for field in self.further_fields)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("kind") == Fact.Kind.CLAIM and not cleaned.get("attributed_to"):
            self.add_error("attributed_to", _("Say who makes the claim: the article, or the person it quotes."))
        return cleaned

    def _post_clean(self) -> None:
        """Move the candidate to the place in the sentence where a corrected answer stands, if it stands there."""
        if "answer" in self.changed_data and (answer := self.cleaned_data.get("answer")):
            place = nearest(self.instance.sentence.text, answer, self.instance.start)
            if place is not None:
                self.instance.start, self.instance.end = place, place + len(answer)
        super()._post_clean()  # type: ignore[misc]  # Django's hook for this, missing from the stubs
        if self.instance.is_taken():
            self.add_error("answer", _("There is a candidate for these words already. Go to that one, or reject this."))


class OwnCandidateForm(forms.ModelForm):  # type: ignore[type-arg]  # takes no parameter at run time
    """Words of the text that a teacher marks because no candidate was found in them."""

    answer = forms.CharField(
        label=gettext_lazy("The words"),
        max_length=300,
        strip=True,
        help_text=gettext_lazy("As they stand in the sentence. In the text, you can also mark them with the mouse."),
    )

    class Meta:
        model = Candidate
        fields = ("sentence", "answer", "answer_type", "topic")

    def __init__(self, *args: Any, source: Source, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": "own-%s"})
        self.instance.source = source
        self.instance.extractors = [BY_HAND]
        self.fields["sentence"].queryset = Sentence.objects.filter(source=source, paragraph__gt=0)  # type: ignore[attr-defined]
        self.fields["sentence"].empty_label = _("Choose a sentence")  # type: ignore[attr-defined]  # of a ModelChoiceField
        self.fields["answer_type"].initial = AnswerType.PHRASE.value
        self.fields["topic"].initial = source.candidates.values_list("topic", flat=True).first()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if {"sentence", "answer"} <= cleaned.keys():
            place = nearest(cleaned["sentence"].text, cleaned["answer"], 0)
            if place is None:
                self.add_error("answer", _("These words do not stand in that sentence. Copy them from there."))
            else:
                self.instance.start, self.instance.end = place, place + len(cleaned["answer"])
                self.instance.sentence = cleaned["sentence"]
                if self.instance.is_taken():
                    self.add_error("answer", _("These words are a candidate already. Find it in the list of all."))
        return cleaned


class PublishForm(forms.Form):
    """The drafts to publish, and the title of the quiz that they become."""

    ticked = forms.ModelMultipleChoiceField(
        queryset=Question.objects.none(),
        error_messages={"required": gettext_lazy("Please tick at least one question.")},
    )
    title = forms.CharField(
        label=gettext_lazy("Title of the quiz"),
        max_length=150,
        error_messages={"required": gettext_lazy("Please give the quiz a title.")},
    )
    is_open = forms.BooleanField(label=gettext_lazy("Open it to students at once"), required=False, initial=True)

    def __init__(self, *args: Any, source: Source, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].initial = source.title[:150]
        self.fields["ticked"].queryset = Question.objects.filter(fact__candidate__source=source)  # type: ignore[attr-defined]


def nearest(text: str, words: str, start: int) -> int | None:
    """Return the offset at which the words stand in the text, nearest to `start`; None if they do not stand there."""
    places = [match.start() for match in re.finditer(re.escape(words), text)]
    return min(places, key=lambda place: abs(place - start), default=None)
