"""What a piece at a customer costs: the price of the day it is used, or of the day it was filled up."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from daying.customers.models import Customer
from daying.products.models import Product
from daying.products.queries import PriceBook
from daying.stock.models import JitTransferLine, TransferKind, TransferState, Warehouse

Spot = tuple[int, str, date]  # product, lot, in stock since
NOTHING = Decimal("0.000")


@dataclass(frozen=True)
class Priced:
    """So much at a price of a day. price: None where there is none."""

    quantity: Decimal
    price: Decimal | None
    on: date


@dataclass
class Layer:
    """So much that was filled up at once, and is still there."""

    quantity: Decimal
    price: Decimal | None
    on: date


class Prices:
    """The prices of some products for a customer on some days, in the customer's currency, with or without tax as
    the customer's documents have it. Three queries at most, none where nothing is listed or agreed.

    quantities: of how many the price is asked, by product; one where nothing is said.
    """

    def __init__(
        self,
        customer: Customer,
        products: Iterable[Product],
        days: Iterable[date],
        quantities: Mapping[int, Decimal] | None = None,
    ) -> None:
        days = {*days}
        self._customer, self._quantities = customer, quantities or {}
        self._book = PriceBook(products, customers=[customer], days=days) if days else None
        self._known: dict[tuple[int, date], Decimal | None] = {}

    def of(self, product: Product, on: date) -> Decimal | None:
        """What one costs; None where nobody has said, or there is no exchange rate."""
        assert self._book
        key = product.pk, on
        if key not in self._known:
            quantity = self._quantities.get(product.pk, Decimal(1))
            found = self._book.of(self._customer, on=on)(product, quantity, tax_rate(self._customer, product))
            self._known[key] = found.amount
        return self._known[key]


def tax_rate(customer: Customer, product: Product) -> Decimal:
    """The customer's own, or else the product's."""
    return product.tax_rate if customer.tax_rate is None else customer.tax_rate


class Layers:
    """What lies at a customer, by the fill-ups it came with, oldest first. One query.

    What is there now are the pieces that came last; what no fill-up accounts for is the oldest and has no price of its
    own.
    """

    def __init__(self, warehouse: Warehouse, there: Mapping[Spot, Decimal]) -> None:
        arrived: dict[Spot, list[Layer]] = defaultdict(list)
        for line in _arrivals(warehouse, {product for product, _lot, _day in there}):
            quantity, on = line.received_quantity, line.transfer.received_on
            assert quantity is not None
            assert on
            assert line.stocked_on
            arrived[line.product_id, line.lot, line.stocked_on].append(Layer(quantity, line.unit_price, on))
        self._left = {spot: _remaining(arrived.get(spot, []), quantity) for spot, quantity in there.items()}

    def take(self, spot: Spot, quantity: Decimal, otherwise: Priced) -> list[Priced]:
        """The prices of so many of a lot, the oldest first. otherwise: the price of what has none of its own."""
        found, layers = [], self._left.get(spot, [])
        while quantity > 0 and layers:
            layer = layers[0]
            part = min(quantity, layer.quantity)
            layer.quantity -= part
            quantity -= part
            source: Layer | Priced = otherwise if layer.price is None else layer
            found.append(Priced(part, source.price, source.on))
            if not layer.quantity:
                layers.pop(0)
        return [*found, Priced(quantity, otherwise.price, otherwise.on)] if quantity else found


def joined(parts: Iterable[Priced]) -> list[Priced]:
    """The same with neighbours of one price and day put together."""
    found: list[Priced] = []
    for part in parts:
        if found and (found[-1].price, found[-1].on) == (part.price, part.on):
            found[-1] = Priced(found[-1].quantity + part.quantity, part.price, part.on)
        else:
            found.append(part)
    return found


def _arrivals(warehouse: Warehouse, products: Iterable[int]) -> Iterable[JitTransferLine]:
    """What was filled up, the latest first."""
    lines = JitTransferLine.objects.filter(
        transfer__agreement__warehouse=warehouse,
        transfer__kind=TransferKind.FILL_UP,
        transfer__state=TransferState.RECEIVED,
        received_quantity__gt=0,
        product__in=[*products],
    )
    return lines.select_related("transfer").order_by("-transfer__received_on", "-transfer_id", "-position")


def _remaining(latest_first: Iterable[Layer], there: Decimal) -> list[Layer]:
    """Of what came, as much as is still there, the oldest first."""
    left: list[Layer] = []
    for layer in latest_first:
        part = min(layer.quantity, there)
        if part <= 0:
            break
        there -= part
        left.insert(0, Layer(part, layer.price, layer.on))
    return [Layer(there, None, date.min), *left] if there > 0 else left
