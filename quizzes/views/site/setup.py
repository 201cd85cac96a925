from django.contrib.auth import login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from quizzes.forms.site.setup import FirstTeacherForm
from quizzes.models.classes.first_teacher import AlreadySetUp, is_open
from quizzes.requests import posted


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first_teacher(request: HttpRequest, token: str) -> HttpResponseBase:
    """Create the first teacher, on the page behind the link that `make run` prints."""
    if not is_open(token):
        return _closed(request)
    form = FirstTeacherForm(posted(request))
    if not form.is_valid():
        context = {"form": form, "token": token}
        return render(request, "quizzes/setup/first_teacher.html", context, status=422 if form.is_bound else 200)
    try:
        teacher = form.create()
    except AlreadySetUp:
        return _closed(request)
    login(request, teacher, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("admin:index")


def _closed(request: HttpRequest) -> HttpResponseBase:
    """Answer the same for a link that was used, is old or is forged, since only a teacher may know which it is."""
    return render(request, "quizzes/setup/closed.html", status=404)
