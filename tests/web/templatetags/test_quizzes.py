import datetime as dt
import re

import pytest
from django.template import Context, Template

from quizzes.templatetags.quizzes import COUNTED, ICONS, compared, counted, duration, icon, rich, tagged


class TestRich:
    @pytest.mark.parametrize(
        ("text", "html"),
        [
            ("Which is **NOT** a founder?", "Which is <strong>NOT</strong> a founder?"),
            ("the *Diplomat*", "the <em>Diplomat</em>"),
            ("It “looks *forward*”, at 5 * 3 & < 20", "It “looks <em>forward</em>”, at 5 * 3 &amp; &lt; 20"),
            ("The ____ Spirit of ____ and ____", "The ____ Spirit of ____ and ____"),
            (r"a \*star\*", "a *star*"),
            ("# no heading\n- no list", "# no heading\n- no list"),
            ("", ""),
        ],
    )
    def test_knows_emphasis_and_nothing_else(self, text, html):
        assert rich(text) == html

    @pytest.mark.parametrize(
        "attack",
        [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "[click](javascript:alert(1))",
            "![x](https://evil.example/x.png)",
            "<https://evil.example>",
            "**<svg/onload=alert(1)>**",
            "*</em><iframe srcdoc='&lt;script&gt;alert(1)&lt;/script&gt;'>*",
            "&lt;script&gt;alert(1)&lt;/script&gt;",
            "`<b onmouseover=alert(1)>`",
        ],
    )
    def test_lets_no_markup_through(self, attack):
        shown = Template("{{ text|rich }}").render(Context({"text": attack}))
        assert set(re.findall(r"<[^>]*>?", shown)) <= {"<em>", "</em>", "<strong>", "</strong>"}


class TestDuration:
    @pytest.mark.parametrize(
        ("length", "text"),
        [
            (dt.timedelta(seconds=35.4), "35 s"),
            (dt.timedelta(seconds=59.6), "1 minute"),
            (dt.timedelta(minutes=10), "10 minutes"),
            (dt.timedelta(minutes=4, seconds=10), "4 min 10 s"),
            (dt.timedelta(hours=26, minutes=5, seconds=59), "26 h 5 min"),
            (dt.timedelta(seconds=-3), "0 s"),
        ],
    )
    def test_says_the_two_largest_units(self, length, text):
        assert duration(length) == text


class TestCounted:
    @pytest.mark.parametrize("what", COUNTED)
    def test_says_one_and_several(self, what):
        assert [counted(n, what) for n in (0, 1, 2)] == [f"0 {what}", f"1 {what.removesuffix('s')}", f"2 {what}"]


class TestIcon:
    @pytest.mark.parametrize("name", ICONS)
    def test_is_for_the_eye_alone(self, name):
        assert re.fullmatch(r'<svg class="icon" [^>]*aria-hidden="true"><path d="[^"]+"/></svg>', icon(name))


class TestTagged:
    def test_marks_what_the_other_text_has_not_and_keeps_the_spaces(self):
        assert tagged(compared("It has ten members.", "It has eight members."), "del") == (
            "It has <del>ten </del>members."
        )

    def test_lets_no_markup_through(self):
        pieces = [(False, "<b>a</b> "), (True, "<i>")]
        assert tagged(pieces, "ins") == "&lt;b&gt;a&lt;/b&gt; <ins>&lt;i&gt;</ins>"
