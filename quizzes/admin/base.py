"""Define what all pages of the admin share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Model
from django.forms import ModelChoiceField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from quizzes.forms.fields.formsets import CountingFormSet
from quizzes.requests import whole_number


class KnownSelect(AutocompleteSelect):
    """A select that leaves out a posted "abc", on which Django's own fails when the page is shown again."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        return super().optgroups(name, [key for key in value if whole_number(str(key)) is not None], attr)


class CarefulFields:
    """A mixin for pages, and for the tables in them, whose required fields say what to do."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if field is not None:
            is_choice = isinstance(field, ModelChoiceField)
            field.error_messages["required"] = _("Please choose one.") if is_choice else _("Please fill this in.")
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]  # Django's, below
            kwargs["widget"] = KnownSelect(db_field, self.admin_site)  # type: ignore[attr-defined]
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]


class QuizTabularInline(CarefulFields, admin.TabularInline):  # type: ignore[type-arg]  # takes no parameter at run time
    formset = CountingFormSet


class QuizModelAdmin(CarefulFields, admin.ModelAdmin):  # type: ignore[type-arg]  # takes no parameter at run time
    list_per_page = 50
    view_on_site = False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not all(whole_number(key) is not None for key in request.POST.getlist("_selected_action")):
            raise BadRequest  # Django itself fails on such a key.
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Model:
        """Return the object. Raises Http404, as strangers get everywhere, and no redirect that repeats the id."""
        obj: Model | None = super().get_object(request, object_id, from_field)
        if obj is None:
            raise Http404
        return obj

    def page(self, route: str, view: Callable[..., HttpResponseBase], name: str, permission: str) -> URLPattern:
        """Return the route of a page of our own, for those with the permission.

        Django itself checks no more than who may enter the admin at all.
        """

        def for_permitted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not getattr(self, f"has_{permission}_permission")(request):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        full_name = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
        return path(route, self.admin_site.admin_view(for_permitted), name=full_name)
