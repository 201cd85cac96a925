from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate, pre_migrate


class QuizzesConfig(AppConfig):
    name = "quizzes"
    verbose_name = "ScoQuiz"
    default = True

    def ready(self) -> None:
        from . import checks, database, teachers  # noqa: F401  # checks register themselves

        pre_migrate.connect(database.before_migrate, sender=self)
        post_migrate.connect(database.after_migrate, sender=self)
        post_migrate.connect(teachers.after_migrate, sender=self)


class QuizAdminConfig(AdminConfig):
    default_site = "quizzes.admin_site.QuizAdminSite"
    default = False
