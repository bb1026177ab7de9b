"""What a product costs a customer on a day, and where that price comes from."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Q, QuerySet

from daying.core.money import FOUR_PLACES
from daying.customers.models import Customer
from daying.people.queries import limit
from daying.products.models import (
    CustomerPrice,
    ExchangeRate,
    PriceInForce,
    PriceList,
    PriceListCustomer,
    PriceListLine,
    PriceSource,
    Product,
    ProductUnit,
)
from daying.products.models.pricing import Found, Prices
from daying.products.models.product import HOME_CURRENCY


class PriceBook:
    """The prices of some products for some customers on some days, read at once.

    Three queries however many they are; none where no price list and no agreement names one of the products.
    """

    def __init__(self, products: Iterable[Product], *, customers: Iterable[Customer], days: Iterable[date]) -> None:
        keys = {product.pk for product in products if product.has_prices}
        self._agreed: dict[tuple[int, int], list[CustomerPrice]] = defaultdict(list)
        self._listed: dict[tuple[int, int], list[PriceListLine]] = defaultdict(list)
        self._standard: dict[str, int] = {}
        self._own: dict[int, PriceList] = {}
        self._rates: dict[tuple[str, date], Decimal | None] = {}
        if keys:
            self._read(keys, {customer.pk for customer in customers}, [*days])

    def find(self, product: Product, *, customer: Customer | None, currency: str, quantity: Decimal, on: date) -> Found:
        """The price that holds: agreed, of the customer's list, of the standard list, or the product's own."""
        for source, rows in self._places(product, customer, currency) if product.has_prices else ():
            row = in_force(rows, quantity, on)
            if row:
                return Found(row.of_one, source, row, row.exact_of_one)
        return self.own(product, currency=currency, on=on)

    def own(self, product: Product, *, currency: str, on: date) -> Found:
        """The product's own list price, in another currency at the day's rate."""
        price = product.price_in(currency)
        return self._converted(product, currency, on) if price is None else Found(price, PriceSource.PRODUCT)

    def of(self, document: Any, *, on: date) -> Prices:
        """The prices as a customer's document states them, or the customer: in its currency, with or without tax."""
        customer = document if isinstance(document, Customer) else document.customer

        def price(product: Product, quantity: Decimal, tax_rate: Decimal) -> Found:
            found = self.find(product, customer=customer, currency=document.currency, quantity=quantity, on=on)
            return _stated(found, document.price_includes_tax, tax_rate)

        return price

    def breaks(self, product: Product, *, customer: Customer | None, currency: str, on: date) -> bool:
        """Whether what one costs depends on how many are bought."""
        places = self._places(product, customer, currency) if product.has_prices else []
        return any(row.quantity_from > 0 and _holds(row, on) for _source, rows in places for row in rows)

    def _converted(self, product: Product, currency: str, on: date) -> Found:
        """The product's list price at the rate of the day; none where there is no rate. One query for a currency."""
        if (currency, on) not in self._rates:
            self._rates[currency, on] = rate_on(currency, on)
        rate, own = self._rates[currency, on], product.price_in(HOME_CURRENCY)
        if rate is None or own is None:
            return Found(None, PriceSource.PRODUCT)
        return Found((own / rate).quantize(FOUR_PLACES, ROUND_HALF_UP), PriceSource.CONVERTED)

    def _places(
        self, product: Product, customer: Customer | None, currency: str
    ) -> list[tuple[PriceSource, Sequence[PriceInForce]]]:
        places: list[tuple[PriceSource, Sequence[PriceInForce]]] = []
        own = self._own.get(customer.pk) if customer else None
        if customer:
            agreed = [row for row in self._agreed.get((product.pk, customer.pk), ()) if row.currency == currency]
            places.append((PriceSource.AGREEMENT, agreed))
        if own and own.currency == currency:
            places.append((PriceSource.CUSTOMER_LIST, self._listed.get((product.pk, own.pk), ())))
        standard = self._standard.get(currency, 0)
        return [*places, (PriceSource.STANDARD_LIST, self._listed.get((product.pk, standard), ()))]

    def _read(self, products: set[int], customers: set[int], days: Sequence[date]) -> None:
        held = Q(product__in=products, valid_from__lte=max(days)) & (
            Q(valid_until=None) | Q(valid_until__gte=min(days))
        )
        for price in CustomerPrice.objects.filter(held, customer__in=customers).select_related("unit").order_by():
            self._agreed[price.product_id, price.customer_id].append(price)
        chosen = PriceListCustomer.objects.filter(customer__in=customers, price_list__is_active=True)
        for one in chosen.select_related("price_list"):
            self._own[one.customer_id] = one.price_list
        lists = Q(price_list__is_standard=True) | Q(price_list__in={own.pk for own in self._own.values()})
        lines = PriceListLine.objects.filter(held, lists, price_list__is_active=True).select_related(
            "price_list", "unit"
        )
        for line in lines.order_by():
            self._listed[line.product_id, line.price_list_id].append(line)
            if line.price_list.is_standard:
                self._standard[line.price_list.currency] = line.price_list_id


def price_for(
    product: Product, *, customer: Customer | None, currency: str, on: date, quantity: Decimal = Decimal(1)
) -> Found:
    """What one of a product costs a customer who buys so many on a day, and where that comes from.

    The first that has a price: what is agreed with the customer, the customer's own list, the standard list of the
    currency, the product's list price, in another currency at the day's rate. Among the prices there, the one of the
    largest quantity reached counts, and of those the one that began last. Prices of further units are told for one of
    the product's own. The row found tells whether tax is in it. Four queries at most. Source: M5.2.
    """
    book = PriceBook([product], customers=[customer] if customer else [], days=[on])
    return book.find(product, customer=customer, currency=currency, quantity=quantity, on=on)


def rate_on(currency: str, on: date) -> Decimal | None:
    """What one of a currency is worth in the company's own on a day; None where no rate is known. One query."""
    known = ExchangeRate.objects.filter(currency=currency, valid_from__lte=on).order_by("-valid_from")
    return known.values_list("rate", flat=True).first()


def worth_in(own: str, currency: str, on: date) -> Decimal | None:
    """What one of a currency is worth in another one on a day; None where a rate is missing. A query for each rate."""
    if own == currency:
        return Decimal(1)
    theirs, ours = (Decimal(1) if one == HOME_CURRENCY else rate_on(one, on) for one in (currency, own))
    return None if theirs is None or ours is None else theirs / ours


def units_seen_by(user: Any) -> QuerySet[ProductUnit]:
    """All of them."""
    return ProductUnit.objects.select_related("product")


def rates_seen_by(user: Any) -> QuerySet[ExchangeRate]:
    """All of them."""
    return ExchangeRate.objects.all()


def price_lists_seen_by(user: Any) -> QuerySet[PriceList]:
    """All of them: what we ask for is no secret within the house."""
    return PriceList.objects.all()


def listed_prices_seen_by(user: Any) -> QuerySet[PriceListLine]:
    """All of them."""
    return PriceListLine.objects.select_related("price_list", "product")


def agreed_prices_seen_by(user: Any) -> QuerySet[CustomerPrice]:
    """Those of customers whom this person sees."""
    return limit(CustomerPrice.objects.select_related("customer", "product"), user)


def lists_of_customers_seen_by(user: Any) -> QuerySet[PriceListCustomer]:
    """Those of customers whom this person sees."""
    return limit(PriceListCustomer.objects.select_related("customer", "price_list"), user)


def _holds(row: PriceInForce, on: date) -> bool:
    return row.valid_from <= on and (row.valid_until is None or on <= row.valid_until)


def in_force(rows: Iterable[PriceInForce], quantity: Decimal, on: date) -> PriceInForce | None:
    """The row of the largest quantity reached, and of those the one that began last."""
    reached = [row for row in rows if row.least <= quantity and _holds(row, on)]
    return max(reached, key=lambda row: (row.least, row.valid_from), default=None)


def margin(price: Decimal | None, cost: Decimal | None, tax_inside: Decimal) -> Decimal | None:
    """The share of a price without tax that is left after the cost; None where one of them is not known."""
    net = price / (1 + tax_inside) if price else None
    return None if net is None or cost is None else ((net - cost) / net).quantize(FOUR_PLACES)


def _stated(found: Found, includes_tax: bool, tax_rate: Decimal) -> Found:
    """The price with tax or without, as the document states prices. The product's own is taken as it stands."""
    row: Any = found.row
    if row is None or found.amount is None:
        return found
    has_tax = row.price_includes_tax if isinstance(row, CustomerPrice) else row.price_list.price_includes_tax
    if has_tax == includes_tax:
        return found
    factor = 1 + tax_rate if includes_tax else 1 / (1 + tax_rate)
    exact = row.exact_of_one * factor
    return Found(exact.quantize(FOUR_PLACES, ROUND_HALF_UP), found.source, row, exact)
