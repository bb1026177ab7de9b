"""What happened below, told to whom it may concern above. Rules run inside the teller's transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import transaction


@dataclass(frozen=True)
class Event:
    """Ids and plain values only: what an event carries must still be true when it is read later."""


E = TypeVar("E", bound=Event)
Reaction = Callable[[Any], None]

_inside: dict[type[Event], list[Reaction]] = {}
_afterwards: dict[type[Event], list[Reaction]] = {}


def on(event: type[E], *, after_commit: bool = False) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Register a reaction. after_commit is for webhooks and the like, which must not run when the teller rolls back."""

    def register(reaction: Callable[[E], None]) -> Callable[[E], None]:
        (_afterwards if after_commit else _inside).setdefault(event, []).append(reaction)
        return reaction

    return register


def tell(event: Event) -> None:
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
