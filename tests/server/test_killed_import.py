"""A process that is killed while it stores questions leaves all or nothing, and the next one does it all.

See docs/decisions/security.md, case 38.
"""

import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

from tests.support.running import ROOT, environment


class TestKilledImport:
    COUNT = 1000

    def import_file(self, data, path):
        command = (sys.executable, "manage.py", "import_questions", str(path))
        return subprocess.Popen(command, cwd=ROOT, env=environment(data), stdout=subprocess.PIPE, text=True)

    def stored(self, data):
        with closing(sqlite3.connect(data / "scoquiz.sqlite3")) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            tables = ("quizzes_question", "quizzes_option")
            return [database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]  # noqa: S608

    def test_leaves_nothing_and_can_be_run_again(self, prepared, tmp_path):
        data, path = shutil.copytree(prepared, tmp_path / "data"), tmp_path / "questions.gift"
        path.write_text(
            "\n\n".join(f"In which year was club {n} founded? {{=2001 ~1996 ~2017}}" for n in range(self.COUNT))
        )
        journal = data / "scoquiz.sqlite3-wal"
        assert not journal.exists()
        process = self.import_file(data, path)
        while process.poll() is None and not (journal.exists() and journal.stat().st_size > 200_000):
            time.sleep(0.002)  # until it writes
        was_writing = process.poll() is None
        process.kill()
        process.communicate(timeout=30)
        assert was_writing
        assert self.stored(data) in ([0, 0], [self.COUNT, 3 * self.COUNT])
        printed, _none = self.import_file(data, path).communicate(timeout=300)
        assert f": {self.COUNT}" in printed
        assert self.stored(data) == [self.COUNT, 3 * self.COUNT]
