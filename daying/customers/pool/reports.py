"""What came into the pools and went out of them in a period (M3.2)."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from daying.core.periods import Period
from daying.core.reports import Column, Rows, report
from daying.customers.models import Cause, Customer, OwnerChange, Pool, PoolEntry

FELL = [Cause.RECLAIMED, Cause.OWNER_LEFT]
GIVEN = [Cause.HANDED_OUT, Cause.BY_RULE]


@report(
    "pool-movements",
    title=_("Into the pools and out of them"),
    unit=_("customers"),
    right="customers.view_poolentry",
    columns=(
        Column("pool", _("Pool"), "record"),
        Column("fallen", _("Fallen"), "number"),
        Column("released", _("Put in"), "number"),
        Column("claimed", _("Claimed by members"), "number"),
        Column("given", _("Given out"), "number"),
        Column("days", _("Days in the pool, on average"), "number"),
    ),
    serves="M3.2",
    formula=_("Changes of owner by their day; the days of those that left the pool in the period."),
    chart="bar",
)
def pool_movements(period: Period, scope: QuerySet[Customer]) -> Rows:
    """A row for each pool in which something moved. Three queries."""
    came, went, days = _moved(period, scope, "to_pool"), _moved(period, scope, "from_pool"), _days(period, scope)
    rows = []
    for pool in Pool.objects.filter(pk__in=came.keys() | went.keys()):
        into, out = came.get(pool.pk, {}), went.get(pool.pk, {})
        moved = {"fallen": into.get("fallen", 0), "released": into.get("released", 0)}
        moved |= {"claimed": out.get("claimed", 0), "given": out.get("given", 0)}
        rows.append({"pool": pool, **moved, "days": days.get(pool.pk)})
    return rows


def _moved(period: Period, scope: QuerySet[Customer], side: str) -> dict[int, dict[str, int]]:
    """Changes of owner to, or from, each pool, by cause."""
    changes: Any = OwnerChange.objects.filter(
        **{f"{side}__isnull": False}, on__range=period.dates, customer__in=scope.order_by().values("pk")
    )
    counted = (
        changes.order_by()
        .values(side)
        .annotate(
            fallen=Count("pk", filter=Q(cause__in=FELL)),
            released=Count("pk", filter=Q(cause=Cause.RELEASED)),
            claimed=Count("pk", filter=Q(cause=Cause.CLAIMED)),
            given=Count("pk", filter=Q(cause__in=GIVEN)),
        )
    )
    return {row.pop(side): row for row in counted}


def _days(period: Period, scope: QuerySet[Customer]) -> dict[int, Decimal]:
    """How long customers that left in the period had lain in each pool, on average, to a tenth of a day."""
    left = PoolEntry.objects.filter(left_on__range=period.dates, customer__in=scope.order_by().values("pk")).order_by()
    stays: Iterable[Any] = left.values_list("pool", "entered_on", "left_on")
    spent: dict[int, list[int]] = {}
    for pool, entered_on, left_on in stays:
        spent.setdefault(pool, []).append((left_on - entered_on).days)
    return {pool: round(Decimal(sum(days)) / len(days), 1) for pool, days in spent.items()}
