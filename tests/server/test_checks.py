"""The system checks of ours are registered in a process that imports nothing of them by itself."""

import subprocess
import sys

from tests.support.running import ROOT, environment


def test_debug_is_refused_where_others_can_reach_it(tmp_path):
    variables = environment(tmp_path, DEBUG="1", HOST="0.0.0.0")
    command = [sys.executable, "manage.py", "check"]
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "quizzes.E001" in done.stderr
