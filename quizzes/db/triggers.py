"""The set-up that migrations cannot hold: the write-ahead log, and triggers that check citations against their text.

SQLite loses the triggers of a table when a migration rebuilds it, so they are dropped before every `migrate` and
created again after it.
"""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.db.backends.utils import CursorWrapper

# trigger: (table, columns, query that must find something for the new row to be kept, error message otherwise)
TRIGGERS = {
    "sentence_stands_in_its_source": (
        "quizzes_sentence",
        ("source_id", "paragraph", "start", "end", "text"),
        (
            "SELECT 1 WHERE NEW.paragraph = 0 UNION ALL SELECT 1 FROM quizzes_source WHERE id = NEW.source_id "
            'AND substr(text, NEW.start + 1, NEW."end" - NEW.start) = NEW.text'
        ),
        "the sentence does not stand in its source at these offsets",
    ),
    "source_keeps_its_sentences": (
        "quizzes_source",
        ("text",),
        (
            "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM quizzes_sentence AS s WHERE s.source_id = NEW.id "
            'AND s.paragraph > 0 AND substr(NEW.text, s.start + 1, s."end" - s.start) <> s.text)'
        ),
        "the text of a source was changed under its sentences",
    ),
    "fact_quotes_its_sentence": (
        "quizzes_fact",
        ("sentence_id", "quote"),
        "SELECT 1 FROM quizzes_sentence WHERE id = NEW.sentence_id AND {position} > 0",
        "the quote does not stand in the sentence that the fact cites",
    ),
    "question_quotes_its_sentence": (
        "quizzes_question",
        ("sentence_id", "quote"),
        (
            "SELECT 1 WHERE NEW.sentence_id IS NULL OR NEW.quote = '' UNION ALL "
            "SELECT 1 FROM quizzes_sentence WHERE id = NEW.sentence_id AND {position} > 0"
        ),
        "the quote does not stand in the sentence that the question cites",
    ),
}


def before_migrate(using: str, **_kwargs: Any) -> None:
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for name, (table, *_rest) in TRIGGERS.items():
            if table in tables:
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                for event in ("insert", "update"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}_{event}{on}")


def after_migrate(using: str, **_kwargs: Any) -> None:
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for name, (table, columns, exists, message) in TRIGGERS.items():
            if table in tables:
                update_of = "UPDATE OF " + ", ".join(f'"{column}"' for column in columns)
                _create(cursor, f"{name}_insert", f"INSERT ON {table}", exists, message)
                _create(cursor, f"{name}_update", f"{update_of} ON {table}", exists, message)
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA journal_mode=WAL")


def _create(cursor: CursorWrapper, name: str, event: str, exists: str, message: str) -> None:
    if cursor.db.vendor == "sqlite":
        condition = exists.format(position="instr(text, NEW.quote)")
        cursor.execute(
            f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {event} WHEN NOT EXISTS ({condition}) "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )
        return
    condition = exists.format(position="strpos(text, NEW.quote)")
    cursor.execute(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$ BEGIN IF NOT EXISTS ({condition}) THEN "
        f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$ "
        f"LANGUAGE plpgsql"
    )
    cursor.execute(f"CREATE OR REPLACE TRIGGER {name} BEFORE {event} FOR EACH ROW EXECUTE FUNCTION {name}()")
