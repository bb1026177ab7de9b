"""The plan as people read it: day by day, what is promised, what is planned to leave, and what comes in."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, QuerySet

from daying.core import workdays
from daying.core.periods import Week
from daying.orders.models import OPEN_STATES as ORDER_OPEN
from daying.orders.models import OrderLine
from daying.people.queries import limit
from daying.shipping.models import (
    GONE_STATES,
    OPEN_STATES,
    ExpectedReceipt,
    ReceiptState,
    Shipment,
    ShipmentLine,
)
from daying.shipping.plan.contests import AHEAD, Contest, contests

MOST = 500  # of each kind that one page shows


@dataclass(frozen=True)
class Promise:
    """A line promised for a day.

    short: what of it stock and receipts do not cover by then. planned: what shipments plan of it.
    """

    line: OrderLine
    short: Decimal
    held: Decimal
    planned: Decimal
    is_late: bool

    @property
    def open(self) -> Decimal:
        """What is still to be shipped."""
        return self.line.open_quantity


@dataclass(frozen=True)
class Leaving:
    """A shipment of a day. is_late: planned for a day after one of its lines was promised."""

    shipment: Shipment
    is_late: bool
    is_overdue: bool


@dataclass
class PlanDay:
    """One day of the plan. gone: how many shipments left on it."""

    on: date
    is_workday: bool
    is_today: bool
    promises: list[Promise] = field(default_factory=list)
    leaving: list[Leaving] = field(default_factory=list)
    gone: int = 0
    receipts: list[ExpectedReceipt] = field(default_factory=list)


@dataclass
class Plan:
    """A week of it, with what is late from before and what orders contend for.

    is_cut: there is more of something than one page shows.
    """

    week: Week
    days: list[PlanDay]
    late: list[Promise]
    overdue: list[Leaving]
    contests: list[Contest]
    is_cut: bool


def plan(user: Any, on: date, today: date) -> Plan:
    """The week around a day, as far as this person may see it. A dozen queries however much there is in it."""
    week = Week.containing(on)
    found = contests(max(week.last, today + AHEAD))
    short = {claim.line.pk: (claim.short, claim.held) for contest in found for claim in contest.claims}
    days = [PlanDay(day, workdays.is_workday(day), day == today) for day in _days(week.first, week.last)]
    by_day = {day.on: day for day in days}
    promises = list(_promises(user, week.first, week.last, short, today))
    for promise in promises:
        by_day[promise.line.confirmed_on].promises.append(promise)  # type: ignore[index]
    leaving = list(_leaving(planned_on(user, week.first, week.last), today))
    for one in leaving:
        by_day[one.shipment.planned_on].leaving.append(one)
    for on_day, count in gone_on(user, week.first, week.last).items():
        by_day[on_day].gone = count
    for receipt in receipts_on(week.first, week.last):
        by_day[receipt.expected_on].receipts.append(receipt)
    before = min(week.first, today) - timedelta(days=1)
    late = list(_promises(user, date.min, before, short, today))
    overdue = list(_leaving(planned_on(user, date.min, before), today))
    is_cut = any(len(rows) == MOST for rows in (promises, leaving, late, overdue))
    return Plan(week, days, late, overdue, found, is_cut)


def promised_lines(user: Any, first: date, last: date) -> QuerySet[OrderLine]:
    """Open lines of released orders promised within these days, to customers this person may see."""
    rows = OrderLine.objects.filter(
        order__state__in=ORDER_OPEN, confirmed_on__range=(first, last), shipped_quantity__lt=F("quantity")
    )
    seen = limit(rows, user, via="order__customer").select_related("order__customer", "product")
    return seen.order_by("confirmed_on", "order_id", "position")


def planned_on(user: Any, first: date, last: date) -> QuerySet[Shipment]:
    """Shipments that are planned for these days and have not left."""
    rows = Shipment.objects.filter(state__in=OPEN_STATES, planned_on__range=(first, last))
    seen = limit(rows, user, via="customer").select_related("customer", "order", "carrier")
    return seen.order_by("planned_on", "pk")


def gone_on(user: Any, first: date, last: date) -> dict[date, int]:
    """How many shipments left on each of these days."""
    rows = Shipment.objects.filter(state__in=GONE_STATES, dispatched_on__range=(first, last))
    counted = limit(rows, user, via="customer").order_by().values_list("dispatched_on").annotate(Count("pk"))
    return {day: count for day, count in counted if day}


def receipts_on(first: date, last: date) -> QuerySet[ExpectedReceipt]:
    """What is expected to come in on these days."""
    rows = ExpectedReceipt.objects.filter(state=ReceiptState.EXPECTED, expected_on__range=(first, last))
    return rows.select_related("product").order_by("expected_on", "pk")


def planned_too_late() -> QuerySet[Shipment]:
    """Shipments planned for a day after one on which something in them is promised."""
    late = ShipmentLine.objects.filter(shipment=OuterRef("pk"), order_line__confirmed_on__lt=OuterRef("planned_on"))
    return Shipment.objects.filter(Exists(late), state__in=OPEN_STATES)


def _promises(
    user: Any, first: date, last: date, short: dict[int, tuple[Decimal, Decimal]], today: date
) -> Iterable[Promise]:
    lines = list(promised_lines(user, first, last)[:MOST])
    planned: dict[int, Decimal] = defaultdict(Decimal)
    rows = ShipmentLine.objects.filter(order_line__in=lines, shipment__state__in=OPEN_STATES)
    for key, quantity in rows.values_list("order_line", "quantity"):
        planned[key] += quantity
    for line in lines:
        missing, kept = short.get(line.pk, (Decimal(0), Decimal(0)))
        assert line.confirmed_on
        yield Promise(line, missing, kept, planned[line.pk], line.confirmed_on < today)


def _leaving(shipments: QuerySet[Shipment], today: date) -> Iterable[Leaving]:
    lines = Prefetch("lines", ShipmentLine.objects.select_related("order_line"), to_attr="own_lines")
    for shipment in shipments.prefetch_related(lines)[:MOST]:
        promised = [line.order_line.confirmed_on for line in shipment.own_lines if line.order_line.confirmed_on]
        late = any(day < shipment.planned_on for day in promised)
        yield Leaving(shipment, late, shipment.planned_on < today)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
