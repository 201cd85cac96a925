"""HTML of other programs ↔ our texts."""

import pytest
from hypothesis import given, strategies as st

from quizzes.formats.markup import from_html, from_plain, to_html, to_inline_html

SIGNS = "ab *_\\<>&\"'`#[]~é"


class TestFromHtml:
    @pytest.mark.parametrize(
        ("source", "text"),
        [
            ("<p>one</p><p>two</p>", "one\n\ntwo"),
            ("one<br>two<br/>three", "one\ntwo\nthree"),
            ('<p dir="ltr">a&nbsp;<b>bold </b>c</p>', "a **bold** c"),
            ("<em>a</em> and <i>b</i>", "*a* and *b*"),
            ("3 < 4 &amp; 5 > 4", "3 < 4 & 5 > 4"),
            ("2*3*4", "2\\*3\\*4"),
            ("snake_case 2 * 3", "snake_case 2 * 3"),
            ("<style>p {}</style>a<!-- <b>not this -->b", "ab"),
            ("<b>never closed", "**never closed**"),
            ("<b> </b>", ""),
        ],
    )
    def test_gives_the_text_that_shows_the_same(self, source, text):
        assert from_html(source) == (text, False)

    @pytest.mark.parametrize(
        ("source", "text"),
        [
            ("<ul><li>one</li><li>two</li></ul>", "one\ntwo"),
            ("H<sub>2</sub>O", "H2O"),
            ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
            ("<b>a</b><b>b</b>", "ab"),
        ],
    )
    def test_says_when_formatting_is_lost(self, source, text):
        assert from_html(source) == (text, True)

    @pytest.mark.parametrize("source", ["<!--", "<b>", "<", "*a ", "**a", "&", "</b><b>x"])
    def test_keeps_the_words_of_whatever_is_too_long_for_a_text(self, source):
        text, is_lossy = from_html(source * 100_001)
        assert is_lossy
        assert "<b>" not in text

    @given(st.text(SIGNS))
    def test_what_is_plain_stays_plain(self, words):
        words = " ".join(words.split())
        assert to_inline_html(from_plain(words)) == words.replace("&", "&amp;").replace("<", "&lt;").replace(
            ">", "&gt;"
        ).replace('"', "&quot;")

    @given(st.text(SIGNS + "\n"))
    def test_what_was_read_once_is_stable(self, text):
        once, _is_lossy = from_html(to_html(text))
        assert from_html(to_html(once))[0] == once
