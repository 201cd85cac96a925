"""What docs/extending.md says about adding something is done here, in a copy of the project."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs" / "extending.md").read_text()
FILE = re.compile(r"^# ((?:quizzes|templates)/\S+)\n", re.MULTILINE)


def files_of(heading):
    """The files in the block of code below a heading: path → text. A line that names a path begins a file."""
    block = DOCUMENT.partition(f"## {heading}\n")[2].partition("```\n")[2].partition("```")[0]
    parts = FILE.split(block)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


@pytest.fixture
def copy(tmp_path):
    for name in ("quizzes", "scoquiz", "templates", "tests"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "samples"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def add(heading, copy):
    files = files_of(heading)
    assert files
    for path, text in files.items():
        assert not (copy / path).exists()
        (copy / path).write_text(text)
    return files


def run(copy, *command):
    done = subprocess.run(  # the project's own code
        [sys.executable, *command], cwd=copy, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


class TestAddingAQuestionType:
    def test_takes_what_the_document_says_and_keeps_the_contract(self, copy):
        files = add("A question type", copy)
        assert sum(text.count("\n") for text in files.values()) <= 13
        (contract,) = (path.relative_to(copy) for path in copy.glob("tests/**/items/test_contract.py"))
        out = run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(contract), "-k", "agreement")
        assert re.search(r"[1-9]\d* passed", out)


class TestAddingAFormat:
    def test_takes_what_the_document_says(self, copy):
        files = add("A file format", copy)
        assert sum(text.count("\n") for text in files.values()) <= 13
        script = (
            "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'scoquiz.settings'; django.setup();"
            "from quizzes.formats import FORMATS; from quizzes.forms.admin.exchange import format_choices;"
            "stems = FORMATS['stems']; records = stems.read(b'Why?\\nHow?\\n').records;"
            "assert stems.read(b''.join(stems.write(records))).records == records and len(records) == 2;"
            "assert ('stems', stems.label) in format_choices(); print('kept')"
        )
        assert run(copy, "-c", script) == "kept\n"
