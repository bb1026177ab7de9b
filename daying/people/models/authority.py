"""What a person may do and see today: rights and reach of the posts held, and of those who delegated to them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Q, QuerySet

from daying.core.compiled import Compiled
from daying.people.models.organisation import Department
from daying.people.models.posts import Delegation, Holding, PostRight, Scope

T = TypeVar("T")


@dataclass(frozen=True)
class Seat:
    """A post held today, by the person or by somebody they stand in for."""

    employee_id: int
    post_id: int
    department_id: int
    scope: str


@dataclass(frozen=True)
class Authority:
    """Rights by the person they come from: oneself, or the givers of a delegation."""

    seats: tuple[Seat, ...]
    rights: Mapping[int, frozenset[str]]

    def sources(self, code: str) -> list[int]:
        """Whose posts give this right, oneself first."""
        return [person for person, codes in self.rights.items() if code in codes]


@dataclass(frozen=True)
class Reach:
    """Whose customers a person sees."""

    is_company: bool
    owners: frozenset[int]
    departments: frozenset[int]


def authority_of(person: int, today: date) -> Authority:
    """Rights and seats of an employee on a day. Two queries."""
    seats = tuple(_seats(person, today))
    codes: dict[int, set[str]] = {seat.post_id: set() for seat in seats}
    for post, code in PostRight.objects.filter(post__in=codes).values_list("post_id", "code"):
        codes[post].add(code)
    people = sorted({seat.employee_id for seat in seats}, key=lambda pk: (pk != person, pk))
    return Authority(seats, {pk: _joined(codes[s.post_id] for s in seats if s.employee_id == pk) for pk in people})


def reach_of(person: int, seats: Iterable[Seat]) -> Reach:
    """Whose customers these seats show. One query where a seat sees more than its own and less than all."""
    seats = list(seats)
    owners = frozenset({person, *(seat.employee_id for seat in seats)})
    if any(seat.scope == Scope.COMPANY for seat in seats):
        return Reach(True, owners, frozenset())
    wide = [seat for seat in seats if seat.scope in (Scope.DEPARTMENT, Scope.CENTRE)]
    tree = Tree.now() if wide else None
    return Reach(
        False, owners, _joined(tree.seen_from(s.department_id, s.scope) for s in wide) if tree else frozenset()
    )


class Tree:
    """The department tree as it stands, in memory: a company has dozens of departments, not thousands."""

    def __init__(self, parents: Mapping[int, int | None], centres: Iterable[int]) -> None:
        self.parents = parents
        self.centres = frozenset(centres)

    @classmethod
    def now(cls) -> "Tree":
        """Read today's tree. One query."""
        rows = DEPARTMENTS()
        return cls({row.pk: row.parent_id for row in rows}, [row.pk for row in rows if row.is_centre])

    def above(self, department: int) -> list[int]:
        """The department itself and all it is part of, from the bottom up."""
        chain: list[int] = []
        current: int | None = department
        while current is not None and current not in chain:
            chain.append(current)
            current = self.parents.get(current)
        return chain

    def below(self, department: int) -> frozenset[int]:
        """The department itself and all that are part of it."""
        return frozenset(pk for pk in self.parents if department in self.above(pk))

    def seen_from(self, department: int, scope: str) -> frozenset[int]:
        """The departments that a post in this one sees. Outside any centre, that is the department's own subtree."""
        if scope == Scope.CENTRE:
            department = next((pk for pk in self.above(department) if pk in self.centres), department)
        return self.below(department)


def _seats(person: int, today: date) -> Iterable[Seat]:
    for held in HELD(person, today):
        yield Seat(held.employee_id, held.post_id, held.department_id, held.post.scope)


def _held(person: int, today: date) -> QuerySet[Holding]:
    givers = Delegation.objects.on(today).filter(taker=person, giver__is_active=True).values("giver")
    held = Holding.objects.on(today).filter(Q(employee=person) | Q(employee__in=givers)).order_by("pk")
    return held.select_related("post").only("employee", "department", "post__scope")


HELD = Compiled(_held)
DEPARTMENTS = Compiled(lambda: Department.objects.order_by().only("parent", "is_centre"))


def _joined(sets: Iterable[Iterable[T]]) -> frozenset[T]:
    return frozenset(item for each in sets for item in each)
