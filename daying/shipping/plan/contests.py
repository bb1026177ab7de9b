"""Where orders want more of a product than is there by the day they are promised, and a proposal who gets what.

The rule, in words: whoever is promised earlier comes first; of one day the customer of the higher grade; of one grade
the order that came in earlier. What a person has reserved stays reserved. Each takes of what is on hand as much as it
still needs; who is left with a rest is promised the day on which expected receipts cover it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Sum

from daying.orders.models import OPEN_STATES as ORDER_OPEN
from daying.orders.models import OrderLine
from daying.products.models import Product
from daying.shipping.models import ExpectedReceipt, ReceiptState
from daying.shipping.queries import held
from daying.stock.queries import main_warehouse, on_hand

AHEAD = timedelta(days=14)  # how far ahead promises are held against stock, where nobody says otherwise
NONE = Decimal(0)


@dataclass
class Claim:
    """What an order line still needs of a product.

    held: what a person has reserved for it. given: what the rule takes of the stock on hand, the held with it.
    in_time: what of the rest comes in by the promised day. free_on: the day on which receipts cover all of the rest;
    None where there is no rest, or none are expected.
    """

    line: OrderLine
    wanted: Decimal
    held: Decimal = NONE
    given: Decimal = NONE
    in_time: Decimal = NONE
    free_on: date | None = None

    @property
    def short(self) -> Decimal:
        """What is not there on the promised day."""
        return self.wanted - self.given - self.in_time

    @property
    def rest(self) -> Decimal:
        """What stock on hand does not give it."""
        return self.wanted - self.given

    @property
    def new_date(self) -> date | None:
        """The day to promise instead; None where the promise holds, or nobody knows a day."""
        promised = self.line.confirmed_on
        return self.free_on if self.short > 0 and self.free_on and promised and self.free_on > promised else None


@dataclass
class Contest:
    """A product of which more is promised than is there in time, with all who want it, the first in line first."""

    product: Product
    there: Decimal
    claims: list[Claim]
    receipts: list[ExpectedReceipt] = field(default_factory=list)

    @property
    def short(self) -> Decimal:
        """What is missing in all."""
        return sum((claim.short for claim in self.claims), NONE)

    @property
    def wanted(self) -> Decimal:
        """What is promised in all."""
        return sum((claim.wanted for claim in self.claims), NONE)

    @property
    def is_conflict(self) -> bool:
        """Whether two orders or more want the same stock; one alone is merely short."""
        return len({claim.line.order_id for claim in self.claims}) > 1

    @property
    def is_decided(self) -> bool:
        """Whether a person has reserved all there is, so that nothing is left to be decided."""
        kept = sum((claim.held for claim in self.claims), NONE)
        return kept > 0 and kept >= min(self.there, self.wanted)


Material = tuple[Product, list[Claim], list[ExpectedReceipt], Decimal]


def promised(until: date) -> QuerySet[OrderLine]:
    """Open lines of released orders that are promised for a day up to this one."""
    return OrderLine.objects.filter(
        order__state__in=ORDER_OPEN, confirmed_on__lte=until, shipped_quantity__lt=F("quantity")
    )


def contests(until: date, *, product: Product | None = None) -> list[Contest]:
    """The products promised beyond what is there, the most urgent first; [] where the company keeps no warehouse.

    until: promises for later days do not count. Six queries however many products, orders and receipts.
    """
    if main_warehouse() is None:
        return []
    asked = promised(until) if product is None else promised(until).filter(product=product)
    needs = asked.order_by().values_list("product").annotate(open=Sum(F("quantity") - F("shipped_quantity")))
    wanted: dict[int, Decimal] = dict(needs)
    there = on_hand([Product(pk=key) for key in wanted])
    beyond = [key for key, quantity in wanted.items() if quantity > there[key]]
    found = [
        _contest(product, there[product.pk], claims, receipts, kept_later)
        for product, claims, receipts, kept_later in _material(beyond, until)
    ]
    short = [contest for contest in found if contest.short > 0]
    return sorted(short, key=lambda one: (one.is_decided, not one.is_conflict, _first_day(one)))


def one_contest(product: Product, until: date) -> Contest | None:
    """The contest about one product; None where there is none."""
    found = contests(until, product=product)
    return found[0] if found else None


def lines_in_conflict(until: date) -> list[int]:
    """The keys of order lines that want the same stock as others and are not decided upon."""
    open_ones = (one for one in contests(until) if one.is_conflict and not one.is_decided)
    return [claim.line.pk for one in open_ones for claim in one.claims]


def in_line(line: OrderLine) -> tuple[Any, ...]:
    """What decides who comes first."""
    order = line.order
    return line.confirmed_on, order.customer.grade, order.ordered_on, line.pk


def _material(products: Sequence[int], until: date) -> Iterable[Material]:
    """Each product with its claims in line, the receipts expected, and what is kept for promises of later days.

    Four queries.
    """
    kept: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for key, line_key, quantity in held().filter(product__in=products).values_list("product", "order_line", "quantity"):
        kept[key][line_key] = quantity
    claims: dict[int, list[Claim]] = defaultdict(list)
    rows = promised(until).filter(product__in=products).select_related("order__customer", "order__owner")
    for line in sorted(rows, key=in_line):
        quantity = line.open_quantity
        own = kept[line.product_id].pop(line.pk, NONE)
        claims[line.product_id].append(Claim(line, quantity, held=min(own, quantity)))
    receipts: dict[int, list[ExpectedReceipt]] = defaultdict(list)
    expected = ExpectedReceipt.objects.filter(product__in=products, state=ReceiptState.EXPECTED)
    for receipt in expected.order_by("expected_on", "pk"):
        receipts[receipt.product_id].append(receipt)
    for product in Product.objects.filter(pk__in=products):
        yield product, claims[product.pk], receipts[product.pk], sum(kept[product.pk].values(), NONE)


def _contest(
    product: Product, there: Decimal, claims: list[Claim], receipts: list[ExpectedReceipt], kept_later: Decimal
) -> Contest:
    """Share out what is there, then what comes."""
    left = there - kept_later
    for claim in claims:
        claim.given = min(claim.held, max(left, NONE))
        left -= claim.given
    for claim in claims:
        more = min(claim.rest, max(left, NONE))
        claim.given += more
        left -= more
    _wait(claims, receipts)
    return Contest(product, there, claims, receipts)


def _wait(claims: Sequence[Claim], receipts: Sequence[ExpectedReceipt]) -> None:
    """Give what comes in to whoever waits, in line, and say when each has all."""
    coming = [(receipt.expected_on, receipt.quantity) for receipt in receipts]
    for claim in claims:
        rest = claim.rest
        while rest > 0 and coming:
            day, quantity = coming[0]
            part = min(rest, quantity)
            rest -= part
            coming[0] = (day, quantity - part)
            if claim.line.confirmed_on and day <= claim.line.confirmed_on:
                claim.in_time += part
            if rest == 0:
                claim.free_on = day
            if coming[0][1] == 0:
                coming.pop(0)


def _first_day(contest: Contest) -> date:
    return min((claim.line.confirmed_on or date.max for claim in contest.claims if claim.short > 0), default=date.max)
