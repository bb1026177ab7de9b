"""Rows that every company begins with: the packages above say what they are, and an administrator changes them."""

from collections.abc import Callable

from django.db import models, transaction
from django.utils import timezone

from daying.core import journal
from daying.core.actor import SYSTEM, Actor
from daying.people.models import Company

Write = Callable[[Actor], object]
WRITERS: dict[tuple[type[models.Model], ...], Write] = {}


def begins_with(*tables: type[models.Model]) -> Callable[[Write], Write]:
    """Register the function that writes the first rows of these tables. It is asked while the first has none."""

    def decorate(write: Write) -> Write:
        WRITERS[tables] = write
        return write

    return decorate


@transaction.atomic
def write_first_rows() -> None:
    """Fill the tables that are empty, in a new company and after an upgrade. A query for each that is filled."""
    if not Company.objects.exists():
        return
    with journal.acting("people.write_first_rows", timezone.localdate()):
        for tables, write in WRITERS.items():
            if not tables[0]._default_manager.exists():
                write(SYSTEM)
