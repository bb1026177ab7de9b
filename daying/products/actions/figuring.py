"""What a price adjustment means: old prices, margins before and after, the last quarter at the new prices."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from daying.core.money import ZERO, round_money
from daying.core.periods import Quarter
from daying.products.models import PriceAdjustment, PriceAdjustmentLine, PriceListCustomer, PriceListLine, Product
from daying.products.models.product import HOME_CURRENCY
from daying.products.queries import PriceBook, margin, worth_in
from daying.products.queries.prices import in_force
from daying.products.simulation import Sold, sold

OldPrice = Callable[[PriceAdjustmentLine], Decimal | None]


def figured(
    adjustment: PriceAdjustment, lines: Sequence[PriceAdjustmentLine], *, on: date
) -> list[PriceAdjustmentLine]:
    """The lines with old price, margins and what was sold in the quarter before the day.

    The old price is the one that would hold on the effective day without the new one. Abroad, costs and list prices
    count at the rate of the day. A fixed number of queries, however many lines.
    """
    terms: Any = adjustment.price_list or adjustment.customer
    products, currency = {line.product_id for line in lines}, terms.currency
    old_price, worth = _old_prices(adjustment, lines), worth_in(currency, HOME_CURRENCY, on)
    last = Quarter.containing(on).shifted(-1)
    lines_sold = sold(products, _buyers(adjustment), currency, last.first, last.last)
    for line in lines:
        cost, tax = line.product.cost_at(worth), _tax(line.product, terms)
        line.old_price = old_price(line)
        line.old_margin, line.new_margin = (margin(price, cost, tax) for price in (line.old_price, line.new_price))
        _simulate(line, [one for one in lines_sold if _counts(one, line, lines)], tax)
    return list(lines)


def _old_prices(adjustment: PriceAdjustment, lines: Sequence[PriceAdjustmentLine]) -> OldPrice:
    """For a customer what they have, wherever it comes from; for a list what stands on it, or the product's own."""
    day, customer = adjustment.effective_on, adjustment.customer
    items = {line.product_id: line.product for line in lines}.values()
    book = PriceBook(items, customers=[customer] if customer else [], days=[day])
    if customer:
        price = book.of(customer, on=day)
        return lambda line: price(line.product, line.quantity_from, _rate(line.product, customer)).amount
    on_list = adjustment.price_list
    assert on_list
    rows = [*PriceListLine.objects.filter(price_list=on_list, product__in=items).select_related("unit").order_by()]

    def of_list(line: PriceAdjustmentLine) -> Decimal | None:
        own = [row for row in rows if row.product_id == line.product_id]
        row = in_force(own, line.quantity_from, day)
        return row.of_one if row else book.own(line.product, currency=on_list.currency, on=day).amount

    return of_list


def _buyers(adjustment: PriceAdjustment) -> Q:
    """Whose orders the new prices would have met: the customer's, the list's; of the standard one all the others'."""
    if adjustment.price_list is None:
        return Q(pk=adjustment.customer_id)
    chosen = PriceListCustomer.objects.order_by()
    own = Q(pk__in=chosen.filter(price_list=adjustment.price_list).values("customer"))
    return own | ~Q(pk__in=chosen.values("customer")) if adjustment.price_list.is_standard else own


def _tax(product: Product, terms: Any) -> Decimal:
    """The tax inside the price: none where prices are without."""
    return _rate(product, terms) if terms.price_includes_tax else Decimal(0)


def _rate(product: Product, terms: Any) -> Decimal:
    own: Decimal | None = getattr(terms, "tax_rate", None)
    return product.tax_rate if own is None else own


def _counts(one: Sold, line: PriceAdjustmentLine, lines: Sequence[PriceAdjustmentLine]) -> bool:
    """Whether a sale would have had the price of this line: the one of the largest quantity it reached."""
    reached = [x.quantity_from for x in lines if x.product_id == one.product_id and x.quantity_from <= one.quantity]
    return line.product_id == one.product_id and line.quantity_from == max(reached, default=None)


def _simulate(line: PriceAdjustmentLine, sales: Sequence[Sold], tax: Decimal) -> None:
    net = line.new_price / (1 + tax)
    line.sold_quantity = sum((one.quantity for one in sales), Decimal("0.000"))
    line.sold_amount = sum((one.net for one in sales), ZERO)
    line.new_amount = round_money(sum((one.quantity * net * (1 - one.discount) for one in sales), ZERO))
