"""What will happen on which day: whatever happens may put further happenings into it."""

from collections.abc import Callable, Iterator
from datetime import date
from heapq import heappop, heappush
from itertools import count
from typing import Any

Happening = Callable[[date], Any]


class Agenda:
    """Happenings in the order of their days, and of their entry within a day."""

    def __init__(self) -> None:
        self._waiting: list[tuple[date, int, Happening]] = []
        self._order = count()

    def add(self, on: date, happening: Happening) -> None:
        """Let something happen on a day."""
        heappush(self._waiting, (on, next(self._order), happening))

    def days(self, until: date) -> Iterator[tuple[date, Iterator[Happening]]]:
        """The days on which something happens, up to and with the last; each with what happens on it."""
        while self._waiting and self._waiting[0][0] <= until:
            day = self._waiting[0][0]
            yield day, self._of(day)

    def _of(self, day: date) -> Iterator[Happening]:
        while self._waiting and self._waiting[0][0] <= day:
            yield heappop(self._waiting)[2]
