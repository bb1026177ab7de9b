"""Document numbers without gaps: a counter row per kind and year, locked as the last step of the transaction.

A number is given at submit, not to a draft, and never again. Neither a sequence (gaps after a rollback) nor max + 1
(duplicates under concurrency) would do. Source: conventions section 9.
"""

from datetime import date

from django.db.models import F

from daying.core.models import Counter


def next_number(kind: str, on: date) -> str:
    """The next number of a kind in the year of the business date: SO-2026-000001. Two queries."""
    return next_numbers(kind, on, 1)[0]


def next_numbers(kind: str, on: date, count: int) -> list[str]:
    """A run of numbers, for documents that come in bulk. Two queries however many."""
    last = _advance(kind, on.year, count)
    return [f"{kind}-{on.year}-{number:06d}" for number in range(last - count + 1, last + 1)]


def next_codes(prefix: str, count: int) -> list[str]:
    """A run of codes for files that live longer than a year: C000123. Two queries however many."""
    last = _advance(prefix, 0, count)
    return [f"{prefix}{number:06d}" for number in range(last - count + 1, last + 1)]


def _advance(kind: str, year: int, count: int) -> int:
    counters = Counter.objects.filter(kind=kind, year=year)
    if not counters.update(last=F("last") + count):
        Counter.objects.get_or_create(kind=kind, year=year)
        counters.update(last=F("last") + count)
    return counters.values_list("last", flat=True).get()
