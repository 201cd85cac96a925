from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import override_settings
from hypothesis import HealthCheck, settings

from quizzes import clock, process_cache
from tests.support.databases import copy_migrated_database
from tests.support.running import first_started

# The same examples each time, however slow the machine: a failure is one that the change at hand has caused.
settings.register_profile(
    "suite",
    derandomize=True,
    deadline=None,
    max_examples=60,
    # Examples that have rows to themselves say so: tests/support/examples.py.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("suite")


@pytest.fixture(scope="session", autouse=True)
def settings_for_tests() -> Iterator[None]:
    """A quick password hash, and static files as they lie in the source."""
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
    ):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file, as in use: several threads then have a connection each, and a write-ahead log."""
    if connection.vendor == "sqlite":
        path = tmp_path_factory.mktemp("database") / "test.sqlite3"
        copy_migrated_database(path)
        connection.settings_dict["TEST"]["NAME"] = str(path)


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest) -> bool:
    """The file is migrated already; `migrate` finds nothing to do, and makes triggers and permissions again."""
    return connection.vendor == "sqlite" or request.config.getvalue("reuse_db")


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder as the first start of a server leaves it; made once for all processes that test, and to be copied."""
    folder = tmp_path_factory.getbasetemp()
    return first_started((folder if worker_id == "master" else folder.parent) / "first-start")


@pytest.fixture(autouse=True)
def time_passes_when_it_is_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise an attempt would take it for somebody who has set the clock of the machine."""
    monkeypatch.setattr(clock, "boot_id", lambda: "")


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """What a process keeps in memory belongs to rows that the next test does not have."""
    yield
    process_cache.clear_all()
    cache.clear()
