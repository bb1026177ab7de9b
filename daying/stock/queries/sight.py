"""Who sees which stock: everybody who may that of our own warehouses, at customers that of the customers one sees."""

from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from daying.customers.queries import customers_seen_by
from daying.stock.models import (
    SafetyStock,
    SafetyStockProposal,
    StockBalance,
    StockClosing,
    StockCount,
    StockEntry,
    StockLevel,
    StockMovement,
    StockPolicy,
    Warehouse,
)

M = TypeVar("M", bound=Model)


def within_sight(rows: QuerySet[M], user: Any, via: str = "warehouse") -> QuerySet[M]:
    """Rows in our own warehouses, and at customers whom this person sees. via: the path to the warehouse."""
    reach = getattr(user, "reach", None)
    if reach is not None and reach.is_company:
        return rows
    prefix = f"{via}__" if via else ""
    return rows.filter(
        Q(**{f"{prefix}customer": None}) | Q(**{f"{prefix}customer__in": customers_seen_by(user).values("pk")})
    )


def warehouses_seen_by(user: Any) -> QuerySet[Warehouse]:
    """Our own, and those at customers whom this person sees."""
    return within_sight(Warehouse.objects.select_related("customer"), user, via="")


def movements_seen_by(user: Any) -> QuerySet[StockMovement]:
    """What moved in the warehouses one sees."""
    return within_sight(StockMovement.objects.select_related("warehouse", "product"), user)


def levels_seen_by(user: Any) -> QuerySet[StockLevel]:
    """What lies in the warehouses one sees."""
    return within_sight(StockLevel.objects.select_related("warehouse", "product"), user)


def balances_seen_by(user: Any) -> QuerySet[StockBalance]:
    """The same by lot."""
    return within_sight(StockBalance.objects.select_related("warehouse", "product"), user)


def closings_seen_by(user: Any) -> QuerySet[StockClosing]:
    """All, by whoever may open the list."""
    return StockClosing.objects.all()


def entries_seen_by(user: Any) -> QuerySet[StockEntry]:
    """Those of the warehouses one sees."""
    return within_sight(StockEntry.objects.select_related("warehouse", "to"), user)


def counts_seen_by(user: Any) -> QuerySet[StockCount]:
    """Those of the warehouses one sees."""
    return within_sight(StockCount.objects.select_related("warehouse", "category"), user)


def safety_stocks_seen_by(user: Any) -> QuerySet[SafetyStock]:
    """All, by whoever may open the list."""
    return SafetyStock.objects.select_related("product", "proposal")


def proposals_seen_by(user: Any) -> QuerySet[SafetyStockProposal]:
    """All, by whoever may open the list."""
    return SafetyStockProposal.objects.select_related("category")


def policies_seen_by(user: Any) -> QuerySet[StockPolicy]:
    """The one, by whoever may open it."""
    return StockPolicy.objects.all()
