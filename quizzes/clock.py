"""Clocks that nobody can set. That of live rounds: the time of day when the server started, and what has passed since.

Somebody who sets the clock of the machine in the middle of a question changes nothing for it. All processes of a server
agree, since they are forked from the one that read the time of day, and count on with the same clock, which also runs
while the machine sleeps.
"""

from __future__ import annotations

import datetime as dt
import time
from functools import cache
from pathlib import Path

# Linux alone has a clock that counts what the machine sleeps through.
_CLOCK: int = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
_STARTED_AT = dt.datetime.now(dt.UTC)
_STARTED = time.clock_gettime(_CLOCK)


def now() -> dt.datetime:
    return _STARTED_AT + dt.timedelta(seconds=time.clock_gettime(_CLOCK) - _STARTED)


# An attempt goes on when the server is started anew, and other processes look at it too. So it keeps by which clock it
# was begun, and the time is told by that one as long as the machine runs.
_SLEWED = dt.timedelta(seconds=2)  # by less, a clock is only kept right


@cache
def boot_id() -> str:
    """Which start of the machine this is; "" where it does not say."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


def boot_stamp() -> str:
    """By which clock it is now; "" where nobody can tell."""
    return f"{boot_id()} {_started_at():.3f}" if boot_id() else ""


def corrected(boot_stamp: str, now: dt.datetime) -> dt.datetime:
    """What `now` would be had nobody set the clock since then."""
    boot, _space, started_at = boot_stamp.partition(" ")
    if not boot or boot != boot_id():
        return now
    try:
        step = dt.timedelta(seconds=_started_at() - float(started_at))
    except (ValueError, OverflowError):  # nothing that was written here
        return now
    return now - step if abs(step) > _SLEWED else now


def _started_at() -> float:
    """When the machine was started, in seconds since 1970 by its clock as it is set."""
    return time.time() - time.clock_gettime(_CLOCK)
