"""Servers on the bank of `tests.support.live_bank`: made once, copied for each server that a test may kill.

With LIVE_DATABASE_URL=postgres://…/postgres the same is done on PostgreSQL, where each bank and each server has a
database of its own. Nobody drops them: let it be a PostgreSQL that is thrown away afterwards.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import uuid
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any

import psutil

from .live_client import Host, Player
from .running import ROOT, SERVE, RunningServer, environment, free_port, running

POSTGRESQL = os.environ.get("LIVE_DATABASE_URL", "")
FOUND = "bank.json"


def prepared(folder: Path, first_start: Path | None = None) -> Path:
    """A DATA_DIR with the bank. Of processes that ask for the same one at one moment, the first makes it.

    What the first start of a server has left saves making the database.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "making").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / FOUND).exists():
            if first_start:
                shutil.copytree(first_start, folder, dirs_exist_ok=True)
            variables = own_database()
            printed = subprocess.run(
                [sys.executable, "-m", "tests.support.live_bank"],
                cwd=ROOT,
                env=environment(folder, **variables),
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            ).stdout
            (folder / FOUND).write_text(json.dumps(json.loads(printed) | variables))
    return folder


class School:
    """A server that can be killed, and started again where it was."""

    server: RunningServer
    command = SERVE
    printed = ""  # by servers that have ended

    def __init__(self, bank: Path, data: Path, **variables: str) -> None:
        shutil.copytree(bank, data)
        self.data, self.port = data, free_port()
        self.bank: dict[str, Any] = json.loads((data / FOUND).read_text())
        self.variables = own_database(self.bank.get("DATABASE_URL", "")) | variables
        self._running: AbstractContextManager[RunningServer] | None = None

    @property
    def is_running(self) -> bool:
        return self._running is not None

    def start(self) -> None:
        self._running = running(self.data, self.command, self.port, **self.variables)
        self.server = self._running.__enter__()

    def stop(self) -> None:
        if self._running:
            stopping, self._running = self._running, None
            self.printed += self.server.stop()
            stopping.__exit__(None, None, None)

    def kill(self) -> None:
        """kill -9 of everything at once: the master first, so that it replaces nobody."""
        processes = self.processes()
        for process in processes:
            process.kill()
        psutil.wait_procs(processes, timeout=20)
        self.stop()

    def processes(self) -> list[psutil.Process]:
        """The master and its workers."""
        master = psutil.Process(self.server.pid)
        return [master, *master.children(recursive=True)]

    def __enter__(self) -> School:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def player(self) -> Player:
        return Player(self.port)

    def host(self, **credentials: str) -> Host:
        host = Host(self.port)
        host.sign_in(**credentials)
        return host

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a statement finds, or changes, in the database: past the server."""
        if url := self.variables.get("DATABASE_URL"):
            import psycopg  # noqa: PLC0415  # only with LIVE_DATABASE_URL

            with psycopg.connect(url) as database:
                cursor = database.execute(sql)
                return cursor.fetchall() if cursor.description else []
        with closing(sqlite3.connect(self.data / "scoquiz.sqlite3", timeout=20, isolation_level=None)) as database:
            return database.execute(sql).fetchall()

    def is_sound(self) -> bool:
        return "DATABASE_URL" in self.variables or self.rows("PRAGMA integrity_check") == [("ok",)]


def own_database(template: str = "") -> dict[str, str]:
    """On PostgreSQL the variables that name a new database; on SQLite it is in the DATA_DIR anyway."""
    if not POSTGRESQL:
        return {}
    name = f"live_{uuid.uuid4().hex}"
    sql = f"CREATE DATABASE {name} TEMPLATE {template.rpartition('/')[2] or 'template1'}"
    import psycopg  # noqa: PLC0415  # only with LIVE_DATABASE_URL

    with psycopg.connect(POSTGRESQL, autocommit=True) as database:
        database.execute(sql)
    return {"DATABASE_URL": f"{POSTGRESQL.rpartition('/')[0]}/{name}"}
