"""The ledger of goods at customers, by customer, warehouse and product."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.core.money import ZERO, round_money
from daying.core.periods import Period
from daying.core.reports import Column, Rows, report
from daying.customers.models import Currency, Customer
from daying.products.models import Product
from daying.products.queries import PriceBook
from daying.stock.jit.pricing import NOTHING, tax_rate
from daying.stock.models import (
    JitTransferLine,
    MovementKind,
    StockMovement,
    TransferKind,
    TransferState,
    UsageMatch,
    UsageState,
    Warehouse,
    WarehouseKind,
)
from daying.stock.queries import sums

RIGHT = "stock.view_jitagreement"
A_DAY = timedelta(days=1)
COLUMN_OF = {
    MovementKind.FILL_UP: "filled_up",
    MovementKind.ISSUE: "settled",
    MovementKind.PICK_UP: "picked_up",
    MovementKind.COUNT: "count_difference",
}
LEAVING = (MovementKind.ISSUE, MovementKind.PICK_UP)
Place = tuple[int, int]  # warehouse and product


@report(
    "jit_ledger",
    title=_("Ledger of JIT stock"),
    unit=_("quantity"),
    right=RIGHT,
    columns=(
        Column("customer", _("Customer"), "record"),
        Column("warehouse", _("Warehouse"), "record"),
        Column("product", _("Product"), "record"),
        Column("opening", _("Opening"), "quantity"),
        Column("filled_up", _("Filled up"), "quantity"),
        Column("settled", pgettext_lazy("of goods used", "Settled"), "quantity"),
        Column("picked_up", _("Picked up"), "quantity"),
        Column("count_difference", _("Count difference"), "quantity"),
        Column("other", _("Other"), "quantity"),
        Column("closing", _("Not settled"), "quantity"),
        Column("returned", _("Used and returned"), "quantity"),
        Column("currency", _("Currency"), choices=Currency),
        Column("price", _("Unit price"), "money"),
        Column("filled_up_amount", _("Filled up, amount"), "money"),
        Column("settled_amount", _("Settled, amount"), "money"),
        Column("closing_amount", _("Not settled, amount"), "money"),
        Column("age", _("Age of the oldest, days"), "number"),
    ),
    serves="M3.8",
    formula=_(
        "Opening + filled up − settled − picked up + count difference + other = not settled. Settled is what was "
        "accepted in the period, at the agreed price; the rest is valued at the price of the period's last day."
    ),
)
def jit_ledger(period: Period, scope: QuerySet[Customer]) -> Rows:
    """What lay at customers, came and went in the period, by warehouse and product. Some fifteen queries."""
    places = {
        one.pk: one
        for one in Warehouse.objects.filter(
            kind=WarehouseKind.JIT, customer__in=scope.order_by().values("pk")
        ).select_related("customer")
    }
    figures = _quantities(period, places)
    products = Product.objects.in_bulk({product for _place, product in figures})
    book = PriceBook(
        products.values(), customers=[one.customer for one in places.values() if one.customer], days=[period.last]
    )
    settled, oldest = _settled(period, places), _oldest(period.last, places)
    rows = []
    for (place, product), found in figures.items():
        key, customer = (place, product), places[place].customer
        assert customer  # a JIT warehouse has one
        price = _price(book, customer, products[product], period.last)
        rows.append(
            {
                "customer": customer,
                "warehouse": places[place],
                "product": products[product],
                **found,
                "price": price,
                "currency": customer.currency,
                "filled_up_amount": round_money(found["filled_up"] * (price or 0)),
                "settled_amount": round_money(settled.get(key, ZERO)),
                "closing_amount": round_money(found["closing"] * (price or 0)),
                "age": (period.last - oldest[key]).days if key in oldest and found["closing"] else None,
            }
        )
    return sorted(rows, key=lambda row: (row["customer"].code, row["warehouse"].code, row["product"].code))


def _quantities(period: Period, places: dict[int, Warehouse]) -> dict[Place, dict[str, Decimal]]:
    """Opening, what moved by column, and closing; places where nothing lay and nothing moved are left out."""
    names = ("opening", *COLUMN_OF.values(), "other", "returned", "closing")
    found: dict[Place, dict[str, Decimal]] = defaultdict(lambda: dict.fromkeys(names, NOTHING))
    asked: dict[str, Any] = {"warehouse__in": [*places]}
    for (place, product), quantity in sums(period.first - A_DAY, ["warehouse", "product"], **asked).items():
        found[place, product]["opening"] = quantity
    moved = StockMovement.objects.filter(moved_on__range=period.dates, **asked).order_by()
    for place, product, kind, quantity in moved.values_list("warehouse", "product", "kind").annotate(Sum("quantity")):
        sign = -1 if kind in LEAVING else 1
        found[place, product][COLUMN_OF.get(kind, "other")] += sign * quantity
    for place, product, quantity in _returned(period, places):
        found[place, product]["returned"] += quantity
    for row in found.values():
        came = row["opening"] + row["filled_up"] + row["count_difference"] + row["other"]
        row["closing"] = came - row["settled"] - row["picked_up"]
    return found


def _returned(period: Period, places: dict[int, Warehouse]) -> Any:
    lines = JitTransferLine.objects.filter(
        transfer__kind=TransferKind.RETURN,
        transfer__state=TransferState.RECEIVED,
        transfer__received_on__range=period.dates,
        transfer__agreement__warehouse__in=[*places],
    )
    rows = lines.order_by().values_list("transfer__agreement__warehouse", "product")
    return rows.annotate(Sum("received_quantity"))


def _settled(period: Period, places: dict[int, Warehouse]) -> dict[Place, Decimal]:
    """The amounts of what was accepted in the period, at the prices that were billed."""
    matches = UsageMatch.objects.filter(
        line__report__state=UsageState.ACCEPTED,
        line__report__accepted_on__range=period.dates,
        line__report__agreement__warehouse__in=[*places],
    )
    added: dict[Place, Decimal] = defaultdict(lambda: ZERO)
    rows = matches.order_by().values_list("line__report__agreement__warehouse", "product", "unit_price")
    for place, product, price, quantity in rows.annotate(Sum("quantity")):
        added[place, product] += quantity * price
    return added


def _oldest(on: date, places: dict[int, Warehouse]) -> dict[Place, date]:
    """Since when the oldest piece that lay there that day is in stock."""
    found: dict[Place, date] = {}
    names = ["warehouse", "product", "received_on"]
    for (place, product, day), _quantity in sums(on, names, warehouse__in=[*places]).items():
        found[place, product] = min(day, found.get((place, product), day))
    return found


def _price(book: PriceBook, customer: Any, product: Product, on: date) -> Decimal | None:
    return book.of(customer, on=on)(product, Decimal(1), tax_rate(customer, product)).amount
