"""Let a student join a class without an account, and come back to it."""

from __future__ import annotations

from random import SystemRandom

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from quizzes import clock
from quizzes.forms.student.joining import UNKNOWN_CODE, CodeForm, NicknameForm, WordsForm, nickname_form
from quizzes.live.cache import cached_round_of_class
from quizzes.models import (
    CannotJoin,
    CannotPlay,
    Classroom,
    Enrolment,
    LiveRound,
    NicknameTaken,
    TooManyWrongCodes,
    WrongCode,
)
from quizzes.models.live import joining
from quizzes.nicknames import generated_nickname
from quizzes.requests import posted
from quizzes.views import identity, lookups
from quizzes.views.page_cache import Personal, render_cached_page

REFUSALS = {
    CannotPlay.OVER: gettext_lazy("This live round is over."),
    CannotPlay.CLOSED: gettext_lazy("The live round takes nobody else in now. Please ask your teacher."),
    CannotPlay.FULL: gettext_lazy("The live round is full. Please ask your teacher."),
    CannotPlay.REMOVED: gettext_lazy(
        "Your teacher has taken you out of this live round. If that is a mistake, please ask."
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponseBase:
    if request.method != "POST":
        return _code_page(request, CodeForm())
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _code_page(request, form, status=422)
    try:
        classroom = lookups.classroom_to_join(request, form.cleaned_data["code"])
    except TooManyWrongCodes:
        return _too_many(request, form)
    if classroom is None:
        return _unknown(request, form, status=422)
    return redirect("classroom_join", classroom.code)


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponseBase:
    try:
        classroom = lookups.classroom_to_join(request, code)
    except TooManyWrongCodes:
        return _too_many(request, _typed(code))
    if classroom is None:
        return _unknown(request, _typed(code), status=404)
    if lookups.enrolment_in(request, code):
        return redirect(classroom)
    live_round = cached_round_of_class(classroom)
    if request.method == "POST":
        return _enrol(request, classroom, live_round)
    return _nickname_page(request, classroom, live_round)


def _enrol(request: HttpRequest, classroom: Classroom, live_round: LiveRound | None) -> HttpResponseBase:
    form = nickname_form(classroom, live_round, request.POST)
    if not form.is_valid():
        return _refused(request, classroom, form)
    try:
        enrolment = _take_in(request, classroom, live_round, form)
    except CannotPlay as refusal:
        form.add_error(None, REFUSALS[refusal.reason])
        return _refused(request, classroom, form)
    except CannotJoin:
        form.add_error(None, _("This class takes in nobody new. If you are in it, come back with your three words."))
        return _refused(request, classroom, form)
    except NicknameTaken:
        sentence = _("Somebody in this class has that nickname. If it is you, come back with your three words.")
        form.add_error("nickname", f"{sentence} {_('If not, please choose another one.')}")
        return _refused(request, classroom, form)
    if live_round is not None and live_round.has_own_class:  # The student has joined it already.
        return identity.remember(redirect(live_round), enrolment.learner)
    return identity.remember(_into(enrolment, live_round), enrolment.learner)


def _take_in(request: HttpRequest, classroom: Classroom, live_round: LiveRound | None, form: NicknameForm) -> Enrolment:
    """Enrol whoever asks. Raises CannotPlay, CannotJoin or NicknameTaken; then the learner is not kept either."""
    with transaction.atomic():
        learner = identity.learner_for(request)
        for nickname in form.nicknames():
            try:
                enrolment = classroom.enrol(learner, nickname, identity.browser_of(request), timezone.now())
            except NicknameTaken:
                continue
            if live_round and live_round.has_own_class:  # Whoever cannot play is not enrolled in its class either.
                joining.join(live_round, enrolment, clock.now())
            return enrolment
        raise NicknameTaken


def _into(enrolment: Enrolment, live_round: LiveRound | None) -> HttpResponseBase:
    """Redirect to the live round of the class if it takes the student; else to the class's page, which says why not."""
    if live_round is None:
        return redirect(enrolment.classroom)
    try:
        joining.join(live_round, enrolment, clock.now())
    except CannotPlay:
        return redirect(enrolment.classroom)
    return redirect(live_round)


@require_POST
def take_part(request: HttpRequest, code: str) -> HttpResponseBase:
    """Let a student who is in the class already join its live round."""
    enrolment = lookups.enrolment_in(request, code)
    live_round = cached_round_of_class(enrolment.classroom) if enrolment else None
    if enrolment is None or live_round is None:
        raise Http404
    try:
        joining.join(live_round, enrolment, clock.now())
    except CannotPlay as refusal:
        messages.error(request, REFUSALS[refusal.reason])
        return redirect(enrolment.classroom)
    return redirect(live_round)


@require_http_methods(["GET", "HEAD", "POST"])
def come_back(request: HttpRequest, code: str) -> HttpResponseBase:
    """Let a student come back with three words, on any device."""
    try:
        classroom = lookups.classroom_to_join(request, code)
        if classroom is None:
            return _unknown(request, _typed(code), status=404)
        form = WordsForm(posted(request))
        enrolment = lookups.come_back(request, classroom, form.cleaned_data["words"]) if form.is_valid() else None
    except TooManyWrongCodes:
        return _too_many(request, _typed(code))
    if enrolment:
        live_round = cached_round_of_class(classroom)
        return identity.remember(_into(enrolment, live_round), enrolment.learner)
    if form.is_bound and form.is_valid():
        form.add_error("words", _("Nobody in this class has these words. Please compare them with your card."))
    context = {"form": form, "classroom": classroom}
    return render(request, "quizzes/classes/come_back.html", context, status=422 if form.is_bound else 200)


def _typed(code: str) -> CodeForm:
    """Return a form that holds the code from the address, as if it had been typed."""
    form = CodeForm({"code": code})
    form.is_valid()
    return form


def _code_page(request: HttpRequest, form: Form, status: int = 200) -> HttpResponseBase:
    return render(request, "quizzes/classes/find.html", {"form": form}, status=status)


def _unknown(request: HttpRequest, form: Form, status: int) -> HttpResponseBase:
    form.add_error("code", str(UNKNOWN_CODE))
    return _code_page(request, form, status)


def _too_many(request: HttpRequest, form: Form) -> HttpResponseBase:
    form.add_error("code", _("Too many wrong codes were tried from here. Please wait a minute, then try again."))
    response = _code_page(request, form, status=429)
    response.headers["Retry-After"] = str(int(WrongCode.WINDOW.total_seconds()))
    return response


def _nickname_page(request: HttpRequest, classroom: Classroom, live_round: LiveRound | None) -> HttpResponseBase:
    account = identity.signed_in_user(request)

    def context(words: Personal) -> dict[str, object]:
        form = nickname_form(classroom, live_round, proposed=words["proposed"])
        return {"form": form, "classroom": classroom}

    of_round = (live_round.pk, live_round.has_own_class, live_round.own_names) if live_round else None
    key = (classroom.code, classroom.name, of_round)
    words = {"proposed": generated_nickname(SystemRandom())} | ({"account": str(account)} if account else {})
    return render_cached_page(request, "quizzes/classes/join.html", key, words, context)


def _refused(request: HttpRequest, classroom: Classroom, form: Form) -> HttpResponseBase:
    context = {"form": form, "classroom": classroom, "account": identity.signed_in_user(request)}
    return render(request, "quizzes/classes/join.html", context, status=422)
