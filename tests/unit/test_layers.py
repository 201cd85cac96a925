"""The layers of docs/architecture.md, read from the imports."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "quizzes"
# From the top down: what stands in one row may use the rows below it, never its own neighbours.
LAYERS = (
    {"apps"},  # puts together what Django asks an app for
    {"urls"},
    {"views", "admin", "admin_site", "management", "templatetags"},
    {"live"},
    {"forms", "checks", "qr_codes", "installation", "simulated_students", "permissions", "wording"},
    {"models"},
    {"formats", "generation", "nicknames", "passphrases", "db"},
    {"items", "scoring", "statistics", "hashers", "picture_files", "clock", "process_cache", "requests", "converters"},
)
# Inside models likewise; packages in one row do not know each other.
MODELS = (
    {"__init__"},
    {"privacy", "exchange"},
    {"reports"},
    {"live", "marking"},
    {"attempts"},
    {"classes"},
    {"bank"},
)

MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)


def dotted(path):
    """quizzes/views/lookups.py → ("views", "lookups")"""
    return path.relative_to(PACKAGE).with_suffix("").parts


@cache
def imports_of(path):
    """What a module imports from inside the package, each as a tuple of names below it."""
    here = ("quizzes", *dotted(path))
    imports = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found = [alias.name.split(".") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = here[: -node.level] if node.level else ()
            module = [*base, *(node.module or "").split(".")] if node.module else [*base]
            found = [[*module, alias.name] for alias in node.names]
        else:
            continue
        imports += [tuple(name[1:]) for name in found if name[0] == "quizzes" and len(name) > 1]
    return imports


def relative(path):
    return str(path.relative_to(ROOT))


def upwards(layers, package=()):
    """The imports inside of `package` that do not point down, as sentences."""
    depth = {name: place for place, names in enumerate(layers) for name in names}
    level = len(package)
    for path in MODULES:
        own = dotted(path)
        if own[:level] != package or own == ("__init__",):
            continue
        for name in imports_of(path):
            if name[:level] != package or len(name) == level or name[level] == own[level]:
                continue
            if name[level] in depth and depth[name[level]] <= depth[own[level]]:
                yield f"{relative(path)} imports {'.'.join(name)}"


def modules_of(*package):
    """What may pass the boundary of a package of models: a module of it, never the collection in `__init__`."""
    return {dotted(path)[len(package)] for path in MODULES if dotted(path)[: len(package)] == package}


class TestLayers:
    def test_everything_has_a_layer(self):
        assert modules_of() - {"__init__"} == set().union(*LAYERS)
        assert modules_of("models") == set().union(*MODELS)

    def test_imports_point_down_only(self):
        assert list(upwards(LAYERS)) == []

    def test_models_use_what_stands_below_them(self):
        assert list(upwards(MODELS, ("models",))) == []

    def test_models_never_use_the_collection_of_them_all(self):
        """It imports every one of them: whoever uses it from among them goes round in a circle."""
        names = modules_of("models")
        assert [
            f"{relative(path)} imports {'.'.join(name)}"
            for path in MODULES
            if dotted(path)[0] == "models"
            for name in imports_of(path)
            if name[0] == "models" and name[1:2] and name[1] not in names
        ] == []

    def test_the_core_asks_neither_a_database_nor_a_request(self):
        asking = re.compile(r"django\.(db|http|conf|core)")
        core = [path for path in MODULES if dotted(path)[0] in ("items", "generation", "formats", "statistics")]
        assert [relative(path) for path in core if asking.search(path.read_text())] == []

    def test_each_module_is_named_after_what_is_in_it(self):
        vague = re.compile(r"util|helper|common|service|misc|manager|base_?utils")
        assert [relative(path) for path in MODULES if vague.search(path.stem)] == []

    def test_no_module_asks_which_type_an_item_has(self):
        asking = re.compile(r"\b(if|elif|case)\b.*\b(item_type|\.code|\.type\.code)\s*(==|!=|in\b)")
        outside = [path for path in MODULES if dotted(path)[0] in ("models", "views", "templatetags")]
        assert [relative(path) for path in outside if asking.search(path.read_text())] == []

    def test_find_what_points_up(self, tmp_path, monkeypatch):
        """So that the tests above can fail."""
        for name, text in (("items", "from quizzes.models import Quiz"), ("views", "from .items import x")):
            (tmp_path / f"{name}.py").write_text(text)
        monkeypatch.setitem(globals(), "PACKAGE", tmp_path)
        monkeypatch.setitem(globals(), "ROOT", tmp_path)
        monkeypatch.setitem(globals(), "MODULES", sorted(tmp_path.rglob("*.py")))
        assert list(upwards(LAYERS)) == ["items.py imports models.Quiz"]
