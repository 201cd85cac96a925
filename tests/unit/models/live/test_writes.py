"""Who writes the rows of live rounds: their verbs alone, each of which reports it."""

import ast
import re
from pathlib import Path

import quizzes

PACKAGE = Path(quizzes.__file__).parent
VERBS = PACKAGE / "models" / "live"
ROW = re.compile(r"\b(LiveRound|LiveQuestion|live_rounds?|open_rounds)\b|\b(round|self)\.(current|questions)\b")
QUESTION = re.compile(r"question|\b(first|votes)\b")  # as the verbs call their rows; elsewhere it may be any question
STATEMENT = re.compile(r"\b(INSERT INTO|UPDATE|DELETE FROM)\s+quizzes_live(round|question)\b")
WRITE = {
    *("save", "delete", "create", "update", "bulk_create", "bulk_update", "get_or_create", "update_or_create"),
    *("insert_row", "insert_if_new", "update_row", "PreparedRows"),
}
REPORT = re.compile(r"\b(change|touch|touch_players|_touch|round_changed\.send)\(")


def writes_in(text, row):
    """(function, line) of each call and each statement that writes a row."""
    for function in ast.walk(ast.parse(text)):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and (written := written_by(node)) and row.search(written):
                    yield function, node.lineno
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and STATEMENT.search(node.value):
            yield None, node.lineno


def written_by(call):
    """What a call writes, as it is named there; "" where it writes nothing."""
    if isinstance(call.func, ast.Attribute) and call.func.attr in WRITE:
        return ast.unparse(call.func.value)
    if isinstance(call.func, ast.Name) and call.func.id in WRITE:
        return " ".join(ast.unparse(argument) for argument in call.args)
    return ""


class TestRowsOfLiveRounds:
    def test_are_written_by_their_verbs_alone(self):
        modules = [
            path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts and VERBS not in path.parents
        ]
        assert len(modules) > 200
        assert [
            f"{path.relative_to(PACKAGE)}:{line}"
            for path in modules
            for _function, line in writes_in(path.read_text(), ROW)
        ] == []

    def test_are_never_written_without_a_report(self):
        """Every verb that writes one counts the revision up, which says so; but for these."""
        row = re.compile(f"{ROW.pattern}|{QUESTION.pattern}")
        silent = {
            f"{path.stem}.{function.name}"
            for path in VERBS.glob("*.py")
            for function, _line in writes_in(path.read_text(), row)
            if function is not None and not REPORT.search(ast.unparse(function))
        }
        assert silent == {
            "moves._open",  # part of others, each of which has changed the round before
            "rounds.prepare",  # nobody looks at it yet
        }

    def test_are_written_in_one_statement_that_is_written_out(self):
        """Which is that of `LiveRound.change`."""
        statements = [
            (path.stem, function)
            for path in VERBS.glob("*.py")
            for function, _line in writes_in(path.read_text(), ROW)
            if function is None
        ]
        assert statements == [("rounds", None)]

    def test_are_found_however_they_are_written(self):
        """So that the tests above can fail."""
        for line in (
            "LiveRound.objects.filter(pk=1).update(stage='podium')",
            "live_round.save()",
            "live_round.assignment.live_round.delete()",
            "live_round.questions.all().delete()",
            "LiveQuestion.objects.bulk_create([])",
            "update_row(live_round.current, ('locks_at',))",
            "cursor.execute('UPDATE  quizzes_liveround SET stage = %s')",
            "cursor.execute(f'DELETE FROM quizzes_livequestion WHERE id = {pk}')",
        ):
            assert list(writes_in(f"def view():\n    {line}", ROW)), line
        for line in ("live_round.change(stage='podium')", "'SELECT * FROM quizzes_liveround'", "question.save()"):
            assert not list(writes_in(f"def view():\n    {line}", ROW)), line


class TestWhatHangsOnThem:
    """Calls that one must not forget are made in one place each."""

    def calls(self, name):
        called = re.compile(rf"\.{name}\(")
        return {str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.py") if called.search(path.read_text())}

    def test_watchers_are_woken_by_the_signal_alone(self):
        assert self.calls("announce") == {"live/notifications.py"}

    def test_attempts_out_of_time_are_closed_by_what_reads_them(self):
        assert self.calls("finish_overdue") == {
            "models/attempts/querysets.py",  # settled()
            "views/teacher/classes.py",  # which counts the finished ones in the query of the assignments
            "management/commands/close_attempts.py",
        }

    def test_deadlines_are_moved_by_what_they_depend_on(self):
        assert self.calls("reset_deadlines") == {"models/classes/assignments.py", "models/classes/enrolments.py"}
