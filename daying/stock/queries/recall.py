"""Where every piece of a lot is: in which warehouses, on the way to which, and on which documents it left for whom."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet, Sum

from daying.customers.models import Customer
from daying.products.models import Product
from daying.stock.jit.queries import lost_on_the_way, on_the_way
from daying.stock.models import (
    JitTransferLine,
    MovementKind,
    StockBalance,
    StockMovement,
    TransferState,
    WarehouseKind,
)
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


@dataclass
class Held:
    """What a customer got of a lot, and what of it came back. shipped: bought; used: taken from the JIT warehouse."""

    customer: Customer | None
    shipped: Decimal = NOTHING
    used: Decimal = NOTHING
    returned: Decimal = NOTHING

    @property
    def has(self) -> Decimal:
        """How many the customer has now."""
        return self.shipped + self.used - self.returned

    def add(self, movement: StockMovement) -> None:
        """Count a movement to or from this customer."""
        if movement.kind == MovementKind.SHIPMENT:
            self.shipped -= movement.quantity
        elif movement.kind == MovementKind.ISSUE:
            self.used -= movement.quantity
        else:
            self.returned += movement.quantity


@dataclass(frozen=True)
class Whereabouts:
    """A lot of a product. came: what was made or bought of it; there: what lies in warehouses, by warehouse and day.

    coming: what has left a warehouse for another and not arrived, and what never will. moves: what came or went for
    good. came = in our own warehouses + at JIT warehouses + on the way + with customers + lost, always.
    """

    product: Product
    lot: str
    there: Sequence[StockBalance]
    coming: Sequence[JitTransferLine]
    moves: Sequence[Gone]

    @property
    def came(self) -> Decimal:
        """How many pieces there ever were."""
        kinds = (MovementKind.OPENING, MovementKind.RECEIPT)
        return self._sum(kinds)

    @property
    def own(self) -> Decimal:
        """How many lie in warehouses of our own."""
        return self._lying(WarehouseKind.OWN)

    @property
    def at_jit(self) -> Decimal:
        """How many of ours lie at customers."""
        return self._lying(WarehouseKind.JIT)

    @property
    def on_the_way(self) -> Decimal:
        """How many have left one warehouse and not reached the other yet."""
        return sum((line.quantity for line in self.coming if not is_over(line)), NOTHING)

    @property
    def with_customers(self) -> Decimal:
        """How many customers have."""
        return -self._sum(AT_CUSTOMERS)

    @property
    def lost(self) -> Decimal:
        """How many were scrapped, did not arrive, or are missing by a count or an adjustment."""
        strayed = sum((missing(line) for line in self.coming if is_over(line)), NOTHING)
        return strayed - self._sum((MovementKind.SCRAP, MovementKind.COUNT, MovementKind.ADJUSTMENT))

    @property
    def by_customer(self) -> list[Held]:
        """What each customer has, the most first; nobody is named where the document names nobody."""
        found: dict[Customer | None, Held] = {}
        for one in self.moves:
            if one.movement.kind in AT_CUSTOMERS:
                found.setdefault(one.customer, Held(one.customer)).add(one.movement)
        return sorted(found.values(), key=lambda held: -held.has)

    def _lying(self, kind: str) -> Decimal:
        return sum((row.quantity for row in self.there if row.warehouse.kind == kind), NOTHING)

    def _sum(self, kinds: Iterable[str]) -> Decimal:
        return sum((one.movement.quantity for one in self.moves if one.movement.kind in kinds), NOTHING)


def recall(lot: str, product: Product | None = None) -> list[Whereabouts]:
    """Where the pieces of a lot are, for each product that has a lot of this name. Some nine queries."""
    asked: dict[str, Any] = {"lot": lot, **({"product": product} if product else {})}
    moved = StockMovement.objects.filter(**asked).exclude(kind__in=INSIDE).select_related("warehouse__customer")
    movements = list(moved.select_related("product", "warehouse__customer").order_by("moved_on", "pk"))
    there = StockBalance.objects.filter(**asked).select_related("warehouse__customer").order_by("warehouse__code")
    gone, lies, coming = _gone(movements), list(there), _coming(asked)
    products = {one.product_id: one.product for one in movements}
    return [
        Whereabouts(
            item,
            lot,
            [row for row in lies if row.product_id == key],
            [line for line in coming if line.product_id == key],
            [one for one in gone if one.movement.product_id == key],
        )
        for key, item in sorted(products.items(), key=lambda pair: pair[1].code)
    ]


def is_over(line: JitTransferLine) -> bool:
    """Whether the rest of what was shipped has arrived, so that what is missing never will."""
    return line.transfer.state == TransferState.RECEIVED


def missing(line: JitTransferLine) -> Decimal:
    """How much of what was shipped has not arrived."""
    rest: Decimal = line.quantity - (line.received_quantity or NOTHING)
    return rest


def lots_like(text: str, most: int) -> list[dict[str, Any]]:
    """Lots whose name has this in it, with what lies there of each: lot, product__code, product__name, sum."""
    rows: QuerySet[Any] = StockMovement.objects.filter(lot__icontains=text).exclude(lot="").order_by("lot")
    return list(rows.values("lot", "product__code", "product__name").annotate(sum=Sum("quantity"))[:most])


def _coming(asked: Mapping[str, Any]) -> list[JitTransferLine]:
    """What is on its way or went astray, in the order of its shipping. One query."""
    rows = (on_the_way() | lost_on_the_way()).filter(**asked).order_by("transfer__shipped_on", "pk")
    places = ("transfer__customer", "transfer__warehouse", "transfer__agreement__warehouse")
    return list(rows.select_related("product", *places))


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
