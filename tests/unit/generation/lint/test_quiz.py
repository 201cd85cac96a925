"""Q1–Q8, and L13 and L19 over a quiz."""

import dataclasses

from quizzes.generation.lint import Severity, lint_quiz
from quizzes.items import Option

from .cases import FOUNDERS, choice, entry, fact, ordered, several, statement, typed

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def found(entries, code, *, shows_feedback=False):
    return [finding for finding in lint_quiz(entries, shows_feedback) if finding.code == code]


def with_key_at(place, number=0):
    """A single choice of four words, unlike any other, whose key stands at `place`."""
    letter = LETTERS[number]
    texts = [f"{letter * 3}{other * 3}" for other in "wxyz"]
    options = [choice(keys=(text,), others=()).options[0] for text in texts]
    options = tuple(dataclasses.replace(o, fraction=float(index == place)) for index, o in enumerate(options))
    return dataclasses.replace(choice(f"Who is {letter * 5} of {letter * 4}?"), options=options)


def with_keys_at(*places):
    return [entry(f"q{n}", with_key_at(place, n)) for n, place in enumerate(places)]


class TestQ1KeyPosition:
    def test_a_position_that_holds_more_than_half_of_few_keys_is_a_warning(self):
        (finding,) = found(with_keys_at(0, 0, 1, 0, 2, 0, 0, 3), "Q1")
        assert finding.severity is Severity.WARNING
        assert "position 1 in 5 of 8 questions" in finding.message

    def test_four_times_in_a_row_is_a_warning(self):
        assert "4 times in a row" in found(with_keys_at(0, 1, 2, 2, 2, 2, 3, 1, 0), "Q1")[0].message

    def test_many_keys_are_tried_by_chi_square(self):
        skewed = [0, 0, 1] * 6 + [2, 3]
        assert "position 1 in 12 of 20 questions" in found(with_keys_at(*skewed), "Q1")[0].message

    def test_even_positions_are_clean(self):
        assert found(with_keys_at(*[0, 1, 2, 3] * 5), "Q1") == []
        assert found(with_keys_at(*[0, 1, 2, 3] * 2), "Q1") == []

    def test_few_questions_show_nothing(self):
        assert found(with_keys_at(0, 0, 0, 0, 0, 0, 0), "Q1") == []

    def test_the_rank_among_numbers_is_looked_at_by_itself(self):
        numbers = [
            entry(
                f"n{n}", ordered(*map(str, range(n, n + 4)), key=str(n + 2), stem=f"How many {letter * 4} are there?")
            )
            for n, letter in zip(range(10, 90, 10), LETTERS, strict=False)
        ]
        others = with_keys_at(0, 1, 3, 0, 1, 3, 0, 1)
        mixed = [e for pair in zip(numbers, others, strict=True) for e in pair]
        (finding,) = found(mixed, "Q1")
        assert finding.slugs == tuple(e.slug for e in numbers)


class TestQ2CrossItemCueing:
    host = entry("host", choice("Which city hosts the summit of 2025?"))

    def test_a_key_in_the_stem_of_a_related_question_is_an_error(self):
        other = entry("other", typed("yes", stem="Which city hosts more than the Tianjin summit?"))
        (finding,) = found([self.host, other], "Q2")
        assert (finding.severity, finding.slugs) == (Severity.ERROR, ("host", "other"))

    def test_a_key_in_the_stem_of_an_unrelated_question_is_a_warning(self):
        other = entry("other", typed("yes", stem="What did the Tianjin train carry?"))
        assert [finding.severity for finding in found([self.host, other], "Q2")] == [Severity.WARNING]

    def test_a_figure_in_an_unrelated_question_is_chance(self):
        count = entry("count", typed("31", stem="How many trains ran?"))
        assert found([count, entry("date", typed("Liu Bin", stem="Who spoke on 31 August?"))], "Q2") == []
        assert found([count, entry("cue", typed("Liu Bin", stem="Who saw 31 trains?"))], "Q2") != []

    def test_options_cue_only_with_feedback_at_once(self):
        other = entry("other", choice("Which city hosts the next summit?", ("Bishkek",), ("Tianjin", "Osh")))
        assert found([self.host, other], "Q2") == []
        (finding,) = found([self.host, other], "Q2", shows_feedback=True)
        assert finding.severity is Severity.WARNING

    def test_options_of_unrelated_questions_do_not_cue(self):
        other = entry("other", choice("Where did the train start?", ("Osh",), ("Tianjin", "Beijing")))
        assert found([self.host, other], "Q2", shows_feedback=True) == []

    def test_an_explanation_cues_what_comes_later(self):
        founded = entry("founded", typed("2001", stem="In which year was the SCO founded?"))
        told = entry("told", choice("Who spoke?", ("Xi",), ("Liu",)), explanation="The SCO was founded in 2001.")
        assert [finding.slugs for finding in found([told, founded], "Q2", shows_feedback=True)] == [("founded", "told")]
        assert found([founded, told], "Q2", shows_feedback=True) == found([told, founded], "Q2") == []

    def test_so_does_the_feedback_on_an_option_that_somebody_may_choose(self):
        founded = entry("founded", typed("2001", stem="In which year was the SCO founded?"))
        wrong = Option("1996", feedback="The SCO was founded in 2001.")
        asked = choice("When did the Five meet?", ("1998",), ())
        told = entry("told", dataclasses.replace(asked, options=(*asked.options, wrong)))
        assert len(found([told, founded], "Q2", shows_feedback=True)) == 1

    def test_a_cited_sentence_cues_all_that_it_says_outright(self):
        first = entry("first", typed("Xi", stem="Who spoke?"), fact(slug="f1"))
        same = entry("same", typed("big family", stem="How is it called?"), fact("big family", slug="f2"))
        derived = entry("derived", typed("5", stem="How many are they?"), fact("5", slug="f3", derived_from=("f9",)))
        unsaid = entry("unsaid", statement(), fact("not stated", slug="f4"), kind="not_stated")
        assert [f.slugs for f in found([first, same], "Q2", shows_feedback=True)] == [("same", "first")]
        assert found([first, derived, unsaid], "Q2", shows_feedback=True) == []

    def test_of_a_list_a_part_is_no_cue(self):
        asked = entry("asked", several(("China", "Russia")), FOUNDERS)
        for explanation, cues in (("Among the founding countries is China.", 0), (FOUNDERS.answer + " founded it.", 1)):
            told = entry("told", typed("Xi", stem="Who spoke?"), explanation=explanation)
            assert len(found([told, asked], "Q2", shows_feedback=True)) == cues

    def test_the_answer_that_makes_a_statement_true_is_its_key(self):
        judged = entry("judged", statement(), fact())
        assert found([judged, entry("b", typed("Xi", stem="Who saw it established in 2001?"))], "Q2") != []

    def test_true_is_no_cue(self):
        assert found([entry("a", statement()), entry("b", typed("Xi", stem="Who spoke of a true family?"))], "Q2") == []


class TestQ3HingedFacts:
    def test_two_questions_on_one_fact_are_a_warning(self):
        pair = [entry("a", typed("2001"), fact()), entry("b", statement(), fact())]
        assert [finding.slugs for finding in found(pair, "Q3")] == [("a", "b")]

    def test_a_derived_fact_hinges_on_its_source(self):
        total = fact("26", slug="f019", derived_from=("f015",))
        pair = [entry("a", typed("26"), total), entry("b", typed("10"), fact("10", slug="f015"))]
        assert [finding.slugs for finding in found(pair, "Q3")] == [("a", "b")]

    def test_facts_of_their_own_are_clean(self):
        assert found([entry("a", typed("2001"), fact()), entry("b", several(), FOUNDERS)], "Q3") == []


class TestQ4NearDuplicates:
    first = entry("a", choice("Which city hosts the summit of 2025?"))

    def test_the_same_question_in_other_order_is_an_error(self):
        again = entry("b", choice("The summit of 2025: which city hosts it?"))
        (finding,) = found([self.first, again], "Q4")
        assert finding.severity is Severity.ERROR

    def test_the_same_question_typed_is_an_error(self):
        again = entry("b", typed("Tianjin", "Tianjin, China", stem="Which city hosts the summit of 2025?"))
        assert len(found([self.first, again], "Q4")) == 1

    def test_another_answer_makes_another_question(self):
        again = entry("b", choice("Which city hosts the summit of 2024?", ("Astana",), ("Beijing", "Osh")))
        assert found([self.first, again], "Q4") == []

    def test_true_statements_on_two_members_are_two_questions(self):
        pair = [
            entry(name, statement(f"{name} was a founding country of the SCO.")) for name in ("China", "Kazakhstan")
        ]
        assert found(pair, "Q4") == []


class TestQ5LongestIsRight:
    def entries(self, longest):
        return [
            entry(f"q{n}", choice(f"Who is {c * 5}?", (c * 12 if n < longest else c * 4,), (c * 5 + "x", c * 6 + "y")))
            for n, c in enumerate(LETTERS[:9])
        ]

    def test_a_habit_is_a_warning_that_names_the_questions(self):
        (finding,) = found(self.entries(longest=6), "Q5")
        assert finding.slugs == ("q0", "q1", "q2", "q3", "q4", "q5")

    def test_no_more_than_chance_and_a_quarter_is_clean(self):
        assert found(self.entries(longest=5), "Q5") == []


class TestQ6Blueprint:
    def entries(self, topics, kinds=("fact",) * 8, paragraphs=range(8)):
        rows = zip(topics, kinds, paragraphs, strict=True)
        return [
            entry(f"q{n}", typed(LETTERS[n] * 4), fact(slug=f"f{n}", paragraph=paragraph), topic, kind)
            for n, (topic, kind, paragraph) in enumerate(rows)
        ]

    def test_a_topic_with_more_than_half_is_a_warning(self):
        (finding,) = found(self.entries("aaaaabcd"), "Q6")
        assert finding.slugs == ("q0", "q1", "q2", "q3", "q4")

    def test_a_quiz_on_one_topic_is_so_by_design(self):
        assert found(self.entries("aaaaaaaa", paragraphs=[7] * 8), "Q6") == []

    def test_a_paragraph_with_more_than_40_percent_is_a_warning(self):
        assert len(found(self.entries("aabbccdd", paragraphs=[1, 1, 1, 1, 2, 3, 4, 5]), "Q6")) == 1

    def test_more_than_30_percent_claims_are_a_warning(self):
        assert len(found(self.entries("aabbccdd", ("claim",) * 3 + ("fact",) * 5), "Q6")) == 1

    def test_an_even_mix_is_clean(self):
        assert found(self.entries("aabbccdd", ("claim",) * 2 + ("fact",) * 6), "Q6") == []


class TestQ7BalanceOfStatements:
    def entries(self, true, all_, code="true_false"):
        return [
            entry(f"q{n}", statement(f"The {LETTERS[n] * 5} is here.", "True" if n < true else "False", code))
            for n in range(all_)
        ]

    def test_too_many_true_or_false_are_a_warning(self):
        assert len(found(self.entries(6, 8), "Q7")) == len(found(self.entries(2, 8), "Q7")) == 1

    def test_a_third_true_is_right_among_three_answers(self):
        assert found(self.entries(4, 12, "true_false_not_stated"), "Q7") == []
        assert len(found(self.entries(7, 12, "true_false_not_stated"), "Q7")) == 1

    def test_balance_and_few_statements_are_clean(self):
        assert found(self.entries(4, 8), "Q7") == found(self.entries(7, 7), "Q7") == []


class TestQ8Feedback:
    def test_a_question_without_an_explanation_is_a_warning(self):
        (finding,) = found([entry("a", choice(), explanation=" "), entry("b", several())], "Q8")
        assert finding.slugs == ("a",)

    def test_an_explanation_without_a_place_is_a_warning(self):
        assert len(found([entry("a", choice(), explanation="Because it does.")], "Q8")) == 1

    def test_a_fact_brings_its_place_along(self):
        assert found([entry("a", choice(), fact(), explanation="Because it does.")], "Q8") == []


class TestL13OverAQuiz:
    def negatives(self, count):
        return [entry(f"n{n}", typed(LETTERS[n], stem=f"Who did **NOT** see {LETTERS[n] * 5}?")) for n in range(count)]

    def test_more_than_one_in_ten_is_a_warning(self):
        assert found(self.negatives(2), "L13")[0].slugs == ("n0", "n1")

    def test_one_is_always_fine(self):
        assert found(self.negatives(1), "L13") == []


class TestL19OverAQuiz:
    def test_a_quiz_that_is_hard_to_read_is_a_warning(self):
        stem = "Which infrastructural developments strengthened international interconnectedness considerably?"
        assert len(found([entry("a", choice(stem))], "L19")) == 1

    def test_plain_questions_are_clean(self):
        assert found([entry("a", choice())], "L19") == []


def test_a_quiz_without_questions_has_nothing_wrong():
    assert lint_quiz([], shows_feedback=True) == []
