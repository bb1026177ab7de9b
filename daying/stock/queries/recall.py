"""Where every piece of a lot is: in which warehouses, and on which documents it left for whom."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet, Sum

from daying.customers.models import Customer
from daying.products.models import Product
from daying.stock.models import MovementKind, StockBalance, StockMovement
from daying.stock.queries.balances import NOTHING

INSIDE = (MovementKind.TRANSFER, MovementKind.FILL_UP, MovementKind.PICK_UP)
# Where pieces that left are, in the order in which they are told.
AT_CUSTOMERS = (MovementKind.SHIPMENT, MovementKind.ISSUE, MovementKind.RETURN)


@dataclass(frozen=True)
class Gone:
    """A movement by which pieces came or went for good, with its document and the customer who has them."""

    movement: StockMovement
    document: Model | None
    customer: Customer | None


@dataclass(frozen=True)
class Whereabouts:
    """A lot of a product. came: what was made or bought of it; there: what lies in warehouses, by warehouse and day.

    gone: what left for customers and what came back from them; lost: scrapped, or missing and found when counted.
    came = there + with customers + lost, always.
    """

    product: Product
    lot: str
    there: Sequence[StockBalance]
    moves: Sequence[Gone]

    @property
    def came(self) -> Decimal:
        """How many pieces there ever were."""
        kinds = (MovementKind.OPENING, MovementKind.RECEIPT)
        return self._sum(kinds)

    @property
    def on_hand(self) -> Decimal:
        """How many lie in warehouses of ours, at customers too."""
        return sum((row.quantity for row in self.there), NOTHING)

    @property
    def with_customers(self) -> Decimal:
        """How many customers have."""
        return -self._sum(AT_CUSTOMERS)

    @property
    def lost(self) -> Decimal:
        """How many were scrapped, or are missing by a count or an adjustment."""
        return -self._sum((MovementKind.SCRAP, MovementKind.COUNT, MovementKind.ADJUSTMENT))

    @property
    def by_customer(self) -> list[tuple[Customer | None, Decimal]]:
        """How many each customer has, the most first; None where the document names nobody."""
        sums: dict[Customer | None, Decimal] = defaultdict(lambda: NOTHING)
        for one in self.moves:
            if one.movement.kind in AT_CUSTOMERS:
                sums[one.customer] -= one.movement.quantity
        return sorted(sums.items(), key=lambda item: -item[1])

    def _sum(self, kinds: Iterable[str]) -> Decimal:
        return sum((one.movement.quantity for one in self.moves if one.movement.kind in kinds), NOTHING)


def recall(lot: str, product: Product | None = None) -> list[Whereabouts]:
    """Where the pieces of a lot are, for each product that has a lot of this name. Some eight queries."""
    asked: dict[str, Any] = {"lot": lot, **({"product": product} if product else {})}
    moved = StockMovement.objects.filter(**asked).exclude(kind__in=INSIDE).select_related("warehouse__customer")
    movements = list(moved.select_related("product", "warehouse__customer").order_by("moved_on", "pk"))
    there = StockBalance.objects.filter(**asked).select_related("warehouse__customer").order_by("warehouse__code")
    gone, lies = _gone(movements), list(there)
    products = {one.product_id: one.product for one in movements}
    return [
        Whereabouts(
            item,
            lot,
            [row for row in lies if row.product_id == key],
            [one for one in gone if one.movement.product_id == key],
        )
        for key, item in sorted(products.items(), key=lambda pair: pair[1].code)
    ]


def lots_like(text: str, most: int) -> list[dict[str, Any]]:
    """Lots whose name has this in it, with what lies there of each: lot, product__code, product__name, sum."""
    rows: QuerySet[Any] = StockMovement.objects.filter(lot__icontains=text).exclude(lot="").order_by("lot")
    return list(rows.values("lot", "product__code", "product__name").annotate(sum=Sum("quantity"))[:most])


def _gone(movements: Sequence[StockMovement]) -> list[Gone]:
    documents = _documents(movements)
    told = []
    for one in movements:
        document = documents.get((one.subject_type, one.subject_id))
        told.append(Gone(one, document, getattr(document, "customer", None) or one.warehouse.customer))
    return told


def _documents(movements: Iterable[StockMovement]) -> dict[tuple[str, int | None], Model]:
    """The documents with their customers: a query for each kind of document."""
    keys: dict[str, set[int]] = defaultdict(set)
    for one in movements:
        if one.subject_type and one.subject_id:
            keys[one.subject_type].add(one.subject_id)
    found: dict[tuple[str, int | None], Model] = {}
    for kind, some in keys.items():
        model = apps.get_model(kind)
        rows = model._default_manager.filter(pk__in=some)
        has_customer = any(field.name == "customer" for field in model._meta.concrete_fields)
        for row in rows.select_related("customer") if has_customer else rows:
            found[kind, row.pk] = row
    return found
