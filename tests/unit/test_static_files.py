"""The scripts of the pages import each other, and each is found by a name that changes with its content."""

import re
from pathlib import Path

import pytest

from scoquiz.static_files import HashedStaticFilesStorage
from tests.support.running import ROOT

FOLDER = ROOT / "quizzes" / "static"
SCRIPTS = sorted(FOLDER.glob("**/*.js"))
IMPORT = re.compile(r'import \{ [\w, ]+ \} from "(\.[^"]+\.js)";')
ANY_IMPORT = re.compile(r"^ *(?:import\b|export\b.*\bfrom\b).*|\bimport\([\"'`].*", re.MULTILINE)


def imports(script: Path) -> list[str]:
    return ANY_IMPORT.findall(script.read_text())


class TestScripts:
    def test_import_in_the_one_form_that_is_followed(self):
        lines = [line for script in SCRIPTS for line in imports(script)]
        assert lines
        assert [line for line in lines if not IMPORT.fullmatch(line)] == []

    def test_import_what_is_there(self):
        targets = [script.parent / IMPORT.fullmatch(line)[1] for script in SCRIPTS for line in imports(script)]
        assert [target for target in targets if not target.is_file()] == []


class TestHashedStaticFilesStorage:
    @pytest.fixture
    def collect(self, tmp_path, settings):
        """Collect some scripts, and return what each is called and says then."""
        settings.STATIC_ROOT = tmp_path

        def collect(**scripts):
            folder = tmp_path / "quizzes" / "live"
            folder.mkdir(parents=True, exist_ok=True)
            for name, text in scripts.items():
                (folder / f"{name}.js").write_text(text)
            storage = HashedStaticFilesStorage()
            paths = {f"quizzes/live/{name}.js": (storage, f"quizzes/live/{name}.js") for name in scripts}
            failed = [
                processed for *_names, processed in storage.post_process(paths) if isinstance(processed, Exception)
            ]
            if failed:
                raise failed[0]
            names = [storage.stored_name(path) for path in paths]
            return [(name, (tmp_path / name).read_text()) for name in names]

        return collect

    def test_names_an_imported_script_as_it_is_called(self, collect):
        (_page, text), (clock, _text) = collect(
            page='import { now } from "./clock.js";\n', clock="export const now = 1;"
        )
        assert text == f'import {{ now }} from "./{Path(clock).name}";\n'
        assert re.search(r"clock\.[0-9a-f]{12}\.js$", clock)

    def test_calls_a_script_anew_when_what_it_imports_has_changed(self, collect):
        page = 'import { now } from "./clock.js";\n'
        clock = 'import { passed } from "./passed.js";\n'
        before = collect(page=page, clock=clock, passed="export const passed = 1;")
        after = collect(page=page, clock=clock, passed="export const passed = 2;")
        assert not {name for name, _text in before} & {name for name, _text in after}

    def test_fails_where_what_is_imported_is_missing(self, collect):
        with pytest.raises(ValueError, match=r"clock\.js"):
            collect(page='import { now } from "./clock.js";\n')
