from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.live_school import School, prepared as prepared_bank


@pytest.fixture(scope="session")
def live_bank(prepared: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The DATA_DIR that each live server begins with; made once for all processes that test."""
    folder = tmp_path_factory.getbasetemp()
    return prepared_bank((folder if worker_id == "master" else folder.parent) / "live-bank", prepared)


@pytest.fixture(scope="session")
def school(live_bank: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    """A server for all tests that leave it whole. Each prepares a round of its own."""
    with School(live_bank, tmp_path_factory.mktemp("live") / "data") as school:
        yield school
    assert school.printed.count("\n") == 1, school.printed  # its greeting, and no complaint


@pytest.fixture
def own_school(live_bank: Path, tmp_path: Path) -> Iterator[School]:
    """A server that the test may kill."""
    with School(live_bank, tmp_path / "data") as school:
        yield school
