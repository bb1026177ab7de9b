"""Document numbers without gaps: a counter row per kind and year, locked as the last step of the transaction.

A number is given at submit, not to a draft, and never again. Neither a sequence (gaps after a rollback) nor max + 1
(duplicates under concurrency) would do. Source: conventions section 9.
"""

from datetime import date

from django.db import connection

from daying.core.models import Counter

ADVANCE = (
    f"INSERT INTO {Counter._meta.db_table} AS counter (kind, year, last) VALUES (%s, %s, %s) "  # noqa: S608
    "ON CONFLICT (kind, year) DO UPDATE SET last = counter.last + excluded.last RETURNING last"
)


def next_number(kind: str, on: date) -> str:
    """The next number of a kind in the year of the business date: SO-2026-000001. One query."""
    return next_numbers(kind, on, 1)[0]


def next_numbers(kind: str, on: date, count: int) -> list[str]:
    """A run of numbers, for documents that come in bulk. One query however many."""
    last = _advance(kind, on.year, count)
    return [f"{kind}-{on.year}-{number:06d}" for number in range(last - count + 1, last + 1)]


def next_codes(prefix: str, count: int) -> list[str]:
    """A run of codes for files that live longer than a year: C000123. One query however many."""
    last = _advance(prefix, 0, count)
    return [f"{prefix}{number:06d}" for number in range(last - count + 1, last + 1)]


def _advance(kind: str, year: int, count: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(ADVANCE, [kind, year, count])
        (last,) = cursor.fetchone()
    return int(last)
