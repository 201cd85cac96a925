"""Offer the functions of `quizzes.wording` to templates, each under its own name."""

from django.template import Library

from quizzes import wording

register = Library()

for _filter in (
    wording.verdict,
    wording.option_verdict,
    wording.given_verdict,
    wording.part_verdict,
    wording.part_verdict_for_grader,
    wording.certainty_said,
    wording.dropped,
    wording.teacher_says,
    wording.earned,
    wording.mark_of,
    wording.mark_line,
    wording.percent,
    wording.change_of_percent,
    wording.headline,
    wording.result_comes,
    wording.questions_right,
    wording.still_waiting,
    wording.last_time,
    wording.passed,
    wording.own_result,
    wording.own_result_notes,
    wording.cell_in_gradebook,
    wording.cell_of_student,
    wording.cell_notes,
    wording.mean_of,
    wording.what_counts,
    wording.answers_right,
    wording.in_a_row,
    wording.score_on_podium,
):
    register.filter(_filter.__name__, _filter)

for _tag in (wording.certainty_choices, wording.not_all_graded, wording.so_far, wording.score_among, wording.team_rank):
    register.simple_tag(_tag, name=_tag.__name__)
