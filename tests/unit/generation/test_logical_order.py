import pytest

from quizzes.generation.logical_order import in_logical_order, logical_order
from quizzes.items import Item, Option


def item(*texts, item_type="single_choice", params=None):
    return Item(
        item_type, "Which?", tuple(Option(text, float(not index)) for index, text in enumerate(texts)), params or {}
    )


class TestLogicalOrder:
    @pytest.mark.parametrize(
        "texts",
        [
            ("2006", "1998", "2001"),
            ("twelve", "3", "11"),
            ("4 trillion yuan", "900 billion yuan", "3.65 trillion yuan"),
            ("1 September 2025", "31 August 2025", "15 June 2001"),
        ],
    )
    def test_is_ascending_for_numbers_and_dates(self, texts):
        ordered = in_logical_order(item(*texts))
        assert [option.text for option in ordered.options] == [texts[index] for index in logical_order(item(*texts))]
        assert logical_order(ordered) == list(range(len(texts)))
        assert ordered.params == {"shuffle": False}
        assert [option.text for option in ordered.keys] == [texts[0]]

    @pytest.mark.parametrize("texts", [("Tianjin", "Beijing"), ("2001", "Beijing"), ("2001",), ()])
    def test_is_nothing_that_words_have(self, texts):
        assert logical_order(item(*texts)) is None
        assert in_logical_order(item(*texts)) == item(*texts)

    def test_is_nothing_for_what_is_not_listed(self):
        typed = item("12", "3", item_type="numerical")
        assert in_logical_order(typed) == typed
