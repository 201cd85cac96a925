import pytest

from quizzes.items import TYPES, Form, Item, Option

SHORT_ANSWER = TYPES["short_answer"]


def fraction_of(accepted, text):
    item = Item("short_answer", "Who, where or how many?", accepted)
    return SHORT_ANSWER.grade(item, SHORT_ANSWER.parse(item, {}, Form({"answer": [text]})))


class TestGrade:
    @pytest.mark.parametrize(
        ("accepted", "text"),
        [
            ("Tashkent", "TASHKENT"),
            ("Tashkent", "  Tashkent. "),
            ("Xi Jinping", "xi   jinping"),
            ("Türkiye", "Turkiye"),
            ("the Shanghai Spirit", "“Shanghai Spirit”"),
            ("China's", "China’s"),
            ("Belt and Road", "belt-and-road"),
            ("10", "ten"),
            ("twenty-six", "26"),
            ("3,650", "3 650"),
        ],
    )
    def test_forgives_accents_case_spaces_and_quotes(self, accepted, text):
        assert fraction_of((Option(accepted, 1.0),), text) == 1

    @pytest.mark.parametrize(
        ("accepted", "text"),
        [
            ("2001", "2002"),
            ("2001", "200"),
            ("3.65", "3.6"),
            ("3.65", "365"),
            ("5", "-5"),
            ("511 billion", "511 million"),
            ("511 billion", "512 billion"),
            ("26", "20 to 6"),
            ("Tashkent", "Tashken"),
            ("Iran", "Iraq"),
        ],
    )
    def test_never_takes_what_is_close(self, accepted, text):
        assert fraction_of((Option(accepted, 1.0),), text) == 0

    def test_gives_a_lesser_form_its_share(self):
        accepted = (Option("Tashkent", 1.0), Option("Uzbekistan", 0.5))
        assert fraction_of(accepted, "uzbekistan") == 0.5


class TestProblems:
    def test_names_an_accepted_answer_without_letters(self):
        item = Item("short_answer", "Who?", (Option("Xi Jinping", 1.0), Option("–", 1.0)))
        assert SHORT_ANSWER.problems(item) == ["Every accepted answer needs a letter or a figure."]
