from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class QuizzesConfig(AppConfig):
    name = "quizzes"
    verbose_name = _("Quizzes")
    default = True

    def ready(self) -> None:
        from . import database, teachers

        pre_migrate.connect(database.before_migrate, sender=self)
        post_migrate.connect(database.after_migrate, sender=self)
        post_migrate.connect(teachers.after_migrate, sender=self)


class QuizAdminConfig(AdminConfig):
    default_site = "quizzes.admin_site.QuizAdminSite"
    default = False
