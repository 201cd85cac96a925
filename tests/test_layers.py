"""The layers of DESIGN.md, read from the imports; and what no template may hold."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "quizzes"
LAYERS = (
    {"apps"},  # puts together what Django asks an app for
    {"urls"},
    {"views", "admin", "admin_site", "management", "templatetags"},
    {"live"},
    {"class_packs"},
    {"forms", "checks", "qr_codes", "preparation", "simulation", "teachers", "database", "fixture_rows"},
    {"models"},
    {"formats", "generation", "nicknames", "come_back"},
    {"items", "scoring", "item_analysis", "hashers", "picture_files", "steady_clock"},
    {"estimates"},
)
DEPTH = {name: depth for depth, names in enumerate(LAYERS) for name in names}
# Inside models, later ones may use earlier ones.
# fmt: off
MODELS = [
    "linting", "ordered", "slugs", "sources", "facts", "candidates", "pictures", "options", "questions", "versions",
    "generated", "staleness", "records", "exports", "prepared_rows", "identities", "contents", "intake", "imports",
    "terms", "quizzes", "learners", "statements", "guessing", "classes", "assignments", "entries", "response_sets",
    "responses", "results", "attempt_sets", "attempts", "live_players", "live_questions", "live_answers", "live_rounds",
    "live_joining", "live_moves", "standings", "regrades", "drops", "gradebook", "own_results", "counted_answers",
    "heat_maps", "reports", "rosters", "erasure", "what_is_known", "setup", "__init__",
]
# fmt: on

MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def dotted(path):
    """quizzes/views/access.py → ("views", "access")"""
    return path.relative_to(PACKAGE).with_suffix("").parts


def imports_of(path):
    """What a module imports from inside the package, each as a tuple of names below it."""
    here = ("quizzes", *dotted(path))
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found = [alias.name.split(".") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = here[: -node.level] if node.level else ()
            module = [*base, *(node.module or "").split(".")] if node.module else [*base]
            found = [[*module, alias.name] for alias in node.names]
        else:
            continue
        yield from (tuple(name[1:]) for name in found if name[0] == "quizzes" and len(name) > 1)


def relative(path):
    return str(path.relative_to(ROOT))


class TestLayers:
    def test_everything_has_a_layer(self):
        names = {dotted(path)[0] for path in MODULES} - {"__init__"}
        assert names <= set(DEPTH)

    @pytest.mark.parametrize("path", MODULES, ids=relative)
    def test_imports_point_down_only(self, path):
        own = dotted(path)[0]
        upwards = [
            ".".join(name)
            for name in imports_of(path)
            if name[0] != own and name[0] in DEPTH and DEPTH[name[0]] <= DEPTH.get(own, 0)
        ]
        assert not upwards

    @pytest.mark.parametrize("path", sorted((PACKAGE / "models").glob("*.py")), ids=relative)
    def test_models_use_what_stands_before_them(self, path):
        upwards = [
            name[1]
            for name in imports_of(path)
            if name[0] == "models" and len(name) > 1 and MODELS.index(name[1]) >= MODELS.index(path.stem)
        ]
        assert not upwards

    def test_the_core_asks_neither_a_database_nor_a_request(self):
        for name in ("items", "generation", "formats"):
            for path in (PACKAGE / name).rglob("*.py"):
                assert not re.search(r"django\.(db|http|conf|core)", path.read_text()), relative(path)

    def test_each_module_is_named_after_what_is_in_it(self):
        vague = re.compile(r"util|helper|common|service|misc|manager|base_?utils")
        assert [relative(path) for path in MODULES if vague.search(path.stem)] == []

    def test_no_module_asks_which_type_an_item_has(self):
        asking = re.compile(r"\b(if|elif|case)\b.*\b(item_type|\.code|\.type\.code)\s*(==|!=|in\b)")
        outside = [path for path in MODULES if dotted(path)[0] in ("models", "views", "templatetags")]
        assert [relative(path) for path in outside if asking.search(path.read_text())] == []


TAG = re.compile(r"<[a-zA-Z/!][^>]*>", re.DOTALL)
HIDDEN = re.compile(
    r"\{% (blocktranslate|comment)\b.*?\{% end\1 %\}|\{#.*?#\}|<!--.*?-->|\{%.*?%\}|\{\{.*?\}\}|&\w+;", re.DOTALL
)
READ_ALOUD = re.compile(r"\b(?:alt|title|aria-label|placeholder)=([\"'])(.*?)\1", re.DOTALL)


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
class TestTemplates:
    def test_hold_no_inline_script_and_no_inline_style(self, path):
        text = path.read_text()
        assert not re.search(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=|\shx-on|javascript:|js:", text)
        assert not re.search(r"<script\b(?![^>]*\bsrc=)", text)

    def test_name_no_third_party(self, path):
        assert not re.search(r"(?:src|href|action)=[\"'](?:https?:)?//", path.read_text())

    def test_put_every_word_through_gettext(self, path):
        text = HIDDEN.sub(" ", path.read_text())
        words = re.findall(r"[^\W\d_]{2,}", TAG.sub(" ", text))
        words += [value for _quote, value in READ_ALOUD.findall(text) if re.search(r"[^\W\d_]{2,}", value)]
        assert set(words) <= {"ScoQuiz", "Sco", "Quiz"}  # the name is the same in every language

    def test_carry_the_token_in_every_form_that_posts(self, path):
        for form in re.findall(r"<form\b.*?</form>", path.read_text(), re.DOTALL):
            if re.search(r"method=[\"']post", form, re.IGNORECASE):
                assert "{% csrf_token %}" in form
