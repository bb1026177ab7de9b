"""Reading the organisation: who sees what, who holds what, who stands above whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from hmac import compare_digest
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from daying.core import journal
from daying.core.actor import SYSTEM, Actor
from daying.core.compiled import Compiled
from daying.people.models import (
    ApiToken,
    Company,
    Delegation,
    Department,
    DepartmentPlace,
    Employee,
    Establishment,
    HandOver,
    HandOverLine,
    Holding,
    Post,
    PostRight,
    TokenScope,
)
from daying.people.models.authority import Tree

M = TypeVar("M", bound=Model)
PREFIX = 12


def company() -> Company:
    """The company of this database."""
    return Company.objects.get()


def limit(queryset: QuerySet[M], user: Any, via: str = "customer") -> QuerySet[M]:
    """The rows whose customer this person may see today: own, the department's, the centre's or the company's (M0.5).

    via: the path to what has an owner and a department; empty where the rows themselves have. Somebody who stands in
    for others sees what they see. One join, and two lists of keys: no subquery.
    """
    reach = getattr(user, "reach", None)
    if reach is None:  # the system itself, or nobody
        return queryset if getattr(user, "is_authenticated", False) else queryset.none()
    if reach.is_company:
        return queryset
    prefix = f"{via}__" if via else ""
    seen = Q(**{f"{prefix}owner__in": sorted(reach.owners)})
    if reach.departments:
        seen |= Q(**{f"{prefix}department__in": sorted(reach.departments)})
    return queryset.filter(seen)


def actor(key: int | None) -> Actor:
    """Who did what an event tells: for a reaction, the very person of the action under way. No query then."""
    unit = journal.current()
    if unit and unit.by and unit.by.pk == key:
        return unit.by
    return Employee.objects.get(pk=key) if key else SYSTEM


def visible_departments(user: Any) -> QuerySet[Department]:
    """The departments whose customers this person sees."""
    reach = getattr(user, "reach", None)
    if reach is None or reach.is_company:
        return Department.objects.all()
    return Department.objects.filter(pk__in=reach.departments)


def colleagues(user: Any = None) -> QuerySet[Employee]:
    """Everybody who works here now."""
    return Employee.objects.filter(is_active=True)


def holders(post_key: str, today: date | None = None) -> QuerySet[Employee]:
    """Who holds a post today."""
    held = Holding.objects.on(today or timezone.localdate()).filter(post__key=post_key)
    return colleagues().filter(pk__in=held.values("employee"))


def holders_of_right(code: str, today: date | None = None) -> QuerySet[Employee]:
    """Whose posts give a right today, delegations not counted."""
    rights = PostRight.objects.filter(code=code)
    held = Holding.objects.on(today or timezone.localdate()).filter(post__in=rights.values("post"))
    return colleagues().filter(pk__in=held.values("employee"))


# Their names alone, for the pages that say whose turn it is.
HOLDERS = Compiled(lambda code, today: holders_of_right(code, today).only("name", "english_name"))


def department(code: str) -> Department:
    """A department by its code (daying.people.departments)."""
    return Department.objects.get(code=code)


def subtree(top: Department) -> frozenset[int]:
    """The keys of a department and all that are part of it. One query."""
    return Tree.now().below(top.pk)


def manager_of(employee: Employee, today: date | None = None) -> Employee | None:
    """The nearest superior: whoever holds the superior post in the department or above it, else the post above that.

    Four queries.
    """
    day = today or timezone.localdate()
    own = Holding.objects.on(day).filter(employee=employee).order_by("pk").select_related("post").first()
    if own is None:
        return None
    above = Tree.now().above(own.department_id)
    superiors = dict(Post.objects.order_by().values_list("pk", "superior"))
    held = Holding.objects.on(day).filter(department__in=above, employee__is_active=True).exclude(employee=employee)
    seats = list(held.select_related("employee").order_by("pk"))
    return _first_above(own.post.superior_id, superiors, above, seats)


def _first_above(
    post: int | None, superiors: dict[int, int | None], above: list[int], seats: list[Holding]
) -> Employee | None:
    passed: set[int] = set()
    while post is not None and post not in passed:
        for place in above:
            found = next((s.employee for s in seats if s.post_id == post and s.department_id == place), None)
            if found:
                return found
        passed.add(post)
        post = superiors.get(post)
    return None


def organisation_on(day: date) -> dict[int, int | None]:
    """Which department stood under which on a day: {department: parent}."""
    return dict(DepartmentPlace.objects.on(day).values_list("department", "parent"))


@dataclass(frozen=True)
class Strength:
    """Places of a post in a department against the people who hold it there (M0.2). places: None is open."""

    establishment: Establishment
    filled: int

    @property
    def difference(self) -> int | None:
        """People above the establishment; below zero are vacancies; None where it is open."""
        places = self.establishment.places
        return None if places is None else self.filled - places


def establishment(today: date) -> list[Strength]:
    """Every establishment with how many people fill it, its department's subtree counted. Three queries."""
    tree = Tree.now()
    held = list(Holding.objects.on(today).filter(employee__is_active=True).values_list("post", "department"))
    planned = Establishment.objects.select_related("post", "department").order_by("department__code", "post")
    return [Strength(row, _filled(row, tree.below(row.department_id), held)) for row in planned]


def _filled(row: Establishment, places: frozenset[int], held: Iterable[tuple[int, int]]) -> int:
    return sum(1 for post, place in held if post == row.post_id and place in places)


def stand_ins(employee: Employee, today: date) -> QuerySet[Delegation]:
    """Who stands in for this person today."""
    return Delegation.objects.on(today).filter(giver=employee).select_related("taker")


def places_of(employee: Employee, on: date) -> set[int]:
    """The keys of the departments in which somebody holds a post on a day. One query."""
    return set(Holding.objects.on(on).filter(employee=employee).values_list("department_id", flat=True))


def stands_in_from_today(employee: Employee) -> QuerySet[Delegation]:
    """The delegations in which this person stands in for somebody, today or later."""
    return Delegation.objects.filter(taker=employee, until_on__gt=timezone.localdate()).order_by("from_on", "pk")


def acts_for(user: Any) -> list[int]:
    """The keys of the people in whose name somebody acts today: their own, and of those they stand in for."""
    return sorted(getattr(user.reach, "owners", None) or [user.pk])


def bearer(token: str, today: date | None = None) -> tuple[Employee, ApiToken] | None:
    """Whose API token this is, if it is valid, its owner may sign in, and a post of theirs still allows the API.

    The employee carries no more rights than the token. One query, and two for the rights.
    """
    found = ApiToken.objects.filter(prefix=token[:PREFIX], is_revoked=False).select_related("employee").first()
    if found is None or not compare_digest(found.digest, digest(token)):
        return None
    employee = found.employee
    if found.expires_on < (today or timezone.localdate()) or not employee.has_perm("people.use_api"):
        return None
    employee.is_read_only = found.scope == TokenScope.READ
    return employee, found


def digest(token: str) -> str:
    """What is kept of a token. It has 256 random bits, so one round of SHA-256 is enough."""
    return sha256(token.encode()).hexdigest()


# What each person may see of this room itself: the organisation and the colleagues are no secret.


def departments_seen_by(user: Any) -> QuerySet[Department]:
    return Department.objects.all()


def posts_seen_by(user: Any) -> QuerySet[Post]:
    return Post.objects.all()


def establishment_seen_by(user: Any) -> QuerySet[Establishment]:
    return Establishment.objects.all()


def employees_seen_by(user: Any) -> QuerySet[Employee]:
    return Employee.objects.all()


def holdings_seen_by(user: Any) -> QuerySet[Holding]:
    return Holding.objects.all()


def delegations_seen_by(user: Any) -> QuerySet[Delegation]:
    """Those one is part of; all of them for whoever arranges delegations."""
    if user.has_perm("people.arrange_delegation"):
        return Delegation.objects.all()
    return Delegation.objects.filter(Q(giver=user.pk) | Q(taker=user.pk))


def company_seen_by(user: Any) -> QuerySet[Company]:
    return Company.objects.all()


def hand_overs_seen_by(user: Any) -> QuerySet[HandOver]:
    """Those one gave, took or arranged; all of them for whoever may arrange them, or reads everything."""
    if user.has_perm("people.hand_over") or user.has_perm("people.export_handover"):
        return HandOver.objects.all()
    taken = HandOverLine.objects.filter(taker=user.pk).values("hand_over")
    return HandOver.objects.filter(Q(giver=user.pk) | Q(created_by=user.pk) | Q(pk__in=taken))
