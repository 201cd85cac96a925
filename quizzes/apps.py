from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.urls import register_converter


class QuizzesConfig(AppConfig):
    name = "quizzes"
    verbose_name = "ScoQuiz"
    default = True

    def ready(self) -> None:
        from . import checks, permissions  # noqa: F401  # checks register themselves
        from .converters import PositionConverter, PrimaryKeyConverter
        from .db import triggers

        register_converter(PrimaryKeyConverter, "pk")
        register_converter(PositionConverter, "position")
        pre_migrate.connect(triggers.before_migrate, sender=self)
        post_migrate.connect(triggers.after_migrate, sender=self)
        post_migrate.connect(permissions.after_migrate, sender=self)


class QuizAdminConfig(AdminConfig):
    default_site = "quizzes.admin_site.QuizAdminSite"
    default = False
