"""Lead a teacher from an article to published questions: paste it, look at each candidate, publish."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, push_url

from quizzes.forms.admin.articles import ArticleForm, CandidateForm, OwnCandidateForm, PublishForm, TopicForm
from quizzes.models import Candidate, Question, Quiz, Source
from quizzes.models.bank.candidates import NotUndoable, look_through
from quizzes.models.bank.generated import accept, refusals_of
from quizzes.requests import HtmxRequest, posted, whole_number

from .base import QuizModelAdmin
from .draft_cards import approve, card_of, drafts_of, worth_ticking
from .marked_text import legend, marked

REQUIRED_PERMISSIONS = ("quizzes.add_source", "quizzes.add_fact", "quizzes.add_question")


@admin.register(Candidate)
class CandidateAdmin(QuizModelAdmin):
    """The pages that lead from an article to its questions, in place of Django's lists and forms."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Candidate | None = None) -> bool:
        return request.user.has_perms(REQUIRED_PERMISSIONS)

    def has_delete_permission(self, request: HttpRequest, obj: Candidate | None = None) -> bool:
        """Allow it only along with its source, for which the admin asks here."""
        return request.user.has_perm("quizzes.delete_source")

    def get_urls(self) -> list[Any]:
        pages: dict[str, tuple[str, Callable[..., HttpResponse]]] = {
            "paste": ("paste/", self.paste_view),
            "look": ("of/<int:source_pk>/look/", self.look_view),
            "list": ("of/<int:source_pk>/", require_safe(self.list_view)),
            "own": ("of/<int:source_pk>/own/", require_POST(self.own_view)),
            "undo": ("of/<int:source_pk>/undo/", require_POST(self.undo_view)),
            "drafts": ("of/<int:source_pk>/drafts/", self.drafts_view),
            "draft": ("draft/<int:question_pk>/", require_POST(self.draft_view)),
            "review": ("<int:pk>/", require_safe(self.review_view)),
            "decide": ("<int:pk>/decide/", require_POST(self.decide_view)),
        }
        return [self.page(route, view, name, "view") for name, (route, view) in pages.items()]

    # Paste

    def paste_view(self, request: HttpRequest) -> HttpResponse:
        form = ArticleForm(posted(request))
        if not form.is_valid():
            context = self._context(request, _("Questions from an article"), form=form)
            return render(request, "admin/quizzes/article/paste.html", context, status=422 if form.errors else 200)
        if stored := form.same_article():
            messages.info(request, _("This article is here already, so nothing was added."))
            return redirect("admin:quizzes_candidate_list", stored.pk)
        with transaction.atomic():
            source = form.save()
            count = look_through(source, form.topic_for(source.title))
        if form.had_tags:
            messages.warning(
                request, _("What you pasted was HTML. Its text was kept; look whether anything is missing or too much.")
            )
        messages.success(request, found_sentence(count))
        return redirect("admin:quizzes_candidate_list", source.pk)

    def look_view(self, request: HttpRequest, source_pk: int) -> HttpResponse:
        """Look for facts in a source that was not pasted here, or look again."""
        source = get_object_or_404(Source, pk=source_pk)
        form = TopicForm(posted(request))
        if not form.is_valid():
            return self._look(request, source, form, OwnCandidateForm(source=source))
        with transaction.atomic():
            source.split_sentences()
            count = look_through(source, form.topic_for(source.title))
        messages.info(request, found_sentence(count))
        return redirect("admin:quizzes_candidate_list", source.pk)

    def _look(self, request: HttpRequest, source: Source, form: TopicForm, own: OwnCandidateForm) -> HttpResponse:
        context = self._context(request, _("Look for facts"), source, form=form, own=own)
        status = 422 if form.errors or own.errors else 200
        return render(request, "admin/quizzes/article/look.html", context, status=status)

    # Look at each

    def list_view(self, request: HttpRequest, source_pk: int) -> HttpResponse:
        """Redirect to what comes next: an open candidate, the drafts, or the search."""
        candidates = self._candidates(get_object_or_404(Source, pk=source_pk))
        if first := candidates.open().first():
            return redirect("admin:quizzes_candidate_review", first.pk)
        return redirect(f"admin:quizzes_candidate_{'drafts' if candidates.exists() else 'look'}", source_pk)

    def review_view(self, request: HtmxRequest, pk: int) -> HttpResponse:
        return self._review(request, self._candidate(pk))

    def decide_view(self, request: HtmxRequest, pk: int) -> HttpResponse:
        candidate = self._candidate(pk)
        if request.POST.get("action") == "reject":
            return self._reject(request, candidate)
        form = CandidateForm(request.POST, instance=candidate)
        if not candidate.is_accepted and not form.is_valid():
            return self._review(request, self._candidate(pk), form=form, status=422)
        status = Candidate.Status.EDITED if form.has_changed() else Candidate.Status.ACCEPTED
        accept(candidate, status, request.user, timezone.now())  # type: ignore[arg-type]  # nobody anonymous gets here
        candidate = self._candidate(pk)
        if not candidate.is_accepted:
            return self._too_late(request, candidate)
        return self._shown(request, candidate, _("Accepted."))

    def _reject(self, request: HtmxRequest, candidate: Candidate) -> HttpResponse:
        candidate.decide(Candidate.Status.REJECTED, request.user, timezone.now())  # type: ignore[arg-type]  # as above
        if self._candidate(candidate.pk).status != Candidate.Status.REJECTED:
            return self._too_late(request, self._candidate(candidate.pk))
        following = candidate.next_open()
        if following is None:
            messages.success(request, _("That was the last one. These are the drafts."))
            to_page = HttpResponseClientRedirect if request.htmx else redirect
            return to_page(reverse("admin:quizzes_candidate_drafts", args=[candidate.source_id]))
        return self._shown(request, following, _("Rejected."))

    def _too_late(self, request: HtmxRequest, candidate: Candidate) -> HttpResponse:
        said = _("Somebody has decided on this one in the meantime, so nothing was changed.")
        return self._review(request, candidate, said=said, status=409)

    def undo_view(self, request: HtmxRequest, source_pk: int) -> HttpResponse:
        """Take back the last decision of this teacher, or the one that is named."""
        source = get_object_or_404(Source, pk=source_pk)
        decided = self._candidates(source).decided()
        own_decisions = decided.filter(decided_by=request.user.pk).order_by("-decided_at")
        named = number_in(request, "candidate")
        last = decided.filter(pk=named).first() if named else own_decisions.first()
        if last is None:
            messages.info(request, _("There is nothing to take back."))
            return redirect("admin:quizzes_candidate_list", source_pk)
        try:
            last.reopen()
        except NotUndoable:
            return self._shown(request, last, _("It cannot be taken back: somebody has worked on its questions."))
        return self._shown(request, self._candidate(last.pk), _("Taken back: it is open again."))

    def own_view(self, request: HtmxRequest, source_pk: int) -> HttpResponse:
        source = get_object_or_404(Source, pk=source_pk)
        form = OwnCandidateForm(request.POST, source=source)
        if form.is_valid():
            return self._shown(request, form.save(), _("This is your own one. Write its question, then accept it."))
        came_from = self._candidates(source).filter(pk=number_in(request, "candidate")).first()
        if came_from is None:
            return self._look(request, source, TopicForm(), form)
        return self._review(request, came_from, own=form, status=422)

    def draft_view(self, request: HtmxRequest, question_pk: int) -> HttpResponse:
        """Publish or discard a draft beside the candidate it was made from."""
        question = get_object_or_404(Question.objects.filter(fact__candidate__isnull=False), pk=question_pk)
        candidate: Candidate = Candidate.objects.get(fact=question.fact)
        if request.POST.get("action") == "discard":
            question.retire()
            return self._shown(request, self._candidate(candidate.pk), _("Discarded."))
        problem = approve(question, request)
        if problem is None:
            return self._shown(request, self._candidate(candidate.pk), _("Published."))
        if not request.htmx:
            messages.error(request, problem)
            return redirect("admin:quizzes_candidate_review", candidate.pk)
        return self._review(request, self._candidate(candidate.pk), problems={question.pk: problem}, status=422)

    # Publish

    def drafts_view(self, request: HttpRequest, source_pk: int) -> HttpResponse:
        source = get_object_or_404(Source, pk=source_pk)
        questions = drafts_of(source)
        form = PublishForm(posted(request), source=source)
        if form.is_valid():
            ticked = [question for question in questions if question in form.cleaned_data["ticked"]]
            problems = self._publish(request, ticked)
            if not problems:
                return self._published(request, source, form, ticked)
        else:
            problems = {}
        wanted = set(request.POST.getlist("ticked")) if form.is_bound else None
        preset = worth_ticking(questions)
        cards = [
            card_of(q, problems.get(q.pk, ""), is_ticked=q.pk in preset if wanted is None else str(q.pk) in wanted)
            for q in questions
        ]
        context = self._context(request, _("Publish"), source, form=form, cards=cards, counts=self._counts(source))
        return render(request, "admin/quizzes/article/drafts.html", context, status=422 if form.is_bound else 200)

    def _publish(self, request: HttpRequest, ticked: list[Question]) -> dict[int, Any]:
        """Publish what can be published; return by primary key why the others cannot."""
        waiting = [question for question in ticked if question.status != Question.Status.PUBLISHED]
        problems = {question.pk: approve(question, request) for question in waiting}
        count = sum(problem is None for problem in problems.values())
        if count:
            text = ngettext("%(n)s question is published.", "%(n)s questions are published.", count)
            messages.success(request, text % {"n": count})
        return {pk: problem for pk, problem in problems.items() if problem is not None}

    def _published(
        self, request: HttpRequest, source: Source, form: PublishForm, ticked: list[Question]
    ) -> HttpResponse:
        if request.POST.get("action") != "quiz":
            return redirect("admin:quizzes_candidate_drafts", source.pk)
        quiz = Quiz.objects.of_questions(form.cleaned_data["title"], ticked, is_published=form.cleaned_data["is_open"])
        messages.success(request, _("The quiz “%(title)s” is ready.") % {"title": quiz})
        return redirect("admin:quizzes_quiz_change", quiz.pk)

    # What the pages have in common

    def _candidates(self, source: Source) -> Any:
        return source.candidates.in_text()

    def _candidate(self, pk: int) -> Candidate:
        rows = Candidate.objects.in_text().select_related("source", "sentence", "topic", "fact", "decided_by")
        return get_object_or_404(rows, pk=pk)

    def _context(self, request: HttpRequest, title: str, source: Source | None = None, **more: Any) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "title": title, "source": source, **more}

    def _counts(self, source: Source) -> dict[str, int]:
        candidates = self._candidates(source)
        everything, waiting = candidates.count(), candidates.open().count()
        return {"all": everything, "looked_at": everything - waiting, "accepted": candidates.accepted().count()}

    def _shown(self, request: HtmxRequest, candidate: Candidate, said: str) -> HttpResponse:
        """Show the candidate and what was just done, as a fragment or after a redirect."""
        url = reverse("admin:quizzes_candidate_review", args=[candidate.pk])
        if request.htmx:
            return push_url(self._review(request, candidate, said=said), url)
        messages.info(request, said)
        return redirect(url)

    def _review(
        self,
        request: HtmxRequest,
        candidate: Candidate,
        *,
        form: CandidateForm | None = None,
        own: OwnCandidateForm | None = None,
        problems: dict[int, Any] | None = None,
        said: str = "",
        status: int = 200,
    ) -> HttpResponse:
        source = candidate.source
        candidates = list(self._candidates(source).select_related("sentence"))
        index = candidates.index(candidate)
        drafts = [question for question in drafts_of(source) if question.fact_id == candidate.fact_id]
        context = self._context(
            request,
            _("Questions from an article"),
            source,
            candidate=candidate,
            candidates=candidates,
            number=index + 1,
            previous=candidates[index - 1] if index else None,
            following=candidates[index + 1] if index + 1 < len(candidates) else None,
            paragraphs=marked(source, candidates, candidate),
            legend=legend(source),
            counts=self._counts(source),
            form=form or CandidateForm(instance=candidate),
            own=own or OwnCandidateForm(source=source),
            cards=[card_of(question, (problems or {}).get(question.pk, "")) for question in drafts],
            refusals=refusals_of(candidate),
            said=said,
        )
        template = "admin/quizzes/article/review.html"
        return render(request, f"{template}#review" if request.htmx else template, context, status=status)


def number_in(request: HttpRequest, name: str) -> int:
    """Return a number that was posted, 0 if none was."""
    return whole_number(request.POST.get(name, "")) or 0


def found_sentence(count: int) -> str:
    if not count:
        return _("Nothing new was found. You can mark words of the text yourself.")
    text = ngettext("%(n)s candidate for a question was found.", "%(n)s candidates for questions were found.", count)
    return text % {"n": count} + " " + _("Accept the good ones and reject the others; nothing is published yet.")
