"""Limits on guessing join codes, the three words to come back with, and the passwords of assignments."""

from __future__ import annotations

import datetime as dt

from django.db import connection, models

from quizzes.db.columns import as_stored

# It runs with every code that somebody types, for a whole school at one moment: so it is SQL, as in statements.py.
_TRIED = """
SELECT count(*), count(CASE WHEN browser = %s THEN 1 END) FROM quizzes_wrongcode WHERE address = %s AND tried_at > %s
"""


class TooManyWrongCodes(Exception):
    """Raised when somebody seems to be guessing."""


class WrongCode(models.Model):
    """One try of a wrong join code, three wrong words or a wrong password, kept for a minute.

    It is in the database, because the processes of the server must count together and a restart must not reset the
    count. `address` and `browser` are digests, since nobody needs to know where a student sits.
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
        """Raise TooManyWrongCodes after too many wrong codes, before even a right one is looked up.

        Otherwise guessing would still pay.
        """
        with connection.cursor() as cursor:
            cursor.execute(_TRIED, [browser, address, as_stored(cls, "tried_at", now - cls.WINDOW)])
            by_address, by_browser = cursor.fetchone()
        if by_address >= cls.PER_ADDRESS or by_browser >= cls.PER_BROWSER:
            raise TooManyWrongCodes

    @classmethod
    def record(cls, address: str, browser: str, now: dt.datetime) -> None:
        cls.objects.filter(tried_at__lte=now - cls.WINDOW).delete()
        cls.objects.create(address=address, browser=browser, tried_at=now)
