"""The import of a list of students into a class."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from quizzes.formats.base import Problem
from quizzes.formats.tables.roster import Listed, Roster
from quizzes.nicknames import clean_nickname, fold_nickname

from .classrooms import MAX_STUDENTS, Classroom
from .enrolments import Enrolment
from .learners import Learner

MAX_NAME_LENGTH = 60
MAX_NUMBER_LENGTH: int = Enrolment._meta.get_field("student_id").max_length or 0


@dataclass(frozen=True, slots=True)
class RosterImport:
    """What a list changes in a class; if there is any problem, it has changed nothing."""

    added: list[str]
    renamed: list[tuple[str, str]]
    unchanged: int
    problems: list[Problem]


def import_roster(classroom: Classroom, roster: Roster, *, may_rename: bool = False) -> RosterImport:
    """Add the students that are missing from the class; with a problem, change nothing.

    If `may_rename`, students to whose number the list gives another name are renamed.
    """
    problems = list(roster.problems)
    clean = [(listed, name) for listed in roster.students if (name := _clean(listed, problems))]
    problems += _twice(clean)
    with transaction.atomic():
        Classroom.objects.select_for_update().get(pk=classroom.pk)
        enrolments = list(classroom.enrolments.all())
        by_name = {enrolment.folded_nickname: enrolment for enrolment in enrolments}
        by_number = {enrolment.student_id: enrolment for enrolment in enrolments if enrolment.student_id}
        added: list[tuple[str, str]] = []
        changed: list[Enrolment] = []
        renamed: list[tuple[str, str]] = []
        for listed, name in clean:
            same = by_number.get(listed.number) if listed.number else None
            namesake = by_name.get(fold_nickname(name))
            if clash := _clash(listed, same, namesake, may_rename=may_rename):
                problems.append(clash)
            elif same is None and namesake is None:
                added.append((name, listed.number))
            elif same and namesake is None:
                renamed.append((same.nickname, name))
                same.nickname = name
                changed.append(same)
            elif namesake and listed.number and not namesake.student_id:
                namesake.student_id = listed.number
                changed.append(namesake)
        if len(enrolments) + len(added) > MAX_STUDENTS:
            wrong = _("The class would have more than %(n)s students.") % {"n": MAX_STUDENTS}
            problems.append(Problem(0, "", wrong, _("Make several classes of them.")))
        unchanged = len(clean) - len(added) - len(changed)
        if not problems:
            for enrolment in changed:
                enrolment.save()
            for name, number in added:
                learner = Learner.objects.create()
                classroom.enrolments.create(learner=learner, nickname=name, student_id=number, joined_at=None)
    return RosterImport(
        [name for name, _number in added], renamed, unchanged, sorted(problems, key=lambda problem: problem.line)
    )


def _clean(listed: Listed, problems: list[Problem]) -> str:
    try:
        name = clean_nickname(listed.name, MAX_NAME_LENGTH)
        if len(listed.number) > MAX_NUMBER_LENGTH:
            raise ValidationError(_("The number has more than %(n)s characters.") % {"n": MAX_NUMBER_LENGTH})
    except ValidationError as error:
        problems.append(Problem(listed.line, listed.name[:200], " ".join(error.messages), _("Correct it in the list.")))
        return ""
    return name


def _twice(clean: list[tuple[Listed, str]]) -> list[Problem]:
    problems: list[Problem] = []
    names: dict[str, int] = {}
    numbers: dict[str, int] = {}
    for listed, name in clean:
        for seen, key in ((names, fold_nickname(name)), (numbers, listed.number)):
            if key and seen.setdefault(key, listed.line) != listed.line:
                wrong = _("It is in the list twice: row %(line)s has it already.") % {"line": seen[key]}
                remedy = _("Tell the two apart, as with the first letter of the surname.")
                problems.append(Problem(listed.line, listed.name[:200], wrong, remedy))
    return problems


def _clash(listed: Listed, same: Enrolment | None, namesake: Enrolment | None, *, may_rename: bool) -> Problem | None:
    """Return the problem if somebody else in the class has the name or the number, or else None."""
    if namesake and listed.number and namesake.student_id not in ("", listed.number):
        wrong = _("The class has somebody of this name with another number.")
        return Problem(listed.line, listed.name[:200], wrong, _("Tell the two apart, or correct the number."))
    if same and same != namesake and (namesake or not may_rename):
        wrong = _("%(name)s has this number in the class.") % {"name": same.nickname}
        hint = _("Correct the number in the list, or in the class.")
        if namesake is None:
            hint = _("Correct the number, or allow below the file that the list renames students.")
        return Problem(listed.line, listed.name[:200], wrong, hint)
    return None
