"""What a process keeps in memory of rows and of pages that are made of them.

Each cache says in its docstring or beside it why what it holds cannot be out of date. A pure function needs none of
this: `functools.lru_cache` remembers what depends on its arguments alone.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Generic, TypeVar

V = TypeVar("V")

_caches: dict[str, ProcessCache[Any]] = {}


class ProcessCache(Generic[V]):
    """Values by key; the key that was stored longest ago goes when there are more than `max_keys`.

    Whatever is of a revision is found by who asks for just that one. A newer one takes the place of all parts of an
    older one; an older one is made for who asks for it, and not kept.
    """

    def __init__(self, name: str, max_keys: int) -> None:
        if name in _caches:
            raise ValueError(f"There are two caches of the name {name!r}.")
        _caches[name] = self
        self.name, self.max_keys = name, max_keys
        self._lock = Lock()
        self._entries: OrderedDict[Hashable, tuple[int, dict[Hashable, V]]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: Hashable, *, revision: int = 0, part: Hashable = None) -> V | None:
        """Return what is kept, None where nothing is."""
        entry = self._entries.get(key)
        return entry[1].get(part) if entry is not None and entry[0] == revision else None

    def get_or_make(self, key: Hashable, make: Callable[[], V], *, revision: int = 0, part: Hashable = None) -> V:
        """Return what is kept, or what `make` returns, which is kept from here on; nothing is where it raises.

        part: where one key has several values at a revision, which of them. Of two threads that make the same one at
        a moment, both get what the first one has made.
        """
        try:
            kept_revision, parts = self._entries[key]
            if kept_revision == revision:
                return parts[part]
        except KeyError:
            pass
        return self._keep(key, make(), revision, part)

    def _keep(self, key: Hashable, value: V, revision: int, part: Hashable) -> V:
        with self._lock:
            kept_revision, parts = self._entries.get(key, (-1, {}))
            if revision < kept_revision:
                return value
            if revision > kept_revision:
                parts = {}
                self._entries[key] = revision, parts
            value = parts.setdefault(part, value)
            self._entries.move_to_end(key)
            while len(self._entries) > self.max_keys:
                self._entries.popitem(last=False)
        return value

    def forget(self, key: Hashable) -> None:
        """Let it be made anew when it is asked for next."""
        with self._lock:
            self._entries.pop(key, None)

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()


def clear_all() -> None:
    """Forget everything: the rows are others now."""
    for cache in _caches.values():
        cache.clear()
