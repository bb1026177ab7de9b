"""What a price adjustment means: old prices, margins before and after, the last quarter at the new prices."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from daying.core.money import FOUR_PLACES, ZERO, round_money
from daying.core.periods import Quarter
from daying.products.models import (
    CustomerPrice,
    PriceAdjustment,
    PriceAdjustmentLine,
    PriceInForce,
    PriceListCustomer,
    PriceListLine,
    Product,
)
from daying.products.queries.prices import in_force
from daying.products.simulation import Sold, sold


def figured(
    adjustment: PriceAdjustment, lines: Sequence[PriceAdjustmentLine], *, on: date
) -> list[PriceAdjustmentLine]:
    """The lines with old price, margins and what was sold in the quarter before the day. Two queries and one more."""
    terms: Any = adjustment.price_list or adjustment.customer
    products = {line.product_id for line in lines}
    present = _present(adjustment, products, terms.currency)
    last = Quarter.containing(on).shifted(-1)
    lines_sold = sold(products, _buyers(adjustment), terms.currency, last.first, last.last)
    for line in lines:
        rows = [row for row in present if row.product_id == line.product_id]  # type: ignore[attr-defined]
        row = in_force(rows, line.quantity_from, on)
        line.old_price = row.of_one if row else line.product.price_in(terms.currency)
        cost, tax = line.product.cost_in(terms.currency), _tax(line.product, terms)
        line.old_margin, line.new_margin = (_margin(price, cost, tax) for price in (line.old_price, line.new_price))
        _simulate(line, [one for one in lines_sold if _counts(one, line, lines)], tax)
    return list(lines)


def _present(adjustment: PriceAdjustment, products: set[int], currency: str) -> list[PriceInForce]:
    if adjustment.price_list:
        listed = PriceListLine.objects.filter(price_list=adjustment.price_list, product__in=products)
        return [*listed.select_related("unit").order_by()]
    agreed = CustomerPrice.objects.filter(customer=adjustment.customer, product__in=products, currency=currency)
    return [*agreed.select_related("unit").order_by()]


def _buyers(adjustment: PriceAdjustment) -> Q:
    """Whose orders the new prices would have met: the customer's, the list's; of the standard one all the others'."""
    if adjustment.price_list is None:
        return Q(pk=adjustment.customer_id)
    chosen = PriceListCustomer.objects.order_by()
    own = Q(pk__in=chosen.filter(price_list=adjustment.price_list).values("customer"))
    return own | ~Q(pk__in=chosen.values("customer")) if adjustment.price_list.is_standard else own


def _tax(product: Product, terms: Any) -> Decimal:
    """The tax inside the price: none where prices are without."""
    rate = getattr(terms, "tax_rate", None)
    return (product.tax_rate if rate is None else rate) if terms.price_includes_tax else Decimal(0)


def _margin(price: Decimal | None, cost: Decimal | None, tax: Decimal) -> Decimal | None:
    net = price / (1 + tax) if price else None
    return None if net is None or cost is None else ((net - cost) / net).quantize(FOUR_PLACES)


def _counts(one: Sold, line: PriceAdjustmentLine, lines: Sequence[PriceAdjustmentLine]) -> bool:
    """Whether a sale would have had the price of this line: the one of the largest quantity it reached."""
    reached = [x.quantity_from for x in lines if x.product_id == one.product_id and x.quantity_from <= one.quantity]
    return line.product_id == one.product_id and line.quantity_from == max(reached, default=None)


def _simulate(line: PriceAdjustmentLine, sales: Sequence[Sold], tax: Decimal) -> None:
    net = line.new_price / (1 + tax)
    line.sold_quantity = sum((one.quantity for one in sales), Decimal("0.000"))
    line.sold_amount = sum((one.net for one in sales), ZERO)
    line.new_amount = round_money(sum((one.quantity * net * (1 - one.discount) for one in sales), ZERO))
