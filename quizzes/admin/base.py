"""What all the admin's pages share."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Model
from django.http import Http404, HttpRequest


class QuizModelAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # takes no parameter at run time
    list_per_page = 50
    view_on_site = False

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Model:
        """A stranger gets 404, as everywhere, and no redirect that repeats what was asked for."""
        found: Model | None = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found
