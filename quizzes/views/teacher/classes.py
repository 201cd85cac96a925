"""Let a teacher manage classes: create them, set them up, choose groups and teachers, archive and erase them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.admin.views.decorators import staff_member_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from quizzes.checks import LOOPBACK_HOSTS
from quizzes.forms.teacher.classes import ClassroomForm, ColleagueForm, GroupForm, NewClassroomForm
from quizzes.models import Attempt, Classroom, Group, LiveRound, sources_read
from quizzes.models.privacy.erasure import erase_class, erase_expired
from quizzes.qr_codes import qr_code
from quizzes.requests import posted
from quizzes.views import lookups

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(FORM_METHODS)
@never_cache
@staff_member_required
def classes(request: HttpRequest) -> HttpResponseBase:
    """Show all classes of a teacher, and the form for a new one."""
    user = lookups.teacher(request)
    erase_expired(timezone.localdate())  # The server does it at its start only, and may run for months.
    LiveRound.objects.end_abandoned(timezone.now())
    form = NewClassroomForm(posted(request))
    if form.is_bound and form.is_valid():
        classroom = form.save()
        classroom.teachers.add(user)
        return redirect(classroom)
    taught = Classroom.objects.taught_by(user).with_counts()
    context = {"form": form, "classes": taught.current(), "archived": taught.exclude(archived_at=None)}
    return render(request, "quizzes/classes/list.html", context, status=422 if form.is_bound else 200)


def detail(request: HttpRequest, classroom: Classroom) -> HttpResponseBase:
    """Show the page of a class to one of its teachers; its students see another one at the same address."""
    host = request.get_host().rpartition(":")[0] or request.get_host()
    now = timezone.now()
    Attempt.objects.in_class(classroom).finish_overdue(now)
    context = {
        "now": now,
        "is_this_machine_only": host in LOOPBACK_HOSTS,
        "classroom": classroom,
        "find_address": request.build_absolute_uri(reverse("classroom_find")),
        "join_address": (address := request.build_absolute_uri(reverse("classroom_join", args=[classroom.code]))),
        "code_picture": qr_code(address),
        "assignments": classroom.assignments.with_finished_count(),
        "enrolments": classroom.enrolments.all(),
        "sources": sources_read(classroom),
        "live_rounds": LiveRound.objects.of(classroom).select_related("assignment"),
    }
    return render(request, "quizzes/classes/teacher.html", context)


@require_http_methods(FORM_METHODS)
@never_cache
def change(request: HttpRequest, code: str) -> HttpResponseBase:
    classroom = lookups.own_classroom(request, code)
    form = ClassroomForm(posted(request), instance=classroom)
    if form.is_bound and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect(classroom)
    return _change_page(request, classroom, form, ColleagueForm(), status=422 if form.is_bound else 200)


def _change_page(
    request: HttpRequest, classroom: Classroom, form: ClassroomForm, colleague_form: ColleagueForm, status: int = 200
) -> HttpResponseBase:
    context = {
        "classroom": classroom,
        "form": form,
        "colleague_form": colleague_form,
        "teachers": classroom.teachers.all(),
        "groups": classroom.groups.prefetch_related("members"),
    }
    return render(request, "quizzes/classes/change.html", context, status=status)


@require_POST
def add_teacher(request: HttpRequest, code: str) -> HttpResponseBase:
    classroom = lookups.own_classroom(request, code)
    form = ColleagueForm(request.POST)
    if not form.is_valid():
        return _change_page(request, classroom, ClassroomForm(instance=classroom), form, status=422)
    classroom.teachers.add(form.cleaned_data["username"])
    messages.success(request, _("%(name)s teaches this class as well now.") % {"name": form.cleaned_data["username"]})
    return redirect("classroom_change", classroom.code)


@require_POST
def remove_teacher(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    classroom = lookups.own_classroom(request, code)
    teacher = classroom.teachers.filter(pk=pk).first()
    if teacher is None:
        raise Http404
    if classroom.teachers.count() == 1:
        messages.error(request, _("A class needs a teacher. Let somebody else teach it first, or erase it."))
        return redirect("classroom_change", classroom.code)
    classroom.teachers.remove(teacher)
    messages.success(request, _("%(name)s does not teach this class any more.") % {"name": teacher})
    return redirect("classroom_list") if teacher == request.user else redirect("classroom_change", classroom.code)


@require_POST
def archive(request: HttpRequest, code: str) -> HttpResponseBase:
    """Move a class into the archive, or out of it again."""
    classroom = lookups.own_classroom(request, code)
    classroom.archived_at = None if classroom.archived_at else timezone.now()
    classroom.save(update_fields=["archived_at"])
    text = _("%(name)s is in the archive.") if classroom.archived_at else _("%(name)s is back from the archive.")
    messages.success(request, text % {"name": classroom.name})
    return redirect("classroom_list")


@require_http_methods(FORM_METHODS)
@never_cache
def erase(request: HttpRequest, code: str) -> HttpResponseBase:
    classroom = lookups.own_classroom(request, code)
    if request.method == "POST":
        erase_class(classroom)
        messages.success(
            request, _("%(name)s is erased, with all that its students answered.") % {"name": classroom.name}
        )
        return redirect("classroom_list")
    return render(
        request, "quizzes/classes/erase.html", {"classroom": classroom, "count": classroom.enrolments.count()}
    )


@require_http_methods(FORM_METHODS)
@never_cache
def group(request: HttpRequest, code: str, pk: int = 0) -> HttpResponseBase:
    """Change or delete a group of the class, or create a new one."""
    classroom = lookups.own_classroom(request, code)
    edited = classroom.groups.filter(pk=pk).first() if pk else Group()
    if edited is None:
        raise Http404
    form = GroupForm(classroom, posted(request), instance=edited)
    if form.is_bound and "delete" in request.POST and edited.pk:
        edited.delete()
        return redirect("classroom_change", classroom.code)
    if form.is_bound and form.is_valid():
        form.save()
        return redirect("classroom_change", classroom.code)
    context = {"classroom": classroom, "form": form, "group": edited if edited.pk else None}
    return render(request, "quizzes/classes/group.html", context, status=422 if form.is_bound else 200)
