import pytest
from django.utils import timezone

from quizzes.generation.lint import Finding, Severity
from quizzes.models import Question
from tests.factories import UserFactory

ERROR = Finding("L16", Severity.ERROR, "stem", "Make it a question.")
LONG = Finding("L06", Severity.WARNING, "options", "The right one is the longest.")
VAGUE = Finding("L15", Severity.WARNING, "stem", "“Recently” is vague.")


def with_findings(*findings, **fields):
    question = Question(**fields)
    question.take_findings(findings)
    return question


class TestLevel:
    @pytest.mark.parametrize(
        ("findings", "confirmed", "level"),
        [
            ([], [], "clean"),
            ([LONG], [], "warning"),
            ([LONG], ["L06"], "confirmed"),
            ([LONG, VAGUE], ["L06"], "warning"),
            ([ERROR], ["L16"], "error"),
            ([ERROR, LONG], ["L06"], "error"),
        ],
    )
    def test_is_the_worst_of_what_is_open(self, findings, confirmed, level):
        assert with_findings(*findings, confirmed_codes=confirmed).lint == level


@pytest.mark.django_db
class TestConfirming:
    def test_keeps_who_when_and_why(self):
        question, user, now = with_findings(LONG), UserFactory(), timezone.now()
        question.confirm_warnings("It has to be.", user, now)
        assert (question.lint, question.publishing_problem()) == ("confirmed", None)
        assert (question.confirmed_reason, question.confirmed_by, question.confirmed_at) == ("It has to be.", user, now)

    def test_keeps_an_earlier_reason_while_its_warning_stands(self):
        question, user = with_findings(LONG), UserFactory()
        question.confirm_warnings("It has to be.", user, timezone.now())
        question.take_findings([LONG, VAGUE])
        question.confirm_warnings("The article says so.", user, timezone.now())
        assert question.confirmed_reason == "It has to be.\nThe article says so."
        question.take_findings([VAGUE])
        question.confirm_warnings("It is still vague.", user, timezone.now())
        question.take_findings([LONG])
        assert question.lint == "warning"

    def test_is_no_way_around_an_error(self):
        question = with_findings(ERROR, LONG)
        question.confirm_warnings("I want it.", UserFactory(), timezone.now())
        assert question.lint == "error"
        assert question.publishing_problem() == "Correct this first: Make it a question."
