"""Read what a browser posts as an answer, in practice, in a test and in a live round."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from quizzes.items import BadResponse, Form
from quizzes.requests import HtmxRequest
from quizzes.scoring import CERTAINTIES

CERTAINTY_FIELD = "certainty"
ANSWER_FIELDS = re.compile(rf"(?:answer(?:-\d+)?|evidence|{CERTAINTY_FIELD})")


def certainty_in(form: Form) -> int | None:
    """Return how certain the learner says they are, None if the form does not say. Raises BadResponse."""
    value = next(iter(form.many(CERTAINTY_FIELD)), "")
    if value and value not in map(str, CERTAINTIES):
        raise BadResponse(_("Please choose again how certain you are."))
    return int(value) if value else None


def form_of(request: HtmxRequest, at: str = "") -> Form:
    """Return what was posted for one question: the answer fields whose names begin with `at`, without it."""
    fields = {name[len(at) :]: values for name, values in request.POST.lists() if name.startswith(at)}
    return Form({name: values for name, values in fields.items() if ANSWER_FIELDS.fullmatch(name)})
