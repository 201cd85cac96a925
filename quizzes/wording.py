"""The words in which students and teachers are told of a result: all of them stand here, and nowhere else.

Each function turns values into plain translated text; a template escapes it and adds headings, labels and markup. What
counts, and what may be told to whom, is decided before: see Cell and StudentResult.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from quizzes.items.base import ReviewRow, Text
from quizzes.models import Response, Result, Standing, StudentResult
from quizzes.models.marking.gradebook import Cell, Row
from quizzes.scoring import Score

NO_RESULT = "–"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of one answer. `look` is the class that colours it, `icon` the name of its drawing."""

    words: Text
    look: str
    icon: str


RIGHT = Verdict(gettext_lazy("Right"), "is-right", "right")
PARTLY_RIGHT = Verdict(gettext_lazy("Partly right"), "is-partly", "partly")
NOT_RIGHT = Verdict(gettext_lazy("Not right"), "is-wrong", "wrong")
NOT_ANSWERED = Verdict(gettext_lazy("Not answered"), "is-open", "nothing")
NEEDS_GRADING = Verdict(gettext_lazy("Needs grading"), "is-open", "waiting")

YOURS_RIGHT = Verdict(gettext_lazy("Your answer, right"), "is-right", "right")
YOURS_WRONG = Verdict(gettext_lazy("Your answer, wrong"), "is-wrong", "wrong")
KEY = Verdict(gettext_lazy("Right answer"), "is-right", "right")

# Before the answer itself, where a row had to be given something.
YOURS_RIGHT_IS = Verdict(gettext_lazy("Your answer, right:"), "is-right", "right")
YOURS_WRONG_IS = Verdict(gettext_lazy("Your answer, wrong:"), "is-wrong", "wrong")

PART_RIGHT = Verdict(gettext_lazy("right"), "is-right", "right")
PART_PARTLY_RIGHT = Verdict(gettext_lazy("partly right"), "is-partly", "partly")
PART_NOT_RIGHT = Verdict(gettext_lazy("not right"), "is-wrong", "wrong")
PART_WRONG = Verdict(gettext_lazy("wrong"), "is-wrong", "wrong")


# One answer


def verdict(response: Response) -> Verdict:
    """How right the answer is; a live round gives what stands for its response."""
    if response.is_right:
        return RIGHT
    if response.needs_grading:
        return NEEDS_GRADING
    if response.answer is None:
        return NOT_ANSWERED
    return PARTLY_RIGHT if response.fraction else NOT_RIGHT


def option_verdict(row: ReviewRow) -> Verdict | None:
    """What is said of an option that was offered; None where it is wrong and was not chosen."""
    if row.is_right:
        return YOURS_RIGHT if row.was_chosen else KEY
    return YOURS_WRONG if row.was_chosen else None


def given_verdict(row: ReviewRow) -> Verdict | None:
    """What stands before that which a row was given; None where it was given nothing."""
    if not row.was_chosen:
        return None
    return YOURS_RIGHT_IS if row.is_right else YOURS_WRONG_IS


def part_verdict(fraction: float) -> Verdict:
    """How right a part of an answer is."""
    if fraction == 1:
        return PART_RIGHT
    return PART_PARTLY_RIGHT if fraction else PART_NOT_RIGHT


def part_verdict_for_grader(fraction: float) -> Verdict:
    """How right the key found a part, told to whoever may change the mark."""
    return part_verdict(fraction) if fraction else PART_WRONG


def certainty_said(certainty: int) -> str:
    """How certain the student was, 1 to 3."""
    if certainty == 3:
        return _("You were very certain.")
    return _("You were fairly certain.") if certainty == 2 else _("You were not very certain.")


def certainty_choices() -> list[tuple[str, str, str]]:
    """What is posted, in words, and what is at stake then: IF_RIGHT and IF_WRONG of quizzes.scoring."""
    return [
        ("1", _("Not very"), _("1 if right, 0 if wrong")),
        ("2", _("Fairly"), _("2 if right, −2 if wrong")),
        ("3", _("Very"), _("3 if right, −6 if wrong")),
    ]


def dropped(kind: str) -> str:
    """What became of a question that was dropped, as a sentence; "" where it was not."""
    if kind == Response.Dropped.FULL:
        return _("This question was dropped: everyone has the full mark for it.")
    if kind == Response.Dropped.VOTE:
        return _("This was the first vote. The one after the discussion counts.")
    return _("This question was dropped: it counts for nobody.") if kind else ""


def teacher_says(comment: str) -> str:
    return _("Your teacher says: %(comment)s") % {"comment": comment}


def earned(response: Response) -> str:
    """What an answer earned, beside its verdict; "" where the verdict says it all, or nothing is earned yet."""
    if response.dropped == Response.Dropped.VOTE:
        return _("First vote: the second one counts")
    if response.dropped == Response.Dropped.FULL:
        return _("Dropped: the full mark for everyone")
    if response.dropped:
        return _("Dropped: counts for nobody")
    return "" if response.mark is None or response.max_mark == 1 else mark_of(response.mark, response.max_mark)


# Marks and percent


def mark_of(mark: float | None, max_mark: float | None) -> str:
    return _("%(mark)s of %(of)s") % {"mark": floatformat(mark, "-2"), "of": floatformat(max_mark, "-2")}


def mark_line(mark: float | None, max_mark: float | None) -> str:
    """The same with its name, where it stands alone."""
    return _("Mark: %(mark)s of %(of)s") % {"mark": floatformat(mark, "-2"), "of": floatformat(max_mark, "-2")}


def percent(score: Score, waiting: int = 0) -> str:
    """A result, with how many of its answers still need grading: where all do, there is none yet."""
    return NO_RESULT if waiting and not score.max_mark else _("%(percent)s%%") % {"percent": score.percent}


def change_of_percent(before: Score, after: Score) -> str:
    return _("%(before)s%% → %(after)s%%") % {"before": before.percent, "after": after.percent}


# An attempt


def headline(result: Result, review_level: int) -> str:
    """What stands above a result; of one that is not told yet only that it was handed in."""
    if not review_level:
        return _("Handed in")
    return _("Your result") if result.has_missed or result.waiting else _("Everything right")


def result_comes(review_when: str) -> str:
    """When a result that is not told yet will be."""
    if review_when == "close":
        return _("Your answers are handed in. You see the result when this has closed for everybody.")
    return _("Your answers are handed in. Your teacher will tell you the result.")


def questions_right(result: Result) -> str:
    """How many questions were right; "" where none is graded yet."""
    if result.counted and result.waiting >= result.counted:
        return ""
    return _("%(right)s of %(total)s questions right") % {"right": result.right, "total": result.counted}


def still_waiting(waiting: int) -> str:
    """Why a result may change."""
    text = ngettext(
        "%(n)s answer still needs grading; until then the result is provisional and leaves it out.",
        "%(n)s answers still need grading; until then the result is provisional and leaves them out.",
        waiting,
    )
    return text % {"n": waiting}


def not_all_graded() -> str:
    """The same beside an attempt."""
    return _("not all is graded yet")


def so_far() -> str:
    """The same in a list of results."""
    return _("so far, not all is graded yet")


def last_time(waiting: int) -> str:
    """What kind of result the last one is."""
    return so_far() if waiting else _("last time")


def passed(has_passed: bool, pass_percent: int) -> str:  # noqa: FBT001  # a template filter has no names
    text = (
        _("Passed. The pass mark is %(percent)s%%.") if has_passed else _("Not passed. The pass mark is %(percent)s%%.")
    )
    return text % {"percent": pass_percent}


# What counts in the gradebook


def own_result(own: StudentResult) -> str:
    """What counts, told to the student."""
    if own.is_excused:
        return _("You are excused: this does not count.")
    if own.is_overridden:
        by_hand = _("%(percent)s%% counts, set by your teacher.")
        text = _("%(percent)s%% as practice, set by your teacher.") if own.is_practice else by_hand
    elif own.counting:
        text = _("%(percent)s%% as practice: %(which)s.") if own.is_practice else _("%(percent)s%% counts: %(which)s.")
    else:
        text = _("%(percent)s%% as practice.") if own.is_practice else _("%(percent)s%% counts.")
    return text % {"percent": own.percent, "which": own.counting}


def own_result_notes(own: StudentResult) -> list[str]:
    """The sentences behind it: whether it may change, and what the teacher gave as the reason."""
    notes = [_("Not all is graded yet, so this may change.")] if own.is_provisional else []
    return [*notes, _("Reason: %(reason)s") % {"reason": own.reason}] if own.reason else notes


def cell_in_gradebook(cell: Cell) -> str:
    """One student at one assignment in the table, told to the teacher, who sees beside it what waits."""
    if cell.is_excused:
        return _("excused")
    if cell.percent is not None:
        return f"{cell.percent}%"
    if cell.finished:
        return NO_RESULT
    begun = cell.open
    if begun is None:
        return _("not begun")
    return _("begun, %(n)s of %(total)s answered") % {"n": begun.answered, "total": begun.length}


def cell_of_student(cell: Cell) -> str:
    """The same on the page of the student, in a word."""
    if cell.is_excused:
        return _("excused")
    if cell.percent is not None:
        return f"{cell.percent}%"
    if cell.finished:
        return _("to grade") if cell.waiting else NO_RESULT
    return _("begun") if cell.open else _("not begun")


def cell_notes(cell: Cell) -> list[str]:
    """The small print of a cell in the table."""
    notes = [_("%(n)s to grade") % {"n": cell.waiting}] if cell.waiting else []
    if cell.is_overridden:
        notes.append(_("set by hand"))
    if cell.entry and cell.entry.note:
        notes.append(_("note"))
    return notes


def cell_in_file(cell: Cell) -> str | int | None:
    """The same in a file for other programs: a number wherever something counts."""
    return _("excused") if cell.is_given and cell.is_excused else cell.percent


def mean_of(row: Row) -> str:
    """Of how many results the mean of a student is; "" where it is of all there can be."""
    if row.counted >= row.given:
        return ""
    return _("%(n)s of %(total)s count") % {"n": row.counted, "total": row.given}


def what_counts(cell: Cell) -> list[str]:
    """What counts of one student at one assignment, and why, in sentences to the teacher."""
    sentences = [_what_counts(cell)]
    if cell.percent is not None and not cell.assignment.is_practice and not cell.is_overridden:
        sentences.append(f"({cell.assignment.get_counting_display()})")
    if cell.is_overridden and cell.earned:
        sentences.append(_("The attempts came to %(percent)s%%.") % {"percent": cell.earned.percent})
    return sentences


def _what_counts(cell: Cell) -> str:
    if cell.is_excused:
        return _("Excused.")
    if cell.percent is None:
        return _("Practice, without a result yet.") if cell.assignment.is_practice else _("Nothing counts yet.")
    if cell.assignment.is_practice:
        return _("%(percent)s%% as practice, which is not in the mean.") % {"percent": cell.percent}
    return _("%(percent)s%% counts.") % {"percent": cell.percent}


# A live round


def score_among(standing: Standing, has_points: bool, players: int) -> str:  # noqa: FBT001  # as the tag calls it
    """A player's score, told to the player: points where the round has them, else the mark."""
    if has_points:
        text = ngettext("%(score)s points, alone", "%(score)s points, of %(n)s players", players)
        return text % {"score": floatformat(standing.score, 0), "n": players}
    text = ngettext("Mark %(score)s, alone", "Mark %(score)s, of %(n)s players", players)
    return text % {"score": floatformat(standing.mark, "-2"), "n": players}


def answers_right(right: int) -> str:
    return ngettext("%(n)s answer right", "%(n)s answers right", right) % {"n": right}


def in_a_row(streak: int) -> str:
    """How many right answers came one after the other; "" where that is nothing to speak of."""
    return _("%(n)s in a row") % {"n": streak} if streak > 1 else ""


def team_rank(team: int, place: int) -> str:
    return _("team %(n)s is %(rank)s.") % {"n": team, "rank": place}


def score_on_podium(score: float, has_points: bool) -> str:  # noqa: FBT001
    if has_points:
        return _("%(score)s points") % {"score": floatformat(score, 0)}
    return _("mark %(score)s") % {"score": floatformat(score, "-1")}
