"""Choosing without `random`: by hash, so the same on every machine, in every version of Python, in any order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from . import GENERATOR_VERSION


class SeededChoice:
    """The choices of one fact. `purpose` keeps those for different ends independent of each other."""

    def __init__(self, slug: str) -> None:
        self._seed = f"{slug}:{GENERATOR_VERSION}"

    def _digest(self, purpose: str, candidate: str) -> bytes:
        return hashlib.sha256(f"{self._seed}\x1f{purpose}\x1f{candidate}".encode()).digest()

    def order(self, purpose: str, candidates: Iterable[str]) -> list[str]:
        """The candidates, once each, in an order that does not depend on the order they came in."""
        return sorted(set(candidates), key=lambda candidate: (self._digest(purpose, candidate), candidate))

    def below(self, purpose: str, limit: int) -> int:
        """A whole number from 0 to limit - 1, each as likely as the others."""
        return int.from_bytes(self._digest(purpose, "")[:8]) % limit
