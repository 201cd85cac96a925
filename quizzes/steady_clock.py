"""The clock of live rounds: the time of day when the server started, and what has passed since.

Somebody who sets the clock of the machine in the middle of a question changes nothing for it. All processes of a server
agree, since they are forked from the one that read the time of day, and count on with the same clock, which also runs
while the machine sleeps.
"""

from __future__ import annotations

import datetime as dt
import time

# Linux alone has a clock that counts what the machine sleeps through.
_CLOCK: int = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
_STARTED_AT = dt.datetime.now(dt.UTC)
_STARTED = time.clock_gettime(_CLOCK)


def now() -> dt.datetime:
    return _STARTED_AT + dt.timedelta(seconds=time.clock_gettime(_CLOCK) - _STARTED)
