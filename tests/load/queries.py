"""Prints the SQL statements of each step of a round: `python -m tests.load.queries`, in the DATA_DIR given."""

from __future__ import annotations

import os

import django


def count() -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from quizzes.models import Attempt
    from tests.factories import form_for
    from tests.support.clients import HTMX

    client = Client(headers={"host": "127.0.0.1"})
    client.post("/quizzes/bench/start/")
    attempt = Attempt.objects.latest("pk")
    address = f"/attempts/{attempt.uuid}/questions/"

    def steps(headers: dict[str, str]) -> str:
        position = attempt.next_position()
        form = form_for(attempt.response_at(position), True)
        requests = (
            ("answer", lambda: client.post(f"{address}{position}/answer/", form, headers=headers)),
            ("next question", lambda: client.get(f"{address}{position + 1}/", headers=headers)),
        )
        counted = []
        for name, request in requests:
            with CaptureQueriesContext(connection) as queries:
                assert request().status_code in (200, 302)
            counted.append(f"{name} {len(queries)}")
        return ", ".join(counted)

    for _warm in range(8):
        steps(HTMX)
    print(f"SQL statements: {steps(HTMX)}; without JavaScript {steps({})}")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scoquiz.settings")
    django.setup()
    count()
