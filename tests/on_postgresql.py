"""The tests of races once more, on PostgreSQL: `python -m tests.on_postgresql [--all] [arguments of pytest]`.

With --all, all tests run there that need no browser.

SQLite lets one writer in at a time, so what a lock or a constraint prevents happens there in no test. The PostgreSQL is
one of its own: in a temporary folder, on a free port of this machine, for as long as the tests take. Where there is
none to start it says so, and is content.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.support.running import ROOT, environment, free_port

RACES = ("tests/security/test_races.py", "tests/security/test_live_races.py", "tests/server/test_races.py")
ALL = ("tests/unit", "tests/web", "tests/security", "tests/server/test_races.py")
MAX_CONNECTIONS = 1000  # three hundred threads have one each, in each process that tests
LONGEST_START = 60  # seconds
# What is lost when the machine stops is thrown away anyway.
SETTINGS = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off"}


def folder_of_programs() -> Path | None:
    """Where initdb and postgres are; Debian has a folder for each version, none of them on the path."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max((initdb.parent for initdb in versions), key=lambda folder: int(folder.parent.name), default=None)


@contextmanager
def postgresql(programs: Path) -> Iterator[str]:
    """The address of a server that nobody else uses. It refuses to be root's, so root's is that of user postgres."""
    is_root = os.geteuid() == 0
    owner: dict[str, Any] = {"user": "postgres", "group": "postgres", "extra_groups": ()} if is_root else {}
    with tempfile.TemporaryDirectory(prefix="scoquiz-postgresql-") as folder:
        if is_root:
            shutil.chown(folder, "postgres", "postgres")
        data, port = f"{folder}/data", free_port()
        initdb = [programs / "initdb", "--pgdata", data, "--username=scoquiz", "--encoding=UTF8", "--locale=C"]
        subprocess.run(
            [*initdb, "--auth=trust", "--no-sync"], cwd=folder, check=True, stdout=subprocess.DEVNULL, **owner
        )
        settings = SETTINGS | {"port": str(port), "max_connections": str(MAX_CONNECTIONS)}
        command = [programs / "postgres", "-D", data, *(f"--{name}={value}" for name, value in settings.items())]
        with (
            (Path(folder) / "log").open("w") as log,
            subprocess.Popen(command, cwd=folder, stderr=log, **owner) as server,
        ):
            try:
                address = f"postgres://scoquiz@127.0.0.1:{port}/postgres"
                wait_until_it_answers(server, address)
                yield address
            finally:
                server.send_signal(signal.SIGINT)  # ends it without waiting for whoever is connected
                server.wait()


def wait_until_it_answers(server: subprocess.Popen[bytes], address: str) -> None:
    import psycopg  # noqa: PLC0415  # whoever comes here has it

    deadline = time.monotonic() + LONGEST_START
    while time.monotonic() < deadline and server.poll() is None:
        with suppress(psycopg.OperationalError), psycopg.connect(address):
            return
        time.sleep(0.05)
    raise RuntimeError("The PostgreSQL of the tests did not start.")


def prepare(address: str) -> None:
    """Migrate what each database begins as: it takes longer than most of the tests."""
    with tempfile.TemporaryDirectory() as data:
        variables = environment(Path(data), DATABASE_URL=f"{address.rpartition('/')[0]}/template1")
        command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
        subprocess.run(command, cwd=ROOT, env=variables, check=True)


def main(*arguments: str) -> int:
    tests, arguments = (ALL, arguments[1:]) if arguments[:1] == ("--all",) else (RACES, arguments)
    programs = folder_of_programs()
    if programs is None or find_spec("psycopg") is None:
        missing = "psycopg (requirements/scale.txt)" if programs else "PostgreSQL (on Debian: apt install postgresql)"
        print(f"The races were not tried on PostgreSQL: {missing} is not installed.")
        return 0
    with postgresql(programs) as address:
        prepare(address)
        variables = {"DATABASE_URL": address, "LIVE_DATABASE_URL": address}
        command = [sys.executable, "-m", "pytest", *tests, *arguments]
        return subprocess.run(command, cwd=ROOT, env=os.environ | variables, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
