"""What to send to a JIT warehouse now, and what lies there too long (M3.8)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_DOWN, Decimal

from django.db.models import Min, Sum

from daying.core.money import ZERO
from daying.products.models import Product
from daying.stock.jit.pricing import NOTHING
from daying.stock.jit.queries import coming
from daying.stock.models import (
    JitAgreement,
    JitAgreementLine,
    MovementKind,
    StockBalance,
    StockLevel,
    StockMovement,
)
from daying.stock.queries import on_hand

# How far back usage is looked at, and how old goods are at least before anybody calls them slow.
WINDOW = 90
YOUNG = 30
WHOLE = Decimal(1)


@dataclass(frozen=True)
class Need:
    """How a product stands in a JIT warehouse. Quantities are of its own unit.

    per_day: used a day, on the average of up to 90 days. expected: what will lie there when goods sent now arrive.
    to_send: what the proposal is; shortage: what of it our own warehouses do not have. days_left: how long what lies
    there lasts, None where nothing is used. oldest_on: since when the oldest piece is in stock.
    """

    product: Product
    least: Decimal
    most: Decimal
    there: Decimal
    planned: Decimal
    shipped: Decimal
    available: Decimal
    per_day: Decimal
    expected: Decimal
    to_send: Decimal
    oldest_on: date | None
    age: int | None
    is_old: bool
    is_slow: bool
    is_agreed: bool = True

    @property
    def days_left(self) -> int | None:
        """How many days what lies there lasts."""
        return int(self.there / self.per_day) if self.per_day else None

    @property
    def is_low(self) -> bool:
        """Whether less lies there and is coming than agreed."""
        return self.there + self.planned + self.shipped < self.least

    @property
    def is_above(self) -> bool:
        """Whether more lies there than agreed."""
        return self.is_agreed and self.there > self.most

    @property
    def shortage(self) -> Decimal:
        """What of the proposal we do not have."""
        return max(self.to_send - self.available, NOTHING)


def needs(agreement: JitAgreement, today: date) -> list[Need]:
    """Every product that is agreed, and every other one that lies there. Six queries.

    A product is filled up to its most as soon as what will lie there on the arrival of goods sent now falls below its
    least: there + coming − used a day × days on the way < least (the s, S policy of stock control, with the usage of
    the way counted in). In full packs, not beyond the most; where no full pack fits, one that reaches the least.
    """
    lines = {line.product_id: line for line in agreement.lines.select_related("product")}
    levels = {level.product_id: level for level in _levels(agreement)}
    products = {key: line.product for key, line in lines.items()}
    products |= {key: level.product for key, level in levels.items()}
    used, days = _used(agreement, today), _days(agreement, today)
    oldest, on_way = _oldest(agreement), coming(agreement)
    available = on_hand(products.values())
    found = []
    for key, product in sorted(products.items(), key=lambda item: item[1].code):
        there = levels[key].quantity if key in levels else NOTHING
        per_day = (used.get(key, ZERO) / days).quantize(Decimal("0.001"))
        facts = _Facts(product, lines.get(key), there, *on_way.get(key, (NOTHING, NOTHING)), available[key], per_day)
        found.append(_need(agreement, facts, oldest.get(key), today))
    return found


@dataclass(frozen=True)
class _Facts:
    product: Product
    line: JitAgreementLine | None
    there: Decimal
    planned: Decimal
    shipped: Decimal
    available: Decimal
    per_day: Decimal


def _need(agreement: JitAgreement, facts: _Facts, oldest_on: date | None, today: date) -> Need:
    line = facts.line
    position = facts.there + facts.planned + facts.shipped
    expected = max(position - facts.per_day * agreement.lead_days, NOTHING)
    age = (today - oldest_on).days if oldest_on else None
    return Need(
        product=facts.product,
        least=line.min_quantity if line else NOTHING,
        most=line.max_quantity if line else NOTHING,
        there=facts.there,
        planned=facts.planned,
        shipped=facts.shipped,
        available=facts.available,
        per_day=facts.per_day,
        expected=expected,
        to_send=proposal(line, expected, facts.product.places) if line else NOTHING,
        oldest_on=oldest_on,
        age=age,
        is_old=age is not None and age > agreement.max_age_days,
        is_slow=_is_slow(facts, age, agreement.max_age_days),
        is_agreed=line is not None,
    )


def proposal(line: JitAgreementLine, expected: Decimal, places: int) -> Decimal:
    """How much to send where so much will lie there: nothing above the least, else up to the most in full packs."""
    if expected >= line.min_quantity:
        return NOTHING
    pack = line.multiple or WHOLE.scaleb(-places)
    room = _packs(line.max_quantity - expected, pack, ROUND_DOWN)
    return room or _packs(line.min_quantity - expected, pack, ROUND_CEILING)


def _packs(quantity: Decimal, pack: Decimal, rounding: str) -> Decimal:
    return (quantity / pack).quantize(WHOLE, rounding) * pack


def _is_slow(facts: _Facts, age: int | None, longest: int) -> bool:
    """Whether the last piece there will be older than agreed before it is used, or nothing is used at all."""
    if age is None or age < YOUNG:
        return False
    return not facts.per_day or facts.there / facts.per_day > longest


def _levels(agreement: JitAgreement) -> Iterable[StockLevel]:
    return StockLevel.objects.filter(warehouse=agreement.warehouse_id, quantity__gt=0).select_related("product")


def _days(agreement: JitAgreement, today: date) -> int:
    return max(min(WINDOW, (today - agreement.valid_from).days), 1)


def _used(agreement: JitAgreement, today: date) -> Mapping[int, Decimal]:
    rows = StockMovement.objects.filter(
        warehouse=agreement.warehouse_id,
        kind=MovementKind.ISSUE,
        moved_on__gt=today - timedelta(days=_days(agreement, today)),
        moved_on__lte=today,
    )
    return {product: -sum_ for product, sum_ in rows.order_by().values_list("product").annotate(Sum("quantity"))}


def _oldest(agreement: JitAgreement) -> Mapping[int, date]:
    rows = StockBalance.objects.filter(warehouse=agreement.warehouse_id, quantity__gt=0).order_by()
    return dict(rows.values_list("product").annotate(Min("received_on")))
