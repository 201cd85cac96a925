"""What a request holds is read the same way everywhere."""

import pytest
from django.test import RequestFactory

from quizzes.requests import posted, whole_number


class TestPosted:
    def test_is_what_a_form_is_bound_to(self):
        assert posted(RequestFactory().post("/", {"name": "Ada"})).dict() == {"name": "Ada"}

    def test_is_nothing_where_a_page_is_only_looked_at(self):
        assert posted(RequestFactory().get("/", {"name": "Ada"})) is None

    def test_is_something_even_where_a_form_is_sent_empty(self):
        assert posted(RequestFactory().post("/")) is not None


class TestWholeNumber:
    @pytest.mark.parametrize(
        ("text", "number"), [("0", 0), ("7", 7), ("007", 7), ("9" * 18, 10**18 - 1), ("9" * 19, 2**63 - 1)]
    )
    def test_is_read(self, text, number):
        assert whole_number(text) == number

    @pytest.mark.parametrize(
        "text", ["", " 1", "-1", "+1", "1.0", "1e3", "abc", "١", "²", "\x001", "9" * 20, "9" * 5000]
    )
    def test_is_nothing_else(self, text):
        assert whole_number(text) is None
