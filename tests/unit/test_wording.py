"""Every sentence that people are told of a result, for each case in which it is said."""

from types import SimpleNamespace

import pytest

from quizzes import wording
from quizzes.items.base import ReviewRow
from quizzes.models import Assignment, StudentResult
from quizzes.models.marking.gradebook import Cell, Taken
from quizzes.scoring import CERTAINTIES, IF_RIGHT, IF_WRONG, Score


def response(**values):
    known = {"answer": "2001", "fraction": None, "mark": None, "max_mark": 1.0, "dropped": "", "needs_grading": False}
    known |= values
    return SimpleNamespace(is_right=known["fraction"] == 1, **known)


def result(**values):
    return SimpleNamespace(**{"has_missed": False, "waiting": 0, "right": 3, "counted": 4} | values)


def taken(earned=3.0, possible=4.0, *, is_finished=True, waiting=0):
    finished_at = "today" if is_finished else None
    return Taken(
        uuid=None, length=4, finished_at=finished_at, score=Score(earned, possible), waiting=waiting, answered=2
    )


def cell(*attempts, is_given=True, is_practice=False, **entry):
    known = {"is_excused": False, "percent": None, "reason": "", "note": ""}
    entry = SimpleNamespace(**known | entry) if entry else None
    return Cell(SimpleNamespace(), Assignment(is_practice=is_practice), is_given, attempts, entry)


OPEN, FINISHED, WAITING = taken(is_finished=False), taken(), taken(0.0, 0.0, waiting=2)


class TestAnswer:
    @pytest.mark.parametrize(
        ("given", "words", "look", "icon"),
        [
            ({"fraction": 1.0}, "Right", "is-right", "right"),
            ({"fraction": 0.5}, "Partly right", "is-partly", "partly"),
            ({"fraction": 0.0}, "Not right", "is-wrong", "wrong"),
            ({"fraction": 0.0, "answer": None}, "Not answered", "is-open", "nothing"),
            ({"answer": None}, "Not answered", "is-open", "nothing"),
            ({"needs_grading": True}, "Needs grading", "is-open", "waiting"),
            ({"dropped": "full"}, "Not right", "is-wrong", "wrong"),
        ],
    )
    def test_has_a_verdict(self, given, words, look, icon):
        said = wording.verdict(response(**given))
        assert (str(said.words), said.look, said.icon) == (words, look, icon)

    @pytest.mark.parametrize(
        ("is_right", "was_chosen", "words", "look"),
        [
            (True, True, "Your answer, right", "is-right"),
            (True, False, "Right answer", "is-right"),
            (False, True, "Your answer, wrong", "is-wrong"),
        ],
    )
    def test_is_shown_among_the_options(self, is_right, was_chosen, words, look):
        said = wording.option_verdict(ReviewRow("2001", is_right, was_chosen))
        assert (str(said.words), said.look, said.icon) == (words, look, look.removeprefix("is-"))

    def test_leaves_the_other_wrong_options_alone(self):
        assert wording.option_verdict(ReviewRow("1999", is_right=False, was_chosen=False)) is None

    @pytest.mark.parametrize(("is_right", "words"), [(True, "Your answer, right:"), (False, "Your answer, wrong:")])
    def test_is_introduced_where_it_was_given_to_a_row(self, is_right, words):
        assert str(wording.given_verdict(ReviewRow("Beijing", is_right, was_chosen=True)).words) == words

    @pytest.mark.parametrize("is_right", [True, False])
    def test_is_not_introduced_where_nothing_was_given(self, is_right):
        assert wording.given_verdict(ReviewRow("Beijing", is_right, was_chosen=False)) is None

    @pytest.mark.parametrize(
        ("fraction", "to_student", "to_grader", "look"),
        [
            (1.0, "right", "right", "is-right"),
            (0.5, "partly right", "partly right", "is-partly"),
            (0.0, "not right", "wrong", "is-wrong"),
        ],
    )
    def test_has_parts(self, fraction, to_student, to_grader, look):
        said = wording.part_verdict(fraction)
        assert (str(said.words), said.look) == (to_student, look)
        assert str(wording.part_verdict_for_grader(fraction).words) == to_grader

    @pytest.mark.parametrize(
        ("certainty", "words"),
        [(1, "You were not very certain."), (2, "You were fairly certain."), (3, "You were very certain.")],
    )
    def test_was_given_with_a_certainty(self, certainty, words):
        assert wording.certainty_said(certainty) == words

    def test_is_worth_what_its_certainty_says(self):
        """The words name the marks that `quizzes.scoring` gives."""
        stakes = [
            (str(one), f"{IF_RIGHT[one]:.0f} if right, {IF_WRONG[one]:.0f} if wrong".replace("-", "−"))
            for one in CERTAINTIES
        ]
        assert [(value, stake) for value, _words, stake in wording.certainty_choices()] == stakes
        assert [words for _value, words, _stake in wording.certainty_choices()] == ["Not very", "Fairly", "Very"]

    @pytest.mark.parametrize(
        ("dropped", "sentence", "beside"),
        [
            (
                "full",
                "This question was dropped: everyone has the full mark for it.",
                "Dropped: the full mark for everyone",
            ),
            ("nobody", "This question was dropped: it counts for nobody.", "Dropped: counts for nobody"),
            (
                "vote",
                "This was the first vote. The one after the discussion counts.",
                "First vote: the second one counts",
            ),
        ],
    )
    def test_was_dropped(self, dropped, sentence, beside):
        assert wording.dropped(dropped) == sentence
        assert wording.earned(response(dropped=dropped, mark=2.0, max_mark=3.0)) == beside

    def test_was_not_dropped(self):
        assert wording.dropped("") == ""

    @pytest.mark.parametrize(
        ("mark", "max_mark", "words"),
        [(2.0, 3.0, "2 of 3"), (-0.5, 3.0, "-0.50 of 3"), (1.0, 1.0, ""), (None, 3.0, "")],
    )
    def test_earned_a_mark_where_that_says_more_than_its_verdict(self, mark, max_mark, words):
        assert wording.earned(response(mark=mark, max_mark=max_mark)) == words

    def test_was_commented_on(self):
        assert wording.teacher_says("Well done & <so on>") == "Your teacher says: Well done & <so on>"


class TestMark:
    @pytest.mark.parametrize(
        ("mark", "max_mark", "words"), [(1.0, 2.0, "1 of 2"), (1 / 3, 1.0, "0.33 of 1"), (1.5, 2.5, "1.50 of 2.50")]
    )
    def test_has_two_decimals_or_none(self, mark, max_mark, words):
        assert wording.mark_of(mark, max_mark) == words
        assert wording.mark_line(mark, max_mark) == f"Mark: {words}"

    @pytest.mark.parametrize(
        ("score", "waiting", "words"),
        [
            (Score(3, 4), 0, "75%"),
            (Score(3, 4), 1, "75%"),
            (Score(0, 0), 1, "–"),
            (Score(0, 0), 0, "0%"),
            (Score(-1, 3), 0, "-33%"),
        ],
    )
    def test_of_a_whole_attempt_is_a_percentage_as_soon_as_anything_is_graded(self, score, waiting, words):
        assert wording.percent(score, waiting) == words

    def test_changes_with_a_regrade(self):
        assert wording.change_of_percent(Score(1, 2), Score(2, 2)) == "50% → 100%"


class TestAttempt:
    @pytest.mark.parametrize(
        ("values", "review_level", "words"),
        [
            ({"has_missed": True}, 0, "Handed in"),
            ({"has_missed": True}, 1, "Your result"),
            ({"waiting": 1}, 3, "Your result"),
            ({}, 2, "Everything right"),
        ],
    )
    def test_has_a_headline(self, values, review_level, words):
        assert wording.headline(result(**values), review_level) == words

    @pytest.mark.parametrize(
        ("review_when", "words"),
        [
            ("close", "Your answers are handed in. You see the result when this has closed for everybody."),
            ("never", "Your answers are handed in. Your teacher will tell you the result."),
            (None, "Your answers are handed in. Your teacher will tell you the result."),
        ],
    )
    def test_has_a_result_later(self, review_when, words):
        assert wording.result_comes(review_when) == words

    @pytest.mark.parametrize(
        ("values", "words"),
        [
            ({}, "3 of 4 questions right"),
            ({"waiting": 3}, "3 of 4 questions right"),
            ({"waiting": 4, "right": 0}, ""),
            ({"counted": 0, "right": 0}, "0 of 0 questions right"),
        ],
    )
    def test_says_how_many_questions_were_right_as_soon_as_one_is_graded(self, values, words):
        assert wording.questions_right(result(**values)) == words

    @pytest.mark.parametrize(
        ("waiting", "words"),
        [
            (1, "1 answer still needs grading; until then the result is provisional and leaves it out."),
            (2, "2 answers still need grading; until then the result is provisional and leaves them out."),
        ],
    )
    def test_waits_for_its_marks(self, waiting, words):
        assert wording.still_waiting(waiting) == words

    def test_stands_in_a_list(self):
        assert wording.not_all_graded() == "not all is graded yet"
        assert wording.so_far() == wording.last_time(1) == "so far, not all is graded yet"
        assert wording.last_time(0) == "last time"

    @pytest.mark.parametrize(
        ("has_passed", "words"),
        [(True, "Passed. The pass mark is 60%."), (False, "Not passed. The pass mark is 60%.")],
    )
    def test_passed_or_did_not(self, has_passed, words):
        assert wording.passed(has_passed, 60) == words


class TestOwnResult:
    """What counts, told to the student."""

    @pytest.mark.parametrize(
        ("own", "words"),
        [
            (StudentResult(is_excused=True), "You are excused: this does not count."),
            (StudentResult(80), "80% counts."),
            (StudentResult(80, counting="the best attempt"), "80% counts: the best attempt."),
            (StudentResult(80, is_overridden=True), "80% counts, set by your teacher."),
            (StudentResult(80, is_practice=True), "80% as practice."),
            (StudentResult(80, is_practice=True, counting="the best attempt"), "80% as practice: the best attempt."),
            (StudentResult(80, is_practice=True, is_overridden=True), "80% as practice, set by your teacher."),
        ],
    )
    def test_is_a_sentence(self, own, words):
        assert wording.own_result(own) == words

    @pytest.mark.parametrize(
        ("own", "notes"),
        [
            (StudentResult(80), []),
            (StudentResult(80, is_provisional=True), ["Not all is graded yet, so this may change."]),
            (StudentResult(is_excused=True, reason="She was ill"), ["Reason: She was ill"]),
            (
                StudentResult(80, is_provisional=True, reason="50% off"),
                ["Not all is graded yet, so this may change.", "Reason: 50% off"],
            ),
        ],
    )
    def test_has_notes(self, own, notes):
        assert wording.own_result_notes(own) == notes


class TestCell:
    """One student at one assignment, told to the teacher."""

    @pytest.mark.parametrize(
        ("shown", "in_table", "of_student", "in_file"),
        [
            (cell(), "not begun", "not begun", None),
            (cell(OPEN), "begun, 2 of 4 answered", "begun", None),
            (cell(FINISHED), "75%", "75%", 75),
            (cell(FINISHED, OPEN), "75%", "75%", 75),
            (cell(WAITING), "–", "to grade", None),
            (cell(taken(0.0, 0.0)), "–", "–", None),
            (cell(FINISHED, is_excused=True), "excused", "excused", "excused"),
            (cell(is_excused=True, is_given=False), "excused", "excused", None),
            (cell(FINISHED, percent=90), "90%", "90%", 90),
        ],
    )
    def test_is_told_in_a_word(self, shown, in_table, of_student, in_file):
        assert wording.cell_in_gradebook(shown) == in_table
        assert wording.cell_of_student(shown) == of_student
        assert wording.cell_in_file(shown) == in_file

    @pytest.mark.parametrize(
        ("shown", "notes"),
        [
            (cell(FINISHED), []),
            (cell(taken(waiting=2)), ["2 to grade"]),
            (cell(FINISHED, percent=90), ["set by hand"]),
            (cell(WAITING, percent=0, note="Phoned home"), ["2 to grade", "set by hand", "note"]),
            (cell(FINISHED, note="Phoned home"), ["note"]),
        ],
    )
    def test_has_small_print(self, shown, notes):
        assert wording.cell_notes(shown) == notes

    @pytest.mark.parametrize(
        ("shown", "sentences"),
        [
            (cell(), ["Nothing counts yet."]),
            (cell(is_practice=True), ["Practice, without a result yet."]),
            (cell(FINISHED), ["75% counts.", "(the best attempt)"]),
            (cell(FINISHED, is_practice=True), ["75% as practice, which is not in the mean."]),
            (cell(percent=90), ["90% counts."]),
            (cell(FINISHED, percent=90), ["90% counts.", "The attempts came to 75%."]),
            (
                cell(FINISHED, percent=90, is_practice=True),
                ["90% as practice, which is not in the mean.", "The attempts came to 75%."],
            ),
            (cell(FINISHED, is_excused=True), ["Excused."]),
        ],
    )
    def test_is_told_in_sentences(self, shown, sentences):
        assert wording.what_counts(shown) == sentences

    @pytest.mark.parametrize(("counted", "words"), [(1, "1 of 3 count"), (3, "")])
    def test_is_part_of_a_mean(self, counted, words):
        assert wording.mean_of(SimpleNamespace(counted=counted, given=3)) == words


class TestLiveRound:
    @pytest.mark.parametrize(
        ("has_points", "players", "words"),
        [
            (True, 1, "1450 points, alone"),
            (True, 3, "1450 points, of 3 players"),
            (False, 1, "Mark 2.50, alone"),
            (False, 3, "Mark 2.50, of 3 players"),
        ],
    )
    def test_tells_each_player_the_score(self, has_points, players, words):
        standing = SimpleNamespace(score=1450.0, mark=2.5)
        assert wording.score_among(standing, has_points, players) == words

    @pytest.mark.parametrize(("has_points", "words"), [(True, "1450 points"), (False, "mark 1450")])
    def test_writes_the_score_on_the_podium(self, has_points, words):
        assert wording.score_on_podium(1450.0, has_points) == words

    @pytest.mark.parametrize(
        ("right", "words"), [(0, "0 answers right"), (1, "1 answer right"), (2, "2 answers right")]
    )
    def test_counts_right_answers(self, right, words):
        assert wording.answers_right(right) == words

    @pytest.mark.parametrize(("streak", "words"), [(0, ""), (1, ""), (2, "2 in a row")])
    def test_counts_those_in_a_row(self, streak, words):
        assert wording.in_a_row(streak) == words

    def test_names_the_rank_of_the_team(self):
        assert wording.team_rank(2, 1) == "team 2 is 1."
