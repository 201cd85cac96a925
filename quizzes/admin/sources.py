"""Manage sources and their sentences in the admin."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet, URLField
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from quizzes.forms.admin.sources import SourceForm
from quizzes.models import Sentence, Source
from quizzes.models.bank.sources import GONE
from quizzes.models.bank.staleness import Edit

from .base import QuizModelAdmin
from .staleness import StalenessMixin


@admin.register(Source)
class SourceAdmin(StalenessMixin, QuizModelAdmin):
    form = SourceForm
    list_display = ("title", "kind", "publisher", "published_on", "sentence_count")
    list_filter = ("kind",)
    search_fields = ("title", "publisher", "text")
    prepopulated_fields = {"slug": ("title",)}
    formfield_overrides = {URLField: {"assume_scheme": "https"}}
    change_form_template = "admin/quizzes/source/change_form.html"
    fields = ("title", "slug", "kind", "url", "publisher", "published_on", "licence", "perspective", "text")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        return Source.objects.annotate(sentence_count=Count("sentences")).order_by("kind", "title")

    @admin.display(description=gettext_lazy("sentences"), ordering="sentence_count")
    def sentence_count(self, source: Source) -> int:
        return source.sentence_count  # type: ignore[attr-defined,no-any-return]  # annotated above

    def get_prepopulated_fields(self, request: HttpRequest, obj: Source | None = None) -> dict[str, Any]:
        return {} if obj else dict(self.prepopulated_fields)

    def save_model(self, request: HttpRequest, obj: Source, form: ModelForm[Source], change: Any) -> None:
        if change:
            Edit(obj).apply(timezone.now())
        else:
            super().save_model(request, obj, form, change)
            obj.split_sentences()
        if "text" in form.changed_data:
            count = obj.sentences.in_text().count()
            self.message_user(
                request,
                ngettext("The text has %(n)s sentence.", "The text has %(n)s sentences.", count) % {"n": count}
                + " "
                + _("Look below whether each begins and ends where it should."),
                messages.INFO,
            )


@admin.register(Sentence)
class SentenceAdmin(QuizModelAdmin):
    """The search in which a question or a fact finds its sentence; sentences have no page of their own."""

    search_fields = ("text", "source__title")
    actions = None
    ordering = ("source__kind", "source", "paragraph", "number")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Sentence | None = None) -> bool:
        """Allow it only along with its source, for which the admin asks here."""
        page = request.resolver_match.url_name if request.resolver_match else ""
        return str(page).startswith("quizzes_source_") and request.user.has_perm("quizzes.delete_source")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Sentence], search_term: str
    ) -> tuple[QuerySet[Sentence], bool]:
        """Find "P3s1" by its place, and everything else by its words."""
        queryset = queryset.exclude(paragraph=GONE)
        place = re.fullmatch(r"p(\d{1,4})(?:s(\d{1,4}))?", search_term.strip(), re.IGNORECASE)
        if place is None:
            return super().get_search_results(request, queryset, search_term)
        sentences = queryset.filter(paragraph=place[1])
        return (sentences.filter(number=place[2]) if place[2] else sentences), False
