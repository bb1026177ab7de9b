"""The pools at a glance: how much lies in each, what comes and goes, what is about to fall, how much room one has."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q

from daying.customers.models import CustomerState, EntryState, Pool, PoolEntry, PoolMember
from daying.customers.pool.assigning import cap_of
from daying.customers.pool.queries import claimed_on, held_by, looked_at, pools_by_department
from daying.customers.pool.reclaiming import about_to_fall

LATELY = timedelta(days=7)


@dataclass(frozen=True)
class Room:
    """How much more one person may claim, or look at. held, cap: customers without a deal; the others: of today."""

    held: int
    cap: int | None
    claimed: int
    daily: int | None
    looked: int
    looks: int | None


@dataclass(frozen=True)
class Card:
    """One pool. came, taken: within the last seven days. room: None for who is no member."""

    pool: Pool
    waiting: int
    came: int
    taken: int
    falling: int
    members: list[PoolMember]
    room: Room | None


def cards(user: Any, today: date) -> list[Card]:
    """Every pool in use, one's own first. Eight queries, and up to two for each pool one is a member of."""
    members: dict[int, list[PoolMember]] = {}
    for member in PoolMember.objects.filter(is_active=True).select_related("pool", "employee").order_by("-is_admin"):
        members.setdefault(member.pool_id, []).append(member)
    counts, falling = _counts(today), _falling(today)
    held = held_by([user.pk]).get(user.pk, 0) if user.pk else 0
    found = [
        Card(
            pool,
            **counts.get(pool.pk, {"waiting": 0, "came": 0, "taken": 0}),
            falling=falling.get(pool.pk, 0),
            members=members.get(pool.pk, []),
            room=_room(members.get(pool.pk, []), user, held, today),
        )
        for pool in Pool.objects.filter(is_active=True).select_related("department")
    ]
    return sorted(found, key=lambda card: card.room is None)


def _counts(today: date) -> dict[int, dict[str, int]]:
    since = today - LATELY
    counted: Any = PoolEntry.objects.order_by().values("pool")
    rows = counted.annotate(
        waiting=Count("pk", filter=Q(state=EntryState.WAITING, customer__state=CustomerState.ACTIVE)),
        came=Count("pk", filter=Q(entered_on__gt=since)),
        taken=Count("pk", filter=Q(left_on__gt=since)),
    )
    return {row.pop("pool"): row for row in rows}


def _falling(today: date) -> Mapping[int, int]:
    """How many customers are about to fall into each pool."""
    pools, found = pools_by_department(), Counter[int]()
    places = about_to_fall(today).order_by().values_list("department").annotate(falling=Count("pk"))
    for place, count in places:
        found[pools[place].pk] += count
    return found


def _room(members: list[PoolMember], user: Any, held: int, today: date) -> Room | None:
    mine = next((member for member in members if member.employee_id == user.pk), None)
    if mine is None:
        return None
    claimed = claimed_on(mine.employee_id, mine.pool_id, today)
    looked = looked_at(mine.employee_id, mine.pool_id, today) if mine.pool.daily_view_cap is not None else 0
    return Room(held, cap_of(mine), claimed, mine.pool.daily_claim_cap, looked, mine.pool.daily_view_cap)
