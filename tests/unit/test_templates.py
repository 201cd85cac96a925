"""What no template may hold, and what each must; a test names every template that offends."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

TAG = re.compile(r"<[a-zA-Z/!][^>]*>", re.DOTALL)
HIDDEN = re.compile(
    r"\{% (blocktranslate|comment)\b.*?\{% end\1 %\}|\{#.*?#\}|<!--.*?-->|\{%.*?%\}|\{\{.*?\}\}|&\w+;", re.DOTALL
)
READ_ALOUD = re.compile(r"\b(?:alt|title|aria-label|placeholder)=([\"'])(.*?)\1", re.DOTALL)
WORD = re.compile(r"[^\W\d_]{2,}")
NAME = {"ScoQuiz", "Sco", "Quiz"}  # it is the same in every language

INLINE_STYLE_OR_HANDLER = re.compile(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=|\shx-on|javascript:|js:")
INLINE_SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc=)")
THIRD_PARTY = re.compile(r"(?:src|href|action)=[\"'](?:https?:)?//")
LONG_LINE = re.compile(r"^.{121,}$", re.MULTILINE)
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
POSTS = re.compile(r"method=[\"']post", re.IGNORECASE)


def offenders(found_in):
    """What is found in the templates where anything is: path → all of it."""
    found = {str(path.relative_to(ROOT)): list(found_in(path.read_text())) for path in TEMPLATES}
    assert found
    return {path: those for path, those in found.items() if those}


def untranslated(text):
    """The words that are shown or read aloud as they stand in the template."""
    text = HIDDEN.sub(" ", text)
    words = WORD.findall(TAG.sub(" ", text))
    words += [value for _quote, value in READ_ALOUD.findall(text) if WORD.search(value)]
    return sorted(set(words) - NAME)


def forms_without_token(text):
    return [form for form in FORM.findall(text) if POSTS.search(form) and "{% csrf_token %}" not in form]


class TestTemplates:
    def test_hold_no_inline_script_and_no_inline_style(self):
        assert offenders(INLINE_STYLE_OR_HANDLER.findall) == {}
        assert offenders(INLINE_SCRIPT.findall) == {}

    def test_name_no_third_party(self):
        assert offenders(THIRD_PARTY.findall) == {}

    def test_put_every_word_through_gettext(self):
        assert offenders(untranslated) == {}

    def test_carry_the_token_in_every_form_that_posts(self):
        assert offenders(forms_without_token) == {}

    def test_have_no_line_of_more_than_120_characters(self):
        assert offenders(LONG_LINE.findall) == {}

    def test_that_offend_are_found(self, tmp_path, monkeypatch):
        """So that the tests above can fail."""
        bad = tmp_path / "bad.html"
        bad.write_text(
            '<p onclick="x()" style="top: 0" title="Away">Hello, ScoQuiz {{ name }}</p><script>x()</script>'
            '<a href="//example.org/">{% translate "There" %}</a><form method="POST"></form>'
        )
        monkeypatch.setitem(globals(), "ROOT", tmp_path)
        monkeypatch.setitem(globals(), "TEMPLATES", [bad])
        assert offenders(INLINE_STYLE_OR_HANDLER.findall) == {"bad.html": [" onclick=", " style="]}
        assert offenders(INLINE_SCRIPT.findall) == {"bad.html": ["<script"]}
        assert offenders(THIRD_PARTY.findall) == {"bad.html": ['href="//']}
        assert offenders(untranslated) == {"bad.html": ["Away", "Hello"]}
        assert offenders(forms_without_token) == {"bad.html": ['<form method="POST"></form>']}
