"""`requirements/install`, in a tree of its own with an empty lock, so that nothing is fetched."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "requirements" / "install"


@pytest.fixture
def tree(tmp_path):
    (tmp_path / "requirements").mkdir()
    shutil.copy(SCRIPT, tmp_path / "requirements")
    for lock in ("base", "nlp", "dev"):
        (tmp_path / "requirements" / f"{lock}.txt").write_text(f"# {lock}\n")
    return tmp_path


def install(tree, lock="base", python=sys.executable):
    return subprocess.run(
        ["requirements/install", lock],
        check=False,
        cwd=tree,
        env={"PATH": os.environ["PATH"], "PYTHON": str(python)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )


def python_that(tree, fails_at):
    """A Python that ends with an error when it is asked to run something with this word in it."""
    fake = tree / "python"
    fake.write_text(f'#!/bin/sh\ncase "$*" in *{fails_at}*) exit 1 ;; esac\n')
    fake.chmod(0o755)
    return fake


class TestInstall:
    def test_builds_once_and_again_when_the_lock_changes(self, tree):
        first, again = install(tree), install(tree)
        (tree / "requirements" / "base.txt").write_text("# another lock\n")
        changed = install(tree)

        assert [first.returncode, again.returncode, changed.returncode] == [0, 0, 0]
        assert "Installing" in first.stdout
        assert again.stdout == ""
        assert "Installing" in changed.stdout
        assert (tree / ".venv" / "bin" / "python").exists()

    @pytest.mark.parametrize("larger", ["nlp", "dev"])
    def test_takes_the_larger_lock_for_the_smaller_one_too(self, tree, larger):
        install(tree, larger)

        assert install(tree, "base").stdout == ""


class TestRefusal:
    def sentence(self, tree, **options):
        ended = install(tree, **options)
        assert ended.returncode == 1
        assert ended.stderr.count("\n") == 1
        return ended.stderr

    def test_names_the_python_it_needs(self, tree):
        assert "needs Python 3.11 or newer" in self.sentence(tree, python=python_that(tree, "version_info"))

    def test_names_the_python_it_needs_where_there_is_none(self, tree):
        assert "needs Python 3.11 or newer" in self.sentence(tree, python=tree / "missing")

    def test_names_the_module_that_debian_leaves_out(self, tree):
        assert "apt install python3-venv" in self.sentence(tree, python=python_that(tree, "ensurepip"))

    def test_names_the_folder_it_cannot_write_to(self, tree):
        (tree / ".venv").write_text("a file in the place of the folder")

        assert f"cannot write to {tree}" in self.sentence(tree)
