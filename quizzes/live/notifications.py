"""Tell the other processes that a round has changed.

No service is needed for it: SQLite and PostgreSQL tell it themselves. Redis is used if it is configured.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.02  # between two looks, each of which takes microseconds
RETRY_SECONDS = 0.5  # until a failed look is tried again; until then everybody looks into the database
CHANNEL = "scoquiz_live"


class Notifier:
    """A sign between processes: `announce` says that a round has changed, `wait` returns early when one may have."""

    def __init__(self) -> None:
        self._here = threading.Event()
        self._failed_at = 0.0

    def wake_local(self) -> None:
        """Wake the watcher of this process."""
        self._here.set()

    def announce(self) -> None:
        """Wake the watchers of all processes. Call it after a commit."""
        self.wake_local()

    def wait(self, seconds: float) -> bool:
        """Return True as soon as something may have changed, False after so many seconds without a sign."""
        ends_at = time.monotonic() + seconds
        while not self._here.wait(POLL_SECONDS):
            if self._has_news_or_fails():
                return True
            if time.monotonic() >= ends_at:
                return False
        self._here.clear()
        return True

    def _has_news_or_fails(self) -> bool:
        if self._failed_at and time.monotonic() - self._failed_at < RETRY_SECONDS:
            return False
        try:
            has_news = self._has_news()
        except Exception as error:  # noqa: BLE001  # Whatever goes wrong there, rounds go on from the database.
            if not self._failed_at:
                logger.warning("Live rounds are looked up in the database alone: %s", error)
            self._failed_at = time.monotonic()
            self.disconnect()
            return True
        self._failed_at = 0.0
        return has_news

    def _has_news(self) -> bool:
        return False

    def disconnect(self) -> None:
        """Drop a connection that has failed."""


class SqliteNotifier(Notifier):
    """A notifier for SQLite, whose `PRAGMA data_version` changes when another connection of any process commits."""

    def __init__(self) -> None:
        super().__init__()
        self._connection: sqlite3.Connection | None = None
        self._version = -1

    def _has_news(self) -> bool:
        if self._connection is None:
            file = Path(connection.settings_dict["NAME"]).resolve().as_uri()
            # The next watcher is another thread, which starts when this one has ended.
            self._connection = sqlite3.connect(
                f"{file}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
            )
        before = self._version
        (self._version,) = self._connection.execute("PRAGMA data_version").fetchone()
        return self._version != before

    def disconnect(self) -> None:
        self._connection = None


class PostgresqlNotifier(Notifier):
    def __init__(self) -> None:
        super().__init__()
        self._connection: Any = None

    def announce(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"NOTIFY {CHANNEL}")
        self.wake_local()

    def _has_news(self) -> bool:
        if self._connection is None:
            import psycopg  # noqa: PLC0415  # It comes with the extra "scale" alone.

            self._connection = psycopg.connect(**_plain(connection.get_connection_params()), autocommit=True)
            self._connection.execute(f"LISTEN {CHANNEL}")
        return any(True for _notice in self._connection.notifies(timeout=0))

    def disconnect(self) -> None:
        self._connection = None


class RedisNotifier(Notifier):
    def __init__(self, url: str) -> None:
        super().__init__()
        import redis  # noqa: PLC0415  # It comes with the extra "scale" alone.

        self._client = redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1)
        self._subscription: Any = None

    def announce(self) -> None:
        self.wake_local()
        try:
            self._client.publish(CHANNEL, b"")
        except Exception as error:  # noqa: BLE001  # The others look into the database every half second.
            logger.warning("Redis was not told of a change: %s", error)

    def _has_news(self) -> bool:
        if self._subscription is None:
            self._subscription = self._client.pubsub(ignore_subscribe_messages=True)
            self._subscription.subscribe(CHANNEL)
        return any(iter(self._subscription.get_message, None))

    def disconnect(self) -> None:
        self._subscription = None


def _plain(parameters: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters that psycopg itself understands, without what Django adds."""
    return {name: value for name, value in parameters.items() if name not in ("cursor_factory", "context")}


def announce_on_commit(**_signal: object) -> None:
    """Receive the signal that a round was changed or erased, and wake the watchers once the transaction commits.

    A transaction announces once, however often it changes a round. A rollback, also one to a savepoint, undoes the
    registration, along with the later changes that relied on it.
    """
    if not any(registered[1] is _announce for registered in connection.run_on_commit):
        transaction.on_commit(_announce, robust=True)  # The commit holds even if nobody can be told of it.


def _announce() -> None:
    notifier().announce()


@cache
def notifier() -> Notifier:
    if settings.CACHE_URL:
        return RedisNotifier(settings.CACHE_URL)
    return PostgresqlNotifier() if connection.vendor == "postgresql" else SqliteNotifier()
