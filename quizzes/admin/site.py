from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class QuizAdminSite(AdminSite):
    site_header = _("ScoQuiz for teachers")
    site_title = _("ScoQuiz")
    index_title = _("Your questions and classes")
