import datetime as dt
import os

import time_machine

from quizzes import clock

HOUR = dt.timedelta(hours=1)
A_MOMENT = dt.timedelta(minutes=5)  # for the slowest machine


class TestSteadyClock:
    def test_tells_the_time_of_day(self):
        assert abs(clock.now() - dt.datetime.now(dt.UTC)) < A_MOMENT
        assert clock.now().tzinfo is dt.UTC

    def test_never_goes_back(self):
        moments = [clock.now() for _n in range(1_000)]
        assert moments == sorted(moments)

    def test_does_not_follow_who_sets_the_clock_of_the_machine(self):
        before = clock.now()
        for step in (-HOUR, HOUR, dt.timedelta(days=365)):
            with time_machine.travel(before + step):
                assert abs(dt.datetime.now(dt.UTC) - before - step) < A_MOMENT
                assert dt.timedelta() <= clock.now() - before < A_MOMENT

    def test_is_the_same_in_a_process_that_is_forked_later(self):
        read, write = os.pipe()
        before = clock.now()
        if (child := os.fork()) == 0:
            os.write(write, clock.now().isoformat().encode())
            os._exit(0)
        os.waitpid(child, 0)
        there = dt.datetime.fromisoformat(os.read(read, 100).decode())
        os.close(read)
        os.close(write)
        assert before <= there <= clock.now()
