"""What customers take out of our own warehouses week by week, and the safety stock that this asks for.

Safety stock is z · s · √(L + R): z is the standard normal value of the service level (the share of replenishment cycles
without a stock-out), s the spread of the demand in a week, L + R the weeks it takes to make the goods and to see that
they are needed. Source: E. A. Silver, D. F. Pyke, D. J. Thomas, Inventory and Production Management in Supply Chains,
4th ed. (2017), chapter 6.

Demand is steady where on average less than 1.32 weeks pass from one week with demand to the next (Syntetos, Boylan and
Croston, On the categorization of demand patterns, JORS 56, 2005): mean and sample deviation of the weeks are taken.
Else it is intermittent, and the estimate of Syntetos and Boylan (The accuracy of intermittent demand estimates, IJF 21,
2005) is taken: size z and interval p of the demands are smoothed, each where there is one, and the mean of a week is
(1 − α/2) · z / p. s is then the root of the mean squared error of this forecast, one week ahead.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from statistics import NormalDist, mean, stdev

from django.db.models import Min, QuerySet, Sum

from daying.products.models import Category, Product
from daying.stock.models import (
    DEMAND,
    Method,
    SafetyStock,
    StockLevel,
    StockMovement,
    WarehouseKind,
)
from daying.stock.queries.balances import NOTHING, own_warehouses

INTERMITTENT_FROM = 1.32
ALPHA = 0.15
WORKDAYS_A_WEEK = 5
WEEK = timedelta(days=7)
OWN = {"warehouse__kind": WarehouseKind.OWN}


@dataclass(frozen=True)
class Pattern:
    """How demand runs. mean, spread: of a week; interval: weeks from one demand to the next, None without any."""

    method: str
    mean: float = 0.0
    spread: float = 0.0
    interval: float | None = None

    def safety_stock(self, service_level: Decimal, workdays: int, places: int) -> Decimal:
        """What is to lie there so that this share of replenishments comes in time, rounded up to these places.

        workdays: it takes to make the goods and to see that they are needed.
        """
        factor = NormalDist().inv_cdf(float(service_level))
        needed = factor * self.spread * math.sqrt(workdays / WORKDAYS_A_WEEK)
        return Decimal(repr(needed)).quantize(Decimal(1).scaleb(-places), ROUND_CEILING)


def pattern(weekly: Sequence[Decimal]) -> Pattern:
    """What the demand of weeks, the oldest first, says of the next one."""
    weeks = [float(one) for one in weekly]
    demands = sum(1 for one in weeks if one)
    if not demands:
        return Pattern(Method.NONE)
    interval = len(weeks) / demands
    if interval < INTERMITTENT_FROM:
        spread = stdev(weeks) if len(weeks) > 1 else 0.0
        return Pattern(Method.NORMAL, mean(weeks), spread, interval)
    return Pattern(Method.SBA, *_syntetos_boylan(weeks), interval)


def weekly_demand(products: Collection[Product], *, until: date, weeks: int) -> dict[int, list[Decimal]]:
    """What left our own warehouses for customers in each of so many weeks before a day, the oldest first.

    until: the first day that does not count. A product that came into stock later has so many weeks fewer, one at
    least. Two queries.
    """
    keys, first = [product.pk for product in products], until - weeks * WEEK
    left = StockMovement.objects.filter(product__in=keys, kind__in=DEMAND, quantity__lt=0, **OWN)
    by_day = left.filter(moved_on__gte=first, moved_on__lt=until).order_by().values_list("product", "moved_on")
    sums: dict[int, list[Decimal]] = defaultdict(lambda: [NOTHING] * weeks)
    for product, day, quantity in by_day.annotate(sum=Sum("quantity")):
        sums[product][(day - first).days // 7] -= quantity
    began = _began(keys)
    return {key: sums[key][_weeks_before(began.get(key, until), first, weeks) :] for key in keys}


def kept_in_stock(category: Category | None = None) -> QuerySet[Product]:
    """What is sold and lies, or lay, in our own warehouses."""
    levels = StockLevel.objects.filter(warehouse__in=own_warehouses())
    products = Product.objects.filter(is_active=True, pk__in=levels.values("product")).select_related("category")
    return (products if category is None else products.filter(category=category)).order_by("code")


def safety_stocks_on(day: date, products: Collection[int] | None = None) -> Mapping[int, SafetyStock]:
    """The safety stock that holds on a day, by the key of its product. One query."""
    rows = SafetyStock.objects.filter(effective_on__lte=day).order_by("effective_on", "pk")
    if products is not None:
        rows = rows.filter(product__in=products)
    return {row.product_id: row for row in rows}


def _syntetos_boylan(weeks: Sequence[float]) -> tuple[float, float]:
    """Mean of the next week, and the root of the mean squared error of the forecasts from the first demand on."""
    size = interval = forecast = 0.0
    since, errors = 0, list[float]()
    for demand in weeks:
        since += 1
        if size:
            errors.append((demand - forecast) ** 2)
        if demand:
            size, interval = (
                (size + ALPHA * (demand - size), interval + ALPHA * (since - interval))
                if size
                else (demand, float(since))
            )
            since = 0
        forecast = (1 - ALPHA / 2) * size / interval if size else 0.0
    return forecast, math.sqrt(mean(errors)) if errors else size


def _began(keys: Collection[int]) -> dict[int, date]:
    rows = StockMovement.objects.filter(product__in=keys, **OWN).order_by().values_list("product")
    return dict(rows.annotate(first=Min("moved_on")))


def _weeks_before(began: date, first: date, weeks: int) -> int:
    return min(max((began - first).days // 7, 0), weeks - 1)
