"""A database that cannot be written, in front of the server that `make run` starts.

See docs/decisions/security.md, case 42.
"""

import os
import re
import resource
import stat
from contextlib import contextmanager

import pytest

from tests.support.live_client import LONGEST, options_in, wait_for
from tests.support.live_school import POSTGRESQL, School

pytestmark = pytest.mark.skipif(bool(POSTGRESQL), reason="The disk is that of the PostgreSQL server.")

STORED = """
SELECT (SELECT count(*) FROM quizzes_learner), (SELECT count(*) FROM quizzes_attempt), count(*), count(answered_at),
       count(saved_at)
FROM quizzes_response
"""


def about_to_write(school):
    """What a browser each is about to send, with the status that it gets for it on a good day."""

    def answer():
        student = school.player()
        question, _form = student.start_first_quiz()
        return lambda: student.post(f"{question}answer/", skip="1")

    def autosave():
        student = school.player()
        student.join(school.bank["code_of_homework"])
        _status, attempt, _body = student.post(f"{school.bank['homework']}start/")
        question = f"{attempt}questions/1/"
        chosen = options_in(student.get(question))["2001"]
        return lambda: student.post(f"{question}save/", page="p", number=1, answer=chosen)

    def live_answer():
        host, player = school.host(), school.player()
        player.join(host.prepare(school.bank["quiz"], answer_seconds=""))  # a disk may be full for long
        host.move("next")
        page = player.get(player.round)
        question, chosen = re.search(r'name="question" value="(\d+)"', page)[1], options_in(page)["2001"]
        return lambda: player.post(f"{player.round}answer/", question=question, answer=chosen)

    def start(*, is_known):
        student = school.player()
        student.get(school.bank["quiz_address"])
        if is_known:
            student.join(school.bank["code_of_homework"], "Known")
        return lambda: student.post(f"{school.bank['quiz_address']}start/")

    starts = [(start(is_known=True), 302), (start(is_known=False), 302)]
    return [(answer(), 302), (autosave(), 200), (live_answer(), 302), *starts]


def check(school, cannot_write):
    """Nothing is taken for saved while it cannot be, what is there can be read, and all is well afterwards."""
    writes = about_to_write(school)
    (before,) = school.rows(STORED)
    with cannot_write(school):
        for write, _status in 3 * writes:  # by each of its processes
            status, _location, body = write()
            assert status == 503
            assert "Not saved" in body
        assert school.player().get(school.bank["quiz_address"])
        assert school.rows(STORED) == [before]
    # Each process may refuse once more, and a browser tries again: then all of them take everything.
    wait_for(lambda: all(write()[0] == status for _try in range(3) for write, status in writes))
    (after,) = school.rows(STORED)
    learners, attempts, responses, answered, saved = (now - then for now, then in zip(after, before, strict=True))
    assert (learners, attempts, answered, saved) == (1, 2, 2, 1)
    assert responses == 1 + 2 * 3  # the live answer, and the questions of the attempts that were started
    assert school.is_sound()


@contextmanager
def full_disk(school):
    """Every write into a file fails (EFBIG), as it does on a full disk (ENOSPC)."""
    before = {one.pid: resource.prlimit(one.pid, resource.RLIMIT_FSIZE) for one in school.processes()}
    for pid, (_soft, hard) in before.items():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, hard))
    yield
    for pid, limits in before.items():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


@contextmanager
def read_only(school):
    """The files and their folder lose their write bits. What is open stays so: the processes are replaced."""
    paths = [school.data, *school.data.glob("scoquiz.sqlite3*")]
    before = {path: stat.S_IMODE(path.stat().st_mode) for path in paths}
    for path, mode in before.items():
        path.chmod(mode & ~0o222)
    replace_workers(school)
    yield
    for path, mode in before.items():
        path.chmod(mode)


def replace_workers(school):
    _master, *workers = school.processes()
    for worker in workers:
        worker.kill()
        worker.wait(LONGEST)
    wait_for(lambda: len(school.processes()) == 1 + len(workers))


class WithoutPrivilege(School):
    """A server for which write bits count: root's processes have a privilege that looks past them."""

    if os.geteuid() == 0:
        command = ("setpriv", "--bounding-set=-dac_override", *School.command)


class TestFullDisk:
    def test_is_said_and_never_taken_for_saved_and_is_over_when_there_is_room_again(self, own_school):
        check(own_school, full_disk)


class TestReadOnlyFile:
    def test_is_said_and_never_taken_for_saved_and_is_over_when_it_can_be_written_again(self, live_bank, tmp_path):
        with WithoutPrivilege(live_bank, tmp_path / "data") as school:
            check(school, read_only)
