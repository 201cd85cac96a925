"""`requirements/install`, in a tree of its own with an empty lock, so that nothing is fetched."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "requirements" / "install"


def new_tree(folder):
    (folder / "requirements").mkdir()
    shutil.copy(SCRIPT, folder / "requirements")
    for lock in ("base", "nlp", "dev"):
        (folder / "requirements" / f"{lock}.txt").write_text(f"# {lock}\n")
    return folder


@pytest.fixture
def tree(tmp_path):
    return new_tree(tmp_path)


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """A tree in which it has run once, and how that ended: to build an environment takes seconds."""
    tree = new_tree(tmp_path_factory.mktemp("first"))
    return tree, install(tree)


@pytest.fixture
def built(first, tmp_path):
    return shutil.copytree(first[0], tmp_path / "tree", symlinks=True)


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
    def test_builds_once_and_again_when_the_lock_changes(self, first, built):
        _tree, ended = first
        again = install(built)
        (built / "requirements" / "base.txt").write_text("# another lock\n")
        changed = install(built)

        assert [ended.returncode, again.returncode, changed.returncode] == [0, 0, 0]
        assert "Installing" in ended.stdout
        assert again.stdout == ""
        assert "Installing" in changed.stdout
        assert (built / ".venv" / "bin" / "python").exists()

    @pytest.mark.parametrize("larger", ["nlp", "dev"])
    def test_takes_the_larger_lock_for_the_smaller_one_too(self, built, larger):
        assert "Installing" in install(built, larger).stdout
        assert install(built, "base").stdout == ""


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
