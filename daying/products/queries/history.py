"""Which prices held when, and where each comes from."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from daying.customers.models import Customer
from daying.people.queries import limit
from daying.products.models import (
    AdjustmentState,
    CustomerPrice,
    PriceAdjustment,
    PriceAdjustmentLine,
    PriceList,
    PriceListLine,
    Product,
)
from daying.products.models.product import HOME_CURRENCY
from daying.products.queries.prices import margin, worth_in

Row = PriceListLine | CustomerPrice
Place = tuple[int, str, int, str]


@dataclass(frozen=True)
class PastPrice:
    """A price that held, holds or will hold. until: its last day, None where no end is known.

    adjustment: the application that brought it. margin: at today's cost; None where that is not known or not shown.
    """

    row: Row
    until: date | None
    adjustment: PriceAdjustment | None
    margin: Decimal | None

    @property
    def place(self) -> PriceList | Customer:
        """The list it stands on, or the customer with whom it is agreed."""
        return self.row.price_list if isinstance(self.row, PriceListLine) else self.row.customer

    @property
    def currency(self) -> str:
        """Of the price."""
        return self.row.price_list.currency if isinstance(self.row, PriceListLine) else self.row.currency

    @property
    def includes_tax(self) -> bool:
        """Whether tax is in the price."""
        return _includes_tax(self.row)

    def holds(self, on: date) -> bool:
        """Whether it is the one that counts on a day."""
        return self.row.valid_from <= on and (self.until is None or on <= self.until)


def prices_of_product(product: Product, user: Any, today: date) -> list[PastPrice]:
    """What a product cost on every list, and customers whom this person sees; the latest first. Six queries at most."""
    listed = PriceListLine.objects.filter(product=product) if user.has_perm("products.view_pricelistline") else ()
    agreed: Any = ()
    if user.has_perm("products.view_customerprice"):
        agreed = limit(CustomerPrice.objects.filter(product=product), user)
    return _past(listed, agreed, user, today)


def prices_of_customer(customer: Customer, user: Any, today: date) -> list[PastPrice]:
    """What is agreed with a customer, and what stands on the list of their own; the latest first."""
    listed = PriceListLine.objects.filter(price_list__customers__customer=customer)
    return _past(listed, CustomerPrice.objects.filter(customer=customer), user, today)


def lists_of(prices: Iterable[PastPrice]) -> dict[Place, list[PastPrice]]:
    """The prices that follow each other: of one product at one place, in one currency, from one quantity on."""
    found: dict[Place, list[PastPrice]] = defaultdict(list)
    for price in prices:
        found[_place(price.row)].append(price)
    return found


def _past(listed: Any, agreed: Any, user: Any, today: date) -> list[PastPrice]:
    rows: list[Row] = [
        *(listed.select_related("price_list", "product", "unit") if listed else ()),
        *(agreed.select_related("customer", "product", "unit") if agreed else ()),
    ]
    adjustments, shows_cost = _adjustments({row.product_id for row in rows}), user.has_perm("products.view_cost")
    worth: dict[str, Decimal | None] = {}
    told = []
    for followers in _following(rows).values():
        for row in followers:
            price = PastPrice(row, _until(row, followers), adjustments.get(_origin(row)), None)
            if shows_cost and price.currency not in worth:
                worth[price.currency] = worth_in(price.currency, HOME_CURRENCY, today)
            told.append(_with_margin(price, worth[price.currency]) if shows_cost else price)
    told.sort(key=lambda price: (str(price.place), str(price.row.product), price.row.least))
    return sorted(told, key=lambda price: price.row.valid_from, reverse=True)


def _with_margin(price: PastPrice, worth: Decimal | None) -> PastPrice:
    row = price.row
    own = row.customer.tax_rate if isinstance(row, CustomerPrice) else None
    tax = (row.product.tax_rate if own is None else own) if price.includes_tax else Decimal(0)
    share = margin(row.of_one, row.product.cost_at(worth), tax)
    return PastPrice(row, price.until, price.adjustment, share)


def _following(rows: Iterable[Row]) -> dict[Place, list[Row]]:
    found: dict[Place, list[Row]] = defaultdict(list)
    for row in rows:
        found[_place(row)].append(row)
    return found


def _place(row: Row) -> Place:
    if isinstance(row, PriceListLine):
        return row.product_id, "list", row.price_list_id, f"{row.least.normalize():f}"
    return row.product_id, row.currency, row.customer_id, f"{row.least.normalize():f}"


def _until(row: Row, followers: Sequence[Row]) -> date | None:
    """The day before the next one that has no end; one that ends gives way again."""
    later = [one.valid_from for one in followers if one.valid_from > row.valid_from and one.valid_until is None]
    ends = [day for day in (row.valid_until, min(later) - timedelta(days=1) if later else None) if day]
    return min(ends, default=None)


def _includes_tax(row: Row) -> bool:
    return row.price_list.price_includes_tax if isinstance(row, PriceListLine) else row.price_includes_tax


Origin = tuple[int | None, int | None, int, Decimal, date]


def _adjustments(products: Iterable[int]) -> dict[Origin, PriceAdjustment]:
    """The approved applications by what they changed. One query."""
    approved = PriceAdjustmentLine.objects.filter(product__in=products, adjustment__state=AdjustmentState.APPROVED)
    found: dict[Origin, PriceAdjustment] = {}
    for line in approved.select_related("adjustment").order_by("pk"):
        one = line.adjustment
        found[one.price_list_id, one.customer_id, line.product_id, line.quantity_from, one.effective_on] = one
    return found


def _origin(row: Row) -> Origin:
    on_list = row.price_list_id if isinstance(row, PriceListLine) else None
    customer = row.customer_id if isinstance(row, CustomerPrice) else None
    return on_list, customer, row.product_id, row.quantity_from, row.valid_from
