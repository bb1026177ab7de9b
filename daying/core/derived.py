"""What is kept of a record because of other records: a score, a count. Worked out again when one of them is written.

A package says `follows(rescore, {Customer: "pk", Contact: "customer_id"})`: its function, and by which attribute each
model names whose figure it is. `changes` calls it inside the transaction of the change itself, with the keys that the
written or removed records name.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models import Model

WorkOut = Callable[[Sequence[int]], None]

_followers: dict[type[Model], list[tuple[WorkOut, str]]] = {}
_waiting: ContextVar[dict[WorkOut, set[int]] | None] = ContextVar("waiting", default=None)


def follows(work_out: WorkOut, models: Mapping[type[Any], str]) -> None:
    """Register a function that works something out whenever records of these models are written."""
    for model, key in models.items():
        _followers.setdefault(model, []).append((work_out, key))


def written(records: Sequence[Model]) -> None:
    """Tell the followers of these records, which are all of one model."""
    waiting = _waiting.get()
    for work_out, key in _followers.get(type(records[0]), ()) if records else ():
        keys = {getattr(record, key) for record in records}
        if waiting is None:
            work_out(sorted(keys))
        else:
            waiting.setdefault(work_out, set()).update(keys)


@contextmanager
def together() -> Iterator[None]:
    """What is written inside is worked out at the end, once for each record. Inside a transaction."""
    token = _waiting.set({})
    try:
        yield
        waiting = _waiting.get()
    finally:
        _waiting.reset(token)
    for work_out, keys in (waiting or {}).items():
        work_out(sorted(keys))
