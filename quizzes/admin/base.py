"""What all the admin's pages share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.text import capfirst


class QuizModelAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # takes no parameter at run time
    list_per_page = 50
    view_on_site = False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Model:
        """A stranger gets 404, as everywhere, and no redirect that repeats what was asked for."""
        found: Model | None = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found

    def page(self, route: str, view: Callable[..., HttpResponse], name: str, permission: str) -> URLPattern:
        """A page of our own. Django itself asks no more than whether somebody may enter the admin at all."""

        def for_permitted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not getattr(self, f"has_{permission}_permission")(request):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        full_name = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
        return path(route, self.admin_site.admin_view(for_permitted), name=full_name)
