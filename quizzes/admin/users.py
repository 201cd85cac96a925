"""Manage who may enter the admin. Only the first teacher, a superuser, sees these pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from quizzes.permissions import TEACHERS_GROUP

from .base import QuizModelAdmin

# The import above has registered both, so that Django will not do it again.
admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class TeacherAdmin(UserAdmin, QuizModelAdmin):  # type: ignore[type-arg]  # see QuizModelAdmin
    """The accounts of teachers: whoever is added here is one. Students get accounts on the pages of their classes."""

    list_display = ("username", "first_name", "last_name", "is_active", "is_superuser", "last_login")
    list_filter = ("is_active",)
    add_form = UserCreationForm  # Django's own for the admin offers accounts without a password.
    add_fieldsets = ((None, {"fields": ("username", "password1", "password2")}),)
    fieldsets = (
        (None, {"fields": ("username", "password", "first_name", "last_name")}),
        (
            _("What the account may do"),
            {
                "fields": ("is_active", "is_superuser"),
                "description": _("A teacher may do everything with questions and with classes of their own."),
            },
        ),
    )
    filter_horizontal = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return User.objects.filter(is_staff=True)

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm[User], change: Any) -> None:
        obj.is_staff = True
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: forms.ModelForm[User], formsets: Any, change: Any) -> None:
        super().save_related(request, form, formsets, change)
        form.instance.groups.add(Group.objects.get(name=TEACHERS_GROUP))
