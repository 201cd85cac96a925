"""`.ci/apt`, beside programs that only say that they were called."""

import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / ".ci" / "apt"
NOBODY = 65534


@pytest.fixture
def programs(tmp_path):
    """All that the script finds: what it calls of a system, a user who is nobody, and an apt-get that installs."""
    for name in ("env", "tail"):
        (tmp_path / name).symlink_to(f"/usr/bin/{name}")
    program(tmp_path, "id", f"echo {NOBODY}")
    program(tmp_path, "sudo", "exit 1")
    program(tmp_path, "apt-get", f'echo "$*" >>{tmp_path}/calls')
    return tmp_path


def program(folder, name, script):
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def install(programs, *packages):
    command = ["/bin/sh", SCRIPT, "The tests need", *packages]
    return subprocess.run(command, check=False, env={"PATH": str(programs)}, capture_output=True, text=True)


def calls(programs):
    return [line.split() for line in (programs / "calls").read_text().splitlines()]


class TestInstall:
    def test_installs_for_root(self, programs):
        program(programs, "id", "echo 0")

        assert install(programs, "one", "two").returncode == 0
        (update, installed) = calls(programs)
        assert update[0] == "update"
        assert installed[0] == "install"
        assert installed[-2:] == ["one", "two"]

    def test_installs_for_who_may_become_root_without_a_password(self, programs):
        program(programs, "sudo", 'shift\nexec "$@"')
        program(programs, "true", "exit 0")

        assert install(programs, "one").returncode == 0
        assert [call[0] for call in calls(programs)] == ["update", "install"]


class TestRefusal:
    def sentence(self, programs):
        ended = install(programs, "one", "two")
        assert ended.returncode == 1
        return ended.stderr.splitlines()

    def test_tells_others_what_root_would_do(self, programs):
        assert self.sentence(programs) == [
            "The tests need one two, and only root may install it: sudo apt-get install one two"
        ]
        assert not (programs / "calls").exists()

    def test_says_that_this_is_no_debian(self, programs):
        (programs / "apt-get").unlink()
        (sentence,) = self.sentence(programs)
        assert "there is no apt-get here" in sentence

    def test_says_why_apt_get_failed(self, programs):
        program(programs, "id", "echo 0")
        program(programs, "apt-get", "echo E: no such package >&2\nexit 100")
        reason, sentence = self.sentence(programs)
        assert reason == "E: no such package"
        assert "could not install it" in sentence
