"""The one class of caches that a process keeps in memory."""

import ast
import re
import sys
import threading
from pathlib import Path

import pytest

from quizzes import process_cache
from quizzes.process_cache import ProcessCache

PACKAGE = Path(process_cache.__file__).parent
# What remembers the outcome of a pure function, or text of its own: it depends on no row, so nothing has to be cleared.
PURE = {
    *("admin/marked_text.py", "clock.py", "db/bulk.py", "db/columns.py", "formats/markup.py", "formats/qti/names.py"),
    *("formats/xml.py", "generation/extraction/nlp.py", "generation/lint/__init__.py", "generation/lint/values.py"),
    *("generation/lint/words.py", "generation/places.py", "items/map.py", "items/ordering.py"),
    *("live/notifications.py", "models/live/answers.py", "models/live/rounds.py", "templatetags/quizzes.py"),
}


@pytest.fixture
def cache(monkeypatch):
    monkeypatch.setattr(process_cache, "_caches", {})
    return ProcessCache("test", 3)


def fail():
    pytest.fail("It was made although it is kept.")


class TestProcessCache:
    def test_makes_a_value_once(self, cache):
        first = cache.get_or_make("a", object)
        assert cache.get_or_make("a", fail) is first is cache.get("a")

    def test_keeps_apart_what_is_unequal(self, cache):
        assert [cache.get_or_make(key, lambda key=key: key) for key in ("a", ("a",), None)] == ["a", ("a",), None]
        assert cache.get("b") is None

    def test_keeps_what_is_false(self, cache):
        assert cache.get_or_make("a", lambda: 0) == 0
        assert cache.get_or_make("a", fail) == 0

    def test_keeps_so_many_and_the_newest_ones(self, cache):
        for number in range(9):
            cache.get_or_make(number, lambda number=number: number)
        assert (len(cache), [number for number in range(9) if cache.get(number) is not None]) == (3, [6, 7, 8])

    def test_keeps_nothing_where_making_it_fails(self, cache):
        with pytest.raises(ZeroDivisionError):
            cache.get_or_make("a", lambda: 1 / 0)
        assert len(cache) == 0
        assert cache.get_or_make("a", lambda: 2) == 2

    def test_can_make_what_needs_another_value_of_its_own(self, cache):
        assert cache.get_or_make("a", lambda: cache.get_or_make("b", lambda: 1) + 1) == 2

    def test_forgets_one_or_all(self, cache):
        for key in "ab":
            cache.get_or_make(key, object)
        cache.forget("a")
        assert cache.get("a") is None
        assert cache.get("b")
        cache.forget("a")
        cache.clear()
        assert len(cache) == 0

    def test_is_cleared_with_all_the_others(self, cache):
        other = ProcessCache("other", 1)
        for one in (cache, other):
            one.get_or_make("a", object)
        process_cache.clear_all()
        assert (len(cache), len(other)) == (0, 0)

    def test_has_a_name_of_its_own(self, cache):
        with pytest.raises(ValueError, match="two caches of the name 'test'"):
            ProcessCache("test", 1)


class TestRevisions:
    def test_are_found_by_who_asks_for_just_that_one(self, cache):
        kept = cache.get_or_make("a", object, revision=5)
        assert cache.get_or_make("a", fail, revision=5) is kept
        assert [cache.get("a", revision=revision) for revision in (0, 4, 6)] == [None] * 3

    def test_that_are_newer_take_the_place_of_all_parts_of_the_older(self, cache):
        for part in ("player", "wall"):
            cache.get_or_make("a", object, revision=1, part=part)
        newer = cache.get_or_make("a", object, revision=2, part="player")
        assert [cache.get("a", revision=1, part=part) for part in ("player", "wall")] == [None, None]
        assert [cache.get("a", revision=2, part=part) for part in ("player", "wall")] == [newer, None]
        assert len(cache) == 1

    def test_that_are_older_are_made_and_not_kept(self, cache):
        newer = cache.get_or_make("a", object, revision=2)
        older = cache.get_or_make("a", object, revision=1)
        assert older is not newer
        assert cache.get("a", revision=1) is None
        assert cache.get("a", revision=2) is newer

    def test_that_are_overtaken_while_they_are_made_are_not_kept(self, cache):
        def make():
            cache.get_or_make("a", lambda: "newer", revision=2)
            return "older"

        assert cache.get_or_make("a", make, revision=1) == "older"
        assert cache.get("a", revision=2) == "newer"

    def test_of_what_was_stored_last_stay_longest(self, cache):
        for key in ("a", "b", "c"):
            cache.get_or_make(key, object, revision=1)
        cache.get_or_make("a", object, revision=2)
        cache.get_or_make("d", object, revision=1)
        assert [bool(cache.get(key, revision=2 if key == "a" else 1)) for key in "abcd"] == [True, False, True, True]


class TestThreads:
    def test_that_make_the_same_at_one_moment_share_what_the_first_has_made(self, cache):
        meeting, results = threading.Barrier(4), []

        def make():
            meeting.wait(timeout=30)  # all of them have found nothing
            return object()

        threads = [threading.Thread(target=lambda: results.append(cache.get_or_make("a", make))) for _n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len({id(result) for result in results}) == 1

    def test_never_get_the_value_of_another_key_or_revision(self, cache):
        wrong = []

        def ask(offset):
            for n in range(3_000):
                key, revision, part = (n + offset) % 5, n // 100, n % 3
                value = cache.get_or_make(key, lambda given=(key, revision, part): given, revision=revision, part=part)
                if value != (key, revision, part) or len(cache) > 4:  # one more, for a moment
                    wrong.append((value, key, revision, part, len(cache)))

        interval = sys.getswitchinterval()
        sys.setswitchinterval(1e-5)
        try:
            threads = [threading.Thread(target=ask, args=(offset,)) for offset in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        finally:
            sys.setswitchinterval(interval)
        assert wrong == []
        assert len(cache) == 3


class TestCaches:
    def test_of_rows_and_pages_are_all_of_this_class(self):
        """So that a test, or whoever changes rows behind its back, clears them all with one call."""
        by_hand = re.compile(
            r"^(from functools import .*\b(lru_)?cache\b|from collections import .*\bOrderedDict\b)", re.M
        )
        found = {
            str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.py") if by_hand.search(path.read_text())
        } - {"process_cache.py"}
        assert found == PURE

    def test_stand_below_the_models(self):
        imported = [
            node
            for node in ast.walk(ast.parse(Path(process_cache.__file__).read_text()))
            if isinstance(node, ast.ImportFrom | ast.Import)
        ]
        assert not [ast.unparse(node) for node in imported if re.search("django|quizzes", ast.unparse(node))]
