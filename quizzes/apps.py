from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_delete, post_migrate, pre_migrate
from django.urls import register_converter


class QuizzesConfig(AppConfig):
    name = "quizzes"
    verbose_name = "ScoQuiz"
    default = True

    def ready(self) -> None:
        from . import checks, permissions  # noqa: F401  # checks register themselves
        from .converters import PositionConverter, PrimaryKeyConverter
        from .db import triggers
        from .live.notifications import announce_on_commit
        from .models.live.rounds import LiveRound
        from .models.live.signals import round_changed

        register_converter(PrimaryKeyConverter, "pk")
        register_converter(PositionConverter, "position")
        pre_migrate.connect(triggers.before_migrate, sender=self)
        post_migrate.connect(triggers.after_migrate, sender=self)
        post_migrate.connect(permissions.after_migrate, sender=self)
        round_changed.connect(announce_on_commit)
        post_delete.connect(announce_on_commit, sender=LiveRound)


class QuizAdminConfig(AdminConfig):
    default_site = "quizzes.admin_site.QuizAdminSite"
    default = False
