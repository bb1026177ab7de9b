"""What is kept of a record because of other records: a score, a count. Worked out again when one of them is written.

A package says `@follows(Contact, CustomerAddress)` over a function; `changes` calls it inside the transaction of the
change itself, with the records that were written or removed.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Model

WorkOut = Callable[[Sequence[Any]], None]

_followers: dict[type[Model], list[WorkOut]] = {}


def follows(*models: type[Model]) -> Callable[[WorkOut], WorkOut]:
    """Register a function that works something out whenever records of these models are written."""

    def register(work_out: WorkOut) -> WorkOut:
        for model in models:
            _followers.setdefault(model, []).append(work_out)
        return work_out

    return register


def written(records: Sequence[Model]) -> None:
    """Tell the followers of these records, which are all of one model."""
    for work_out in _followers.get(type(records[0]), ()) if records else ():
        work_out(records)
