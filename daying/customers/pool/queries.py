"""Reading the pools: what lies in them, who may take it, and who had what before."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from daying.customers.models import (
    AssignmentRule,
    Cause,
    Customer,
    CustomerState,
    EntryState,
    OwnerChange,
    Pool,
    PoolEntry,
    PoolLook,
    PoolMember,
)
from daying.people.models.authority import Tree
from daying.people.queries import limit


def pools_seen_by(user: Any) -> QuerySet[Pool]:
    """All pools: which there are, and by which rules, is no secret."""
    return Pool.objects.all()


def members_seen_by(user: Any) -> QuerySet[PoolMember]:
    """All members."""
    return PoolMember.objects.all()


def assignment_rules_seen_by(user: Any) -> QuerySet[AssignmentRule]:
    """All rules of assignment."""
    return AssignmentRule.objects.all()


def owner_changes_seen_by(user: Any) -> QuerySet[OwnerChange]:
    """Those of customers this person sees, and those from and to this person, whoever has the customer now."""
    reach = getattr(user, "reach", None)
    changes: QuerySet[OwnerChange] = OwnerChange.objects.select_related("customer")
    if reach is None or reach.is_company:
        return limit(changes, user)
    own = Q(customer__owner__in=sorted(reach.owners)) | Q(customer__department__in=sorted(reach.departments))
    return changes.filter(own | Q(from_owner=user.pk) | Q(to_owner=user.pk))


def entries_seen_by(user: Any) -> QuerySet[PoolEntry]:
    """Stays in a pool of customers this person sees, and what waits in the pools of which this person is a member.

    Members see no more of a customer than its entry shows.
    """
    reach = getattr(user, "reach", None)
    entries = PoolEntry.objects.select_related("customer")
    if reach is None or reach.is_company:
        return limit(entries, user)
    seen = Q(customer__owner__in=sorted(reach.owners)) | Q(customer__department__in=sorted(reach.departments))
    return entries.filter(seen | _open_to(reach.owners))


def in_my_pools(user: Any) -> QuerySet[PoolEntry]:
    """What waits in the pools of which this person, or somebody they stand in for, is a member."""
    reach = getattr(user, "reach", None)
    entries = PoolEntry.objects.select_related("customer")
    people = getattr(reach, "owners", ())
    return entries.filter(_open_to(people)) if people else entries.none()


def _open_to(people: Iterable[int]) -> Q:
    pools = PoolMember.objects.filter(employee__in=sorted(people), is_active=True).order_by().values("pool")
    return Q(pool__in=pools, state=EntryState.WAITING, customer__state=CustomerState.ACTIVE)


def pools_by_department() -> dict[int, Pool]:
    """For each department the pool in use into which its customers fall: its own, or the nearest above. Two queries."""
    pools = {pool.department_id: pool for pool in Pool.objects.filter(is_active=True).order_by()}
    tree = Tree.now() if pools else Tree({}, [])
    nearest = {place: next((at for at in tree.above(place) if at in pools), None) for place in tree.parents}
    return {place: pools[at] for place, at in nearest.items() if at is not None}


def member(pool: Pool | int, person: Any) -> PoolMember | None:
    """This person's membership, while it lasts."""
    found = PoolMember.objects.filter(pool=pool, employee=person.pk, is_active=True)
    return found.select_related("pool", "employee").first() if person.pk else None


def administered_by(people: Iterable[int]) -> QuerySet[Pool]:
    """The pools that one of these people administers."""
    theirs = PoolMember.objects.filter(employee__in=sorted(people), is_admin=True, is_active=True)
    return Pool.objects.filter(pk__in=theirs.order_by().values("pool"))


def counted_for_the_cap() -> Q:
    """The customers that count against a person's cap: those not won yet."""
    return Q(state=CustomerState.ACTIVE, first_deal_on=None)


def held_by(people: Iterable[int]) -> dict[int, int]:
    """How many customers that count against the cap each of these people has. One query."""
    held = Customer.objects.filter(counted_for_the_cap(), owner__in=list(people)).order_by()
    return dict(held.values_list("owner").annotate(held=Count("pk")))


def load_of(people: Iterable[int]) -> dict[int, int]:
    """How many active customers each of these people looks after. One query."""
    theirs = Customer.objects.filter(owner__in=list(people), state=CustomerState.ACTIVE).order_by()
    return dict(theirs.values_list("owner").annotate(load=Count("pk")))


def claimed_on(person: int, pool: int, day: date) -> int:
    """How many customers a person has claimed from a pool on a day."""
    return OwnerChange.objects.filter(to_owner=person, from_pool=pool, cause=Cause.CLAIMED, on=day).count()


def looked_at(person: int | None, pool: int, day: date) -> int:
    """How many customers of a pool a person has opened on a day."""
    return PoolLook.objects.filter(person=person, entry__pool=pool, on=day).count()


def barred_until(person: int, entry: PoolEntry, pool: Pool) -> date | None:
    """The day from which a former owner may claim the customer again; None for whoever never had it."""
    had = OwnerChange.objects.filter(customer=entry.customer_id, from_owner=person, to_pool__isnull=False)
    last = had.order_by("-pk").values_list("on", flat=True).first()
    return last + timedelta(days=pool.barred_days) if last else None


def without_pool() -> QuerySet[Customer]:
    """Active customers of departments for which no pool is in use: they never fall. Three queries."""
    placed = sorted(pools_by_department())
    return Customer.objects.filter(state=CustomerState.ACTIVE, pool=None).exclude(department__in=placed)


def unplaced() -> QuerySet[Customer]:
    """Customers that lie in a pool without an entry that says so. There are none, unless the books are wrong."""
    waiting = PoolEntry.objects.filter(customer=OuterRef("pk"), state=EntryState.WAITING, pool=OuterRef("pool"))
    return Customer.objects.filter(pool__isnull=False).exclude(Exists(waiting))
