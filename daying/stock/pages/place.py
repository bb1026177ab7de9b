"""How warehouses, what lies in them and what moved show themselves."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from daying.core.written import quantity
from daying.customers.models import Customer
from daying.desk.filters import YES, FlagFilter
from daying.desk.gate import shows
from daying.desk.resource import Resource, fact, link, panel, register, todo
from daying.products.models import Product
from daying.stock import queries, views
from daying.stock.models import StockBalance, StockLevel, StockMovement, StockPolicy, Warehouse
from daying.stock.queries import watching

SECTION = _("Stock")
LEVELS = "stock.view_stocklevel"


class TooOldFilter(FlagFilter):
    """What lies there for longer than the policy allows."""

    def q(self) -> Q:
        old = watching.too_old(self.today, StockPolicy.now())
        return old if self.values == [YES] else ~old


class SlowFilter(FlagFilter):
    """What no customer has taken for longer than the policy allows."""

    def q(self) -> Q:
        slow = watching.slow(self.today, StockPolicy.now())
        return slow if self.values == [YES] else ~slow


@register(StockLevel)
class StockLevelPages(Resource):
    """What lies where, a row for each product and warehouse. It comes from movements; nobody types it."""

    slug = "stock-on-hand"
    icon = "packages"
    section = SECTION
    columns = ["product", "warehouse", "quantity", "product__unit", "last_in_on", "last_out_on"]
    filters = ["warehouse", "warehouse__kind", "warehouse__customer", "product", "product__category", "quantity"]
    filters += ["last_in_on", "last_out_on"]
    further_filters = {"is_slow": SlowFilter}
    labels = {"is_slow": _("slow-moving"), "product__unit": _("unit")}
    search = ["product__code", "product__name", "warehouse__name"]
    facts = ["product", "warehouse", "quantity", "product__unit", "last_in_on", "last_out_on"]
    ordering = ["product__code", "warehouse__code"]
    scope = staticmethod(queries.levels_seen_by)


@register(StockBalance)
class StockBalancePages(Resource):
    """The same by lot and age, the oldest first."""

    slug = "stock-by-lot"
    icon = "layout-grid"
    section = SECTION
    columns = ["product", "lot", "warehouse", "received_on", "quantity", "product__unit"]
    filters = ["warehouse", "warehouse__kind", "warehouse__customer", "product", "product__category", "lot"]
    filters += ["received_on", "quantity"]
    further_filters = {"is_old": TooOldFilter}
    labels = {"is_old": _("too old"), "product__unit": _("unit")}
    search = ["lot", "product__code", "product__name"]
    facts = ["product", "lot", "warehouse", "received_on", "quantity", "product__unit"]
    ordering = ["received_on", "id"]
    scope = staticmethod(queries.balances_seen_by)

    def further(self, record: StockBalance, user: Any) -> list[tuple[Any, str, str]]:
        """Where all of its lot is."""
        return [(_("Where the lot is"), views.address(record.lot, record.product), "git-branch")] if record.lot else []


@register(StockMovement)
class StockMovementPages(Resource):
    """Everything that came and went. Nothing of it is ever changed."""

    slug = "stock-movements"
    icon = "arrows-sort"
    section = SECTION
    columns = ["moved_on", "kind", "product", "lot", "warehouse", "quantity", "subject_label", "note", "created_by"]
    filters = ["kind", "warehouse", "warehouse__kind", "warehouse__customer", "product", "product__category", "lot"]
    filters += ["moved_on", "quantity", "created_by"]
    search = ["lot", "subject_label", "product__code", "product__name"]
    facts = ["moved_on", "kind", "product", "lot", "received_on", "warehouse", "quantity", "document", "note"]
    facts += ["created_by"]
    labels = {"subject_label": _("document"), "document": _("document")}
    ordering = ["-moved_on", "-id"]
    scope = staticmethod(queries.movements_seen_by)


@register(Warehouse)
class WarehousePages(Resource):
    """Where goods lie."""

    slug = "warehouses"
    icon = "building-warehouse"
    section = SECTION
    columns = ["code", "name", "kind", "customer", "address", "keeper", "is_main", "is_active"]
    filters = ["kind", "customer", "is_active"]
    search = ["code", "name", "keeper", "customer__name"]
    form = ["code", "name", "kind", "customer", "address", "keeper", "phone", "is_main", "allows_negative", "is_active"]
    headings = {"code": _("Warehouse"), "address": _("Address"), "is_main": _("Rules")}
    ordering = ["code"]
    scope = staticmethod(queries.warehouses_seen_by)
    extra_urls = [shows("stock/recall/", views.recall, name="stock-recall")]

    def offered(self, user: Any) -> Any:
        """Those in use."""
        return self.scope(user).filter(is_active=True)


panel(Product, _("Stock on hand"), StockLevelPages, by="product")
panel(Product, _("Stock movements"), StockMovementPages, by="product")
panel(Warehouse, _("Stock on hand"), StockLevelPages, by="warehouse")
panel(Warehouse, _("Stock by lot"), StockBalancePages, by="warehouse")
panel(Warehouse, _("Stock movements"), StockMovementPages, by="warehouse")
panel(Customer, _("Warehouses"), WarehousePages, by="customer")
panel(
    StockLevel,
    _("Lots"),
    StockBalancePages,
    find=lambda level: {"warehouse": level.warehouse_id, "product": level.product_id},
)
panel(
    StockLevel,
    _("Stock movements"),
    StockMovementPages,
    find=lambda level: {"warehouse": level.warehouse_id, "product": level.product_id},
)
link(_("Where a lot is"), "stock-recall", icon="git-branch", section=SECTION, right=views.RIGHT)


@fact(Product, _("In our own warehouses"), right=LEVELS)
def on_hand(product: Product, user: Any) -> str:
    """How much of it lies there now. Nothing is said of what was never kept in stock."""
    if not StockLevel.objects.filter(product=product).exists():
        return ""
    return f"{quantity(queries.on_hand([product])[product.pk])} {product.unit}"


@todo(_("Goods of ours that lie too long"), serves="M3.8")
def too_old(user: Any, today: date) -> Any:
    """For the warehouse, and at customers for whoever looks after them."""
    if not user.has_perm("stock.change_stockentry"):
        return StockBalance.objects.none()
    return queries.balances_seen_by(user).filter(watching.too_old(today, StockPolicy.now()))
