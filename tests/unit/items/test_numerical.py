import pytest

from quizzes.items import TYPES, BadResponse, Form, Item, Option

NUMERICAL = TYPES["numerical"]
TRADE = Item(
    "numerical",
    "What was the trade volume in 2024?",
    (Option("3.65", 1.0),),
    {"unit": "trillion yuan", "units": ["rmb", "¥"], "tolerance": 0.05},
)
CONTAINERS = Item("numerical", "How many containers did it carry?", (Option("50", 1.0),), {"unit": "containers"})


def fraction_of(item, text):
    response = NUMERICAL.parse(item, {}, Form({"answer": [text]}))
    return NUMERICAL.grade(item, response)


class TestGrade:
    @pytest.mark.parametrize(
        "text",
        [
            "3.65",
            "3,65",
            "3.6",
            "3.7",
            "3.65 trillion",
            "3.65 trillion yuan",
            "¥3.65 trillion",
            "3.65 RMB",
            "3,650 billion",
            "3 650 bn yuan",
            "3650000000000",
            "3,650,000,000,000",
        ],
    )
    def test_takes_what_is_within_the_tolerance_in_any_unit(self, text):
        assert fraction_of(TRADE, text) == 1

    @pytest.mark.parametrize("text", ["3.59", "3.71", "3.65 billion", "365", "-3.65", "4", "3.65 million", "0"])
    def test_takes_nothing_outside_it(self, text):
        assert fraction_of(TRADE, text) == 0

    @pytest.mark.parametrize("text", ["50", "fifty", "Fifty containers", "50.0", " 050 "])
    def test_takes_a_number_in_figures_or_words(self, text):
        assert fraction_of(CONTAINERS, text) == 1

    @pytest.mark.parametrize("text", ["49", "51", "49.999999", "5", "500", "-50", ".50", "fifteen", "50 thousand"])
    def test_is_exact_without_a_tolerance(self, text):
        assert fraction_of(CONTAINERS, text) == 0

    def test_gives_the_best_of_the_accepted_numbers(self):
        item = Item("numerical", "How many?", (Option("10", 1.0), Option("12", 0.5)), {"tolerance": 2})
        assert [fraction_of(item, text) for text in ("12", "13", "15")] == [1, 0.5, 0]


class TestParse:
    @pytest.mark.parametrize("text", ["3.65 euros", "3.65 trillion dollars", "$3.65 trillion"])
    def test_asks_for_the_unit_of_the_question(self, text):
        with pytest.raises(BadResponse, match="alone; it is counted in trillion yuan"):
            fraction_of(TRADE, text)

    def test_asks_for_the_number_alone_where_there_is_no_unit(self):
        with pytest.raises(BadResponse, match="without other words"):
            fraction_of(Item("numerical", "How many?", (Option("10", 1.0),)), "10 members")

    @pytest.mark.parametrize("text", ["many", "50 or 60", "50–60"])
    def test_asks_for_one_number(self, text):
        with pytest.raises(BadResponse, match="not one number"):
            fraction_of(CONTAINERS, text)


class TestProblems:
    @pytest.mark.parametrize("tolerance", ["a little", -1, None, float("nan"), float("inf")])
    def test_names_a_tolerance_that_is_none(self, tolerance):
        item = Item("numerical", "How many?", (Option("10", 1.0),), {"tolerance": tolerance})
        assert NUMERICAL.problems(item) == ["The tolerance must be a number, 0 or more."]

    @pytest.mark.parametrize("text", ["ten or so", "10 dollars", ""])
    def test_names_an_accepted_answer_that_is_no_number(self, text):
        item = Item("numerical", "How many?", (Option(text, 1.0),))
        assert NUMERICAL.problems(item) == [f"“{text}” is not a number in the unit of this question."]


class TestSummarise:
    @pytest.mark.parametrize(
        ("text", "line"), [("3.65", "3.65 trillion yuan"), ("3.65 trillion", "3.65 trillion"), ("4 rmb", "4 rmb")]
    )
    def test_adds_the_unit_to_a_bare_number(self, text, line):
        assert NUMERICAL.summarise(TRADE, {"text": text}) == line
