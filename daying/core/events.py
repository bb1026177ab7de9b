"""What happened below, told to whom it may concern above. Rules run inside the teller's transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import transaction


@dataclass(frozen=True)
class Event:
    """Ids and plain values only: what an event carries must still be true when it is read later."""


E = TypeVar("E", bound=Event)
Reaction = Callable[[Any], None]

_held: ContextVar[list[Event] | None] = ContextVar("held", default=None)
_inside: dict[type[Event], list[Reaction]] = {}
_afterwards: dict[type[Event], list[Reaction]] = {}


def on(event: type[E], *, after_commit: bool = False) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Register a reaction. after_commit is for webhooks and the like, which must not run when the teller rolls back."""

    def register(reaction: Callable[[E], None]) -> Callable[[E], None]:
        (_afterwards if after_commit else _inside).setdefault(event, []).append(reaction)
        return reaction

    return register


def tell(event: Event) -> None:
    """Run the reactions. Told by a transition they run when its record is saved, so that they read it as it is told."""
    waiting = _held.get()
    if waiting is None:
        deliver(event)
    else:
        waiting.append(event)


@contextmanager
def held() -> Iterator[list[Event]]:
    """What is told inside waits in the list, to be delivered by whoever holds it."""
    waiting: list[Event] = []
    token = _held.set(waiting)
    try:
        yield waiting
    finally:
        _held.reset(token)


def deliver(event: Event) -> None:
    """Run the reactions in order of registration, that is from the ground up."""
    for reaction in _inside.get(type(event), ()):
        reaction(event)
    for later in _afterwards.get(type(event), ()):
        transaction.on_commit(lambda later=later: later(event))  # type: ignore[misc]


def reactions() -> dict[type[Event], list[Reaction]]:
    """Every event somebody listens to, for the generated documentation."""
    known = {**_inside}
    for event, later in _afterwards.items():
        known[event] = [*known.get(event, []), *later]
    return known
