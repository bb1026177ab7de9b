"""What somebody has in hand and another takes when they leave. Each package registers its own (M0.5)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from daying.core import changes
from daying.core.actor import Actor
from daying.core.models import Line

Find = Callable[[Any], QuerySet[Any]]
Give = Callable[..., None]


@dataclass(frozen=True)
class Kind:
    """One kind of what is handed over. find(giver): what they have in hand; give(records, taker=, by=, reason=)."""

    key: str
    label: Any
    find: Find
    give: Give


_kinds: dict[str, Kind] = {}


def hands_over(key: str, label: Any, *, find: Find) -> Callable[[Give], Give]:
    """Register an action that gives records of one kind to another person."""

    def register(give: Give) -> Give:
        _kinds[key] = Kind(key, label, find, give)
        return give

    return register


def owned_by(taker: Any) -> dict[str, Any]:
    """What a record says of its owner, once this person has it."""
    return {"owner_id": taker.pk, "department_id": taker.department_id}


def give_lines(lines: Sequence[Line], *, of: str, person: str, taker: Any, by: Actor, verb: str) -> None:
    """Name another person in lines of documents. of: the field of their document; person: that of whoever is named.

    Three statements for each document.
    """
    given = {line.pk for line in lines}
    for document in {getattr(line, of) for line in lines}:
        every = list(type(lines[0])._default_manager.filter(**{of: document}).order_by("position", "pk"))
        for line in every:
            if line.pk in given:
                setattr(line, person, taker)
        changes.update(document, {}, by=by, lines=every, verb=verb)


def kinds() -> list[Kind]:
    """Every kind, from the ground up."""
    return list(_kinds.values())


def choices() -> list[tuple[str, Any]]:
    """The kinds for a column that names one."""
    return [(kind.key, kind.label) for kind in _kinds.values()]


def in_hand(giver: Any) -> Iterator[tuple[Kind, Sequence[Any]]]:
    """What somebody has in hand, kind by kind; empty kinds are left out. One query for each kind."""
    for kind in _kinds.values():
        if records := list(kind.find(giver)):
            yield kind, records
