"""Figures about stock: what lay where at the end of a period, how old, how slow, and what safety stock did.

Our own warehouses always count; those at customers as far as the figure is asked for their customers.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Max, Q, QuerySet, Sum
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from daying.core.money import ZERO, round_money
from daying.core.periods import Period
from daying.core.reports import Column, Rows, report
from daying.customers.models import Customer
from daying.products.models import Product
from daying.stock import queries
from daying.stock.jit import reports as of_jit  # noqa: F401 - they register themselves
from daying.stock.models import DEMAND, SafetyStock, StockMovement, StockPolicy, Warehouse
from daying.stock.queries.balances import NOTHING

RIGHT, COST = "stock.view_stocklevel", "products.view_cost"
PLACE = ["warehouse", "product"]
# Days since the goods came, up to which a bucket goes.
BUCKETS = (30, 90, 180, 360)
BUCKET_LABELS = {
    "up_to_30": _("up to 30 days"),
    "up_to_90": _("31 to 90 days"),
    "up_to_180": _("91 to 180 days"),
    "up_to_360": _("181 to 360 days"),
    "older": _("older"),
}
COMPARED = 90
WAREHOUSE, PRODUCT, UNIT = (
    Column("warehouse", _("Warehouse"), "record"),
    Column("product", _("Product"), "record"),
    Column("unit", _("Unit")),
)


@report(
    "stock-at-day",
    title=_("Stock at the end of the period"),
    unit=_("quantity"),
    right=RIGHT,
    columns=(WAREHOUSE, PRODUCT, Column("quantity", _("Quantity"), "quantity"), UNIT),
    serves="M3.8",
    formula=_("The balance of the last closed month and the movements since, up to the last day of the period."),
)
def stock_at_day(period: Period, scope: QuerySet[Customer]) -> Rows:
    """What lay in each warehouse, by product. Five queries, however much moved before the last closed month."""
    sums = queries.sums(period.last, PLACE, warehouse__in=_counted(scope))
    return [{**told, "quantity": sums[key]} for key, told in _named(sums).items()]


@report(
    "stock-ageing",
    title=_("Ageing of stock"),
    unit=_("quantity"),
    right=RIGHT,
    columns=(
        WAREHOUSE,
        PRODUCT,
        UNIT,
        Column("quantity", _("Quantity"), "quantity"),
        *(Column(name, label, "quantity") for name, label in BUCKET_LABELS.items()),
        Column("too_old", _("Too old"), "quantity"),
        Column("last_taken_on", _("Last left for a customer"), "date"),
        Column("flag", _("Note")),
    ),
    serves="M3.8",
    formula=_("Days from the day on which the goods came to the end of the period. Limits are those of the policy."),
)
def stock_ageing(period: Period, scope: QuerySet[Customer]) -> Rows:
    """What lay in each warehouse by its age, the oldest share first. Seven queries."""
    policy, counted = StockPolicy.now(), _counted(scope)
    oldest: dict[Any, date] = {}
    aged: dict[Any, dict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: NOTHING))
    for (place, product, since), quantity in _by_age(period.last, counted).items():
        age, row = (period.last - since).days, aged[place, product]
        oldest[place, product] = min(since, oldest.get((place, product), since))
        row["quantity"] += quantity
        row[_bucket(age)] += quantity
        row["too_old"] += quantity if age > policy.too_old_days else NOTHING
    taken = _last_taken(period.last, counted)
    rows = []
    for key, told in _named(aged).items():
        idle = (period.last - max(taken.get(key, date.min), oldest[key])).days
        flag = _flag(bool(aged[key]["too_old"]), idle > policy.slow_days)
        figures = {name: aged[key][name] for name in ("quantity", *BUCKET_LABELS, "too_old")}
        rows.append({**told, **figures, "last_taken_on": taken.get(key), "flag": flag})
    return sorted(rows, key=lambda row: row["too_old"], reverse=True)


@report(
    "slow-stock",
    title=_("Slow-moving stock and what it cost"),
    unit=_("amount"),
    right=COST,
    columns=(
        WAREHOUSE,
        PRODUCT,
        Column("quantity", _("Quantity"), "quantity"),
        UNIT,
        Column("oldest_on", _("There since"), "date"),
        Column("last_taken_on", _("Last left for a customer"), "date"),
        Column("days", _("Days without demand"), "number"),
        Column("cost", pgettext_lazy("of stock", "Cost"), "money"),
    ),
    serves=["M8.3", "M3.8"],
    formula=_(
        "Goods of which no customer took any for as long as the policy says, at today's unit cost without tax; empty "
        "where the cost is not known."
    ),
    chart="bar",
)
def slow_stock(period: Period, scope: QuerySet[Customer]) -> Rows:
    """Goods that nobody takes, the dearest first. Seven queries."""
    policy, counted = StockPolicy.now(), _counted(scope)
    oldest: dict[Any, date] = {}
    sums: dict[Any, Decimal] = defaultdict(lambda: NOTHING)
    for (place, product, since), quantity in _by_age(period.last, counted).items():
        sums[place, product] += quantity
        oldest[place, product] = min(since, oldest.get((place, product), since))
    taken, rows = _last_taken(period.last, counted), []
    for key, told in _named(sums).items():
        days = (period.last - max(taken.get(key, date.min), oldest[key])).days
        if days > policy.slow_days and sums[key] > 0:
            cost = told["product"].cost
            money = None if cost is None else round_money(cost * sums[key])
            figures = {"oldest_on": oldest[key], "last_taken_on": taken.get(key), "days": days, "cost": money}
            rows.append({**told, "quantity": sums[key], **figures})
    return sorted(rows, key=lambda row: row["cost"] or ZERO, reverse=True)


@report(
    "safety-stock-effect",
    title=_("What agreed safety stocks did"),
    unit=_("quantity"),
    right="stock.view_safetystock",
    columns=(
        PRODUCT,
        Column("effective_on", _("Effective from"), "date"),
        Column("old_quantity", _("Safety stock before"), "quantity"),
        Column("new_quantity", _("Safety stock since"), "quantity"),
        Column("days", _("Days compared"), "number"),
        Column("average_before", _("Average stock before"), "quantity"),
        Column("average_after", _("Average stock since"), "quantity"),
        Column("out_before", _("Days without stock before"), "number"),
        Column("out_after", _("Days without stock since"), "number"),
    ),
    serves="M8.3",
    formula=_(
        "Stock of our own warehouses at the end of each day, over as many days before the day on which the safety "
        "stock began as since then, 90 at most."
    ),
)
def safety_stock_effect(period: Period, scope: QuerySet[Customer]) -> Rows:
    """Each safety stock that began in the period or the 90 days before it. Some queries for each day of beginning."""
    first = period.first - timedelta(days=COMPARED)
    held = SafetyStock.objects.filter(effective_on__range=(first, period.last - timedelta(days=1)))
    rows: Rows = []
    by_day: dict[date, list[SafetyStock]] = defaultdict(list)
    for one in held.select_related("product").order_by("-effective_on", "product__code"):
        by_day[one.effective_on].append(one)
    for day, some in by_day.items():
        rows += _compared(day, some, period.last)
    return rows


def _compared(day: date, some: list[SafetyStock], last: date) -> Rows:
    days = min((last - day).days + 1, COMPARED)
    keys = [one.product_id for one in some]
    series = _daily(keys, day - timedelta(days=days), day + timedelta(days=days - 1))
    before = {
        one.product_id: one.quantity
        for one in SafetyStock.objects.filter(product__in=keys, effective_on__lt=day).order_by("effective_on")
    }
    rows = []
    for one in some:
        earlier, later = series[one.product_id][:days], series[one.product_id][days:]
        rows.append(
            {
                "product": one.product,
                "effective_on": day,
                "old_quantity": before.get(one.product_id),
                "new_quantity": one.quantity,
                "days": days,
                "average_before": _average(earlier),
                "average_after": _average(later),
                "out_before": sum(1 for quantity in earlier if quantity <= 0),
                "out_after": sum(1 for quantity in later if quantity <= 0),
            }
        )
    return rows


def _daily(keys: list[int], first: date, last: date) -> Mapping[int, list[Decimal]]:
    """What lay in our own warehouses at the end of each day, by product. Four queries."""
    own = queries.own_warehouses()
    asked: dict[str, Any] = {"product__in": keys, "warehouse__in": own}
    beginning = queries.sums(first - timedelta(days=1), ["product"], **asked)
    moved: dict[tuple[int, date], Decimal] = defaultdict(lambda: NOTHING)
    rows = StockMovement.objects.filter(moved_on__range=(first, last), **asked).order_by()
    for product, day, quantity in rows.values_list("product", "moved_on").annotate(sum=Sum("quantity")):
        moved[product, day] = quantity
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    series: dict[int, list[Decimal]] = {}
    for key in keys:
        quantity, series[key] = beginning.get((key,), NOTHING), []
        for day in days:
            quantity += moved[key, day]
            series[key].append(quantity)
    return series


def _average(series: list[Decimal]) -> Decimal | None:
    return (sum(series, NOTHING) / len(series)).quantize(NOTHING) if series else None


def _counted(scope: QuerySet[Customer]) -> QuerySet[Warehouse]:
    return Warehouse.objects.filter(Q(customer=None) | Q(customer__in=scope.order_by().values("pk")))


def _by_age(on: date, counted: QuerySet[Warehouse]) -> Mapping[Any, Decimal]:
    return queries.sums(on, [*PLACE, "received_on"], warehouse__in=counted)


def _named(found: Mapping[Any, Any]) -> dict[Any, dict[str, Any]]:
    """Warehouse, product and unit of each key, in their order. Two queries."""
    places = Warehouse.objects.in_bulk({key[0] for key in found})
    products = Product.objects.in_bulk({key[1] for key in found})
    keys = sorted(found, key=lambda key: (places[key[0]].code, products[key[1]].code))
    return {
        key: {"warehouse": places[key[0]], "product": products[key[1]], "unit": products[key[1]].unit} for key in keys
    }


def _last_taken(on: date, counted: QuerySet[Warehouse]) -> dict[Any, date]:
    """When goods of each warehouse and product last left for a customer, up to a day. One query."""
    left = StockMovement.objects.filter(moved_on__lte=on, kind__in=DEMAND, quantity__lt=0, warehouse__in=counted)
    rows = left.order_by().values_list("warehouse", "product").annotate(last=Max("moved_on"))
    return {(place, product): last for place, product, last in rows}


def _bucket(age: int) -> str:
    return next((name for name, limit in zip(BUCKET_LABELS, BUCKETS, strict=False) if age <= limit), "older")


def _flag(is_old: bool, is_slow: bool) -> str:
    return ", ".join(
        str(word) for word, holds in ((gettext("too old"), is_old), (gettext("slow-moving"), is_slow)) if holds
    )
