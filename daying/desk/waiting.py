"""Who has a record now: the rooms that know say it, by name and with the day by which something is due."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from daying.core.workflow import Verb


@dataclass(frozen=True)
class Waiting:
    """Somebody whose turn it is. who: a person, a department or a post. url: where they do it, when elsewhere."""

    who: str
    what: Any
    due_on: date | None = None
    url: str = ""

    def is_late(self, today: date) -> bool:
        """Whether the day it was due on is over."""
        return self.due_on is not None and self.due_on < today


Find = Callable[[Any], Iterable[Waiting]]
Holders = Callable[[str], Iterable[Any]]
FINDERS: list[Find] = []
HOLDERS: list[Holders] = []
MOST_NAMES = 4


def waits(find: Find) -> Find:
    """Register a function of a record that says whose answer it waits for: open opinions, tasks."""
    FINDERS.append(find)
    return find


def holders_of(find: Holders) -> Holders:
    """Register the function that says who holds a right today."""
    HOLDERS.append(find)
    return find


def waiting_for(record: Any, next_step: Verb | None) -> list[Waiting]:
    """Whose turn it is: of those who were asked, else of whoever may take the next step, the record's owner first."""
    asked = [waiting for find in FINDERS for waiting in find(record)]
    if asked or next_step is None:
        return asked
    people = [person for find in HOLDERS for person in find(next_step.right or "")]
    owner = getattr(record, "owner_id", None)
    names = [str(person) for person in people if person.pk == owner] or [str(person) for person in people]
    return [Waiting(_told(names), next_step.label)] if names else []


def _told(names: list[str]) -> str:
    return ", ".join(names[:MOST_NAMES]) + (" …" if len(names) > MOST_NAMES else "")
