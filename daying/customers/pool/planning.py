"""What the rules would do now, customer by customer, before anybody lets them do it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from daying.customers.models import AssignmentRule, Customer, CustomerState, EntryState, PoolEntry
from daying.customers.pool.assigning import Turns
from daying.customers.pool.queries import without_pool
from daying.customers.pool.reclaiming import Fall, falls
from daying.people.models import Employee
from daying.people.queries import limit


@dataclass(frozen=True)
class Planned:
    """A customer that a rule gives out of a pool."""

    entry: PoolEntry
    rule: AssignmentRule
    owner: Employee


@dataclass
class Handouts:
    """What the rules give out of the pools today. keep writes whose turn it was."""

    given: list[Planned] = field(default_factory=list)
    turns: list[Turns] = field(default_factory=list)

    def keep(self) -> None:
        """Write down whose turn it was. One statement for each pool with a rule."""
        for turns in self.turns:
            turns.keep()


def handouts(today: date, *, is_locked: bool = False) -> Handouts:
    """What waits in the pools for a rule, the longest waiting first, and to whom it goes. Seven queries for each pool.

    is_locked: the rules stay locked until the transaction ends, for whoever carries it out.
    """
    found, rules = Handouts(), AssignmentRule.objects.filter(pool__is_active=True)
    for pool in sorted(set(rules.filter(is_active=True).order_by().values_list("pool", flat=True))):
        of_pool = rules.filter(pool=pool)
        turns = Turns.of(of_pool.select_for_update(of=("self",)) if is_locked else of_pool)
        found.turns.append(turns)
        found.given += _of_pool(pool, turns, today)
    return found


@dataclass(frozen=True)
class Plan:
    """All that would move today, as one person may see it."""

    user: Any
    today: date

    @cached_property
    def all_falls(self) -> list[Fall]:
        seen = limit(Customer.objects.all(), self.user, via="")
        return falls(self.today, among=seen.order_by().values("pk"))

    @property
    def falls(self) -> list[Fall]:
        """Those that fall."""
        return [fall for fall in self.all_falls if not fall.keeps]

    @property
    def kept(self) -> list[Fall]:
        """Those that would, were there not something going on with them."""
        return [fall for fall in self.all_falls if fall.keeps]

    @cached_property
    def handouts(self) -> list[Planned]:
        """What the rules give out of the pools that this person sees into."""
        given = handouts(self.today).given
        seen = limit(Customer.objects.all(), self.user, via="").filter(pk__in=[one.entry.customer_id for one in given])
        keys = set(seen.values_list("pk", flat=True))
        return [one for one in given if one.entry.customer_id in keys]

    @cached_property
    def without_pool(self) -> int:
        """How many customers no pool would take, however long nobody looks after them."""
        return limit(without_pool(), self.user, via="").count()


def _of_pool(pool: int, turns: Turns, today: date) -> Iterable[Planned]:
    waiting = PoolEntry.objects.filter(pool=pool, state=EntryState.WAITING, customer__state=CustomerState.ACTIVE)
    for entry in waiting.select_related("customer", "pool").order_by("entered_on", "pk"):
        rules = [r for r in turns.rules if entry.entered_on + timedelta(days=r.after_days) <= today]
        former = [entry.former_owner_id] if entry.former_owner_id else []
        chosen = turns.choose(entry.customer.zone_id, entry.customer.industry, apart_from=former, among=rules)
        if chosen:
            yield Planned(entry, *chosen)
