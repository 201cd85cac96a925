"""Let students use accounts in schools that want them: sign in, sign out, choose a new password."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from quizzes.forms.student.accounts import NewPasswordForm, SignInForm
from quizzes.models import Classroom
from quizzes.requests import posted
from quizzes.views import identity

FORM_METHODS = ["GET", "HEAD", "POST"]
View = Callable[..., HttpResponseBase]


def where_accounts_are_wanted(view: View) -> View:
    @wraps(view)
    def only_there(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.STUDENT_ACCOUNTS:
            raise Http404
        return view(request, *args, **kwargs)

    return only_there


@where_accounts_are_wanted
@sensitive_post_parameters()
@require_http_methods(FORM_METHODS)
@never_cache
def detail(request: HttpRequest) -> HttpResponseBase:
    """Show whose account it is and which classes it is in; everybody else gets the form to sign in."""
    if user := identity.signed_in_user(request):
        if user.is_staff:
            return redirect("admin:index")
        classes = Classroom.objects.current().filter(enrolments__learner__user=user)
        return render(request, "quizzes/accounts/detail.html", {"account": user, "classes": classes})
    form = SignInForm(request, posted(request))
    if form.is_bound and form.is_valid():
        login(request, form.get_user())
        return redirect("account")
    return render(request, "quizzes/accounts/sign_in.html", {"form": form}, status=422 if form.is_bound else 200)


@where_accounts_are_wanted
@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    logout(request)
    return redirect("home")


@where_accounts_are_wanted
@sensitive_post_parameters()
@require_http_methods(FORM_METHODS)
@never_cache
def password(request: HttpRequest) -> HttpResponseBase:
    user = identity.signed_in_user(request)
    if user is None:
        return redirect("account")
    form = NewPasswordForm(user, posted(request))
    if form.is_bound and form.is_valid():
        update_session_auth_hash(request, form.save())  # All other sessions end.
        messages.success(request, _("From now on the new password opens your account."))
        return redirect("account")
    return render(request, "quizzes/accounts/password.html", {"form": form}, status=422 if form.is_bound else 200)
