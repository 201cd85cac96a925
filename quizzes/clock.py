"""Clocks that nobody can set: one for live rounds, and one for attempts.

The clock of live rounds adds the time that has passed to the time of day when the server started, so setting the clock
of the machine in the middle of a question changes nothing. All processes of a server agree, since they are forked from
the one that read the time of day and count on with the same clock, which also runs while the machine sleeps.
"""

from __future__ import annotations

import datetime as dt
import time
from functools import cache
from pathlib import Path

# Only Linux has a clock that counts the time through which the machine sleeps.
_CLOCK: int = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
_STARTED_AT = dt.datetime.now(dt.UTC)
_STARTED = time.clock_gettime(_CLOCK)


def now() -> dt.datetime:
    return _STARTED_AT + dt.timedelta(seconds=time.clock_gettime(_CLOCK) - _STARTED)


# An attempt goes on when the server is restarted, and other processes look at it too. So it stores by which clock it
# was begun, and as long as the machine runs the time is told by that clock.
_SLEWED = dt.timedelta(seconds=2)  # a smaller step only keeps the clock right


@cache
def boot_id() -> str:
    """Return the id of this start of the machine, or "" if the machine does not say."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


def boot_stamp() -> str:
    """Return a stamp of the clock by which it is now, or "" if nobody can tell."""
    return f"{boot_id()} {_started_at():.3f}" if boot_id() else ""


def corrected(boot_stamp: str, now: dt.datetime) -> dt.datetime:
    """Return what `now` would be if nobody had set the clock since the stamp was made."""
    boot, _space, started_at = boot_stamp.partition(" ")
    if not boot or boot != boot_id():
        return now
    try:
        step = dt.timedelta(seconds=_started_at() - float(started_at))
    except (ValueError, OverflowError):  # the stamp was not written here
        return now
    return now - step if abs(step) > _SLEWED else now


def _started_at() -> float:
    """Return when the machine was started, in seconds since 1970, by its clock as it is set now."""
    return time.time() - time.clock_gettime(_CLOCK)
