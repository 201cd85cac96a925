"""Limits on guessing: join codes, the words to come back with, the passwords of assignments."""

from __future__ import annotations

import datetime as dt

from django.db import connection, models

from quizzes.db.columns import as_stored

# With every code that somebody types, and a whole school does so at one moment: in SQL, as in statements.py.
_TRIED = """
SELECT count(*), count(CASE WHEN browser = %s THEN 1 END) FROM quizzes_wrongcode WHERE address = %s AND tried_at > %s
"""


class TooManyWrongCodes(Exception):
    """Somebody seems to be guessing."""


class WrongCode(models.Model):
    """A join code, three words or a password that somebody tried and that was wrong, kept for a minute.

    In the database, because the processes of the server must count together and a restart must not start anew.
    `address` and `browser` are digests: where a student sits is not kept.
    """

    WINDOW = dt.timedelta(minutes=1)
    PER_BROWSER = 10
    PER_ADDRESS = 60  # a whole class may sit behind one address

    address = models.CharField(max_length=64)
    browser = models.CharField(max_length=64)
    tried_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.tried_at)

    @classmethod
    def check_limits(cls, address: str, browser: str, now: dt.datetime) -> None:
        """Raises TooManyWrongCodes. Then even a right code is not looked up, or guessing would still pay."""
        with connection.cursor() as cursor:
            cursor.execute(_TRIED, [browser, address, as_stored(cls, "tried_at", now - cls.WINDOW)])
            by_address, by_browser = cursor.fetchone()
        if by_address >= cls.PER_ADDRESS or by_browser >= cls.PER_BROWSER:
            raise TooManyWrongCodes

    @classmethod
    def record(cls, address: str, browser: str, now: dt.datetime) -> None:
        cls.objects.filter(tried_at__lte=now - cls.WINDOW).delete()
        cls.objects.create(address=address, browser=browser, tried_at=now)
