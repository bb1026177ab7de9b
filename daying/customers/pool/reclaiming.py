"""Which customers fall into a pool, on which day, and why (conventions section 7).

A customer without a deal falls after days without a follow-up, or without a deal, from the day its owner has it; one
with a deal only after days since the last one. Whoever owns it since later has all the days.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from daying.customers.models import Cause, Customer, CustomerState, Grade, Pool, ReclaimRule, told_why
from daying.customers.pool.queries import pools_by_department
from daying.customers.pool.sparing import spared, unspared, with_spares

Why = Mapping[str, Any]


@dataclass(frozen=True)
class Fall:
    """A customer that falls into a pool on a day. why: code and figures; keeps: what spares it, empty when nothing."""

    customer: Customer
    pool: Pool
    on: date
    cause: str
    why: Why
    keeps: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """Why, in the reader's language."""
        return told_why(self.why)

    def days_left(self, today: date) -> int:
        """Below zero where the day is over."""
        return (self.on - today).days


@dataclass(frozen=True)
class Rules:
    """The rules of all pools in use, and which department's customers fall into which pool."""

    pools: Mapping[int, Pool]
    by_grade: Mapping[tuple[int, str], ReclaimRule]

    @classmethod
    def now(cls) -> "Rules":
        """As they stand. Three queries."""
        by_grade: dict[tuple[int, str], ReclaimRule] = {}
        for rule in ReclaimRule.objects.filter(pool__is_active=True).order_by("grade"):
            for grade in [rule.grade] if rule.grade else Grade.values:  # the rule for the others comes first
                by_grade[rule.pool_id, grade] = rule
        return cls(pools_by_department(), by_grade)

    def of(self, customer: Customer) -> ReclaimRule | None:
        """The rule for this customer; None where none says anything."""
        pool = self.pools.get(customer.department_id)
        return self.by_grade.get((pool.pk, customer.grade)) if pool else None

    def due(self, today: date, *, is_warned: bool) -> Q:
        """The condition of being due today, or within the days of warning."""
        due = Q(owner__is_active=False, department__in=sorted(self.pools)) & _unprotected(today)
        for (pool, grade), rule in self.by_grade.items():
            places = sorted(place for place, theirs in self.pools.items() if theirs.pk == pool)
            day = today + timedelta(days=rule.warn_days if is_warned else 0)
            due |= Q(department__in=places, grade=grade) & _due_by(rule, day) & _unprotected(day)
        return due


def due(today: date, *, is_warned: bool = False, rules: Rules | None = None) -> QuerySet[Customer]:
    """Customers whose day has come, spared or not; is_warned: or comes within the days of warning. Three queries."""
    owned = Customer.objects.filter(state=CustomerState.ACTIVE, pool=None)
    return owned.filter((rules or Rules.now()).due(today, is_warned=is_warned))


def about_to_fall(today: date) -> QuerySet[Customer]:
    """Customers that fall within their days of warning, or tonight, unless something is done. Three queries."""
    return unspared(due(today, is_warned=True), today)


def falls(
    today: date, *, is_warned: bool = False, among: QuerySet[Any, Any] | Sequence[int] | None = None
) -> list[Fall]:
    """The customers that are due, spared ones too, each with its day and why; the most urgent first. Four queries."""
    rules = Rules.now()
    customers = due(today, is_warned=is_warned, rules=rules)
    customers = customers if among is None else customers.filter(pk__in=among)
    read = with_spares(customers, today).select_related("owner", "zone")
    return sorted(_told(read, rules, today), key=lambda fall: (fall.on, fall.customer.pk))


def fall_of(customer: Customer, rule: ReclaimRule) -> tuple[date, Why] | None:
    """The day on which a rule takes a customer from its owner, and why; None where it never does."""
    found = min(_days(customer, rule), key=lambda one: one[0], default=None)
    if found is None or not customer.is_protected:
        return found
    until = customer.protected_until
    return (max(found[0], until + timedelta(days=1)), found[1]) if until else None


def _told(customers: Iterable[Any], rules: Rules, today: date) -> Iterable[Fall]:
    for customer in customers:
        pool, rule, keeps = rules.pools[customer.department_id], rules.of(customer), tuple(spared(customer))
        if not customer.owner.is_active:
            yield Fall(customer, pool, today, Cause.OWNER_LEFT, {"code": "owner_left"}, keeps)
        elif rule and (day := fall_of(customer, rule)):
            yield Fall(customer, pool, day[0], Cause.RECLAIMED, day[1], keeps)


def _days(customer: Customer, rule: ReclaimRule) -> Iterable[tuple[date, Why]]:
    since = customer.owned_since or date.min
    if customer.last_deal_on:
        if after := rule.days_after_deal:
            last = max(customer.last_deal_on, since)
            yield last + timedelta(days=after), {"code": "no_deal", "days": after}
        return
    if after := rule.days_without_follow_up:
        last = max(customer.last_followed_up_on or since, since)
        yield last + timedelta(days=after), {"code": "no_follow_up", "days": after}
    if after := rule.days_without_deal:
        yield since + timedelta(days=after), {"code": "no_first_deal", "days": after}


def _unprotected(day: date) -> Q:
    """Not protected on a day: a protection ends by itself after its last one."""
    return Q(is_protected=False) | Q(protected_until__lt=day)


def _due_by(rule: ReclaimRule, day: date) -> Q:
    """The same as `_days`, for the database."""
    due = Q(pk__in=[])
    if after := rule.days_without_follow_up:
        last = day - timedelta(days=after)
        seen = Q(last_followed_up_on=None) | Q(last_followed_up_on__lte=last)
        due |= Q(last_deal_on=None, owned_since__lte=last) & seen
    if after := rule.days_without_deal:
        due |= Q(last_deal_on=None, owned_since__lte=day - timedelta(days=after))
    if after := rule.days_after_deal:
        last = day - timedelta(days=after)
        due |= Q(last_deal_on__lte=last, owned_since__lte=last)
    return due
