"""The permissions of teachers in the admin: everything with questions and classes, and nothing else."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

TEACHERS_GROUP = "Teachers"

EVERYTHING = ("view", "add", "change", "delete")
TEACHER_PERMISSIONS = {
    "topic": EVERYTHING,
    "source": EVERYTHING,
    "sentence": ("view",),
    "fact": EVERYTHING,
    "question": EVERYTHING,
    "option": EVERYTHING,
    "quiz": EVERYTHING,
    "quizquestion": EVERYTHING,
    "classroom": EVERYTHING,
    "enrolment": ("view", "change", "delete"),  # nobody adds one, since students join by themselves
    "response": ("change",),  # only on the pages for grading
}


def after_migrate(sender: AppConfig, using: str, verbosity: int, **_kwargs: Any) -> None:
    """Make the group or correct it, after creating the permissions, which Django would create only after this."""
    create_permissions(sender, verbosity=verbosity, using=using)
    group, _is_new = Group.objects.using(using).get_or_create(name=TEACHERS_GROUP)
    wanted = {f"{verb}_{model}" for model, verbs in TEACHER_PERMISSIONS.items() for verb in verbs}
    of_app = Permission.objects.using(using).filter(content_type__app_label=sender.label)
    group.permissions.set(of_app.filter(codename__in=wanted))
