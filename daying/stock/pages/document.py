"""How the documents of the warehouse show themselves: entries, counts, closings."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from daying.desk.imports.columns import importer
from daying.desk.resource import Resource, panel, register, todo
from daying.people.queries import acts_for
from daying.products.queries import products_seen_by
from daying.stock import actions, queries
from daying.stock.models import (
    CountState,
    EntryState,
    StockClosing,
    StockCount,
    StockCountLine,
    StockEntry,
    StockEntryLine,
    Warehouse,
)
from daying.stock.pages.place import SECTION, StockMovementPages
from daying.work.queries import about


@register(StockEntry)
class StockEntryPages(Resource):
    """Goods received, moved on, scrapped and put right."""

    slug = "stock-entries"
    icon = "truck-loading"
    section = SECTION
    columns = ["number", "kind", "warehouse", "to", "moved_on", "reference", "reason", "created_by", "state"]
    filters = ["state", "kind", "warehouse", "to", "moved_on", "created_by"]
    search = ["number", "reference", "reason"]
    form = ["kind", "warehouse", "to", "moved_on", "reference", "reason", "remarks"]
    headings = {"kind": _("Stock entry"), "reference": _("Document")}
    lines = (StockEntryLine, ["product", "quantity", "lot", "received_on", "note"])
    line_columns = ["product", "quantity", "product__unit", "lot", "received_on", "note"]
    labels = {"lines.product__unit": _("unit")}
    imports = ["kind", "warehouse", "to", "moved_on", "reference", "reason", "remarks"]
    aliases = {
        "reference": ["production order", "delivery note", "生产单号", "送货单号", "单据号"],
        "lines.lot": ["batch", "lot number", "批号", "生产批号"],
        "lines.quantity": ["入库数量", "数量"],
    }
    open_states = [EntryState.DRAFT]
    way = [EntryState.DRAFT, EntryState.POSTED]
    ordering = ["-moved_on", "-id"]
    scope = staticmethod(queries.entries_seen_by)
    create = staticmethod(actions.open_entry)
    change = staticmethod(actions.amend_entry)


@register(StockCount)
class StockCountPages(Resource):
    """Counts. Left without lines, a new one lists all that lies there by the books, for the warehouse to count."""

    slug = "stock-counts"
    icon = "clipboard-check"
    section = SECTION
    columns = ["number", "warehouse", "category", "counted_on", "counted_by", "posted_by", "state"]
    filters = ["state", "warehouse", "category", "counted_on"]
    search = ["number", "remarks"]
    form = ["warehouse", "category", "counted_on", "remarks"]
    facts = ["warehouse", "category", "counted_on", "counted_by", "posted_by", "remarks"]
    lines = (StockCountLine, ["product", "lot", "received_on", "counted_quantity", "reason"])
    line_columns = [
        "product",
        "lot",
        "received_on",
        "book_quantity",
        "counted_quantity",
        "difference_quantity",
        "reason",
    ]
    labels = {"lines.difference_quantity": _("difference")}
    open_states = [CountState.DRAFT]
    way = [CountState.DRAFT, CountState.COUNTED, CountState.POSTED]
    ordering = ["-counted_on", "-id"]
    scope = staticmethod(queries.counts_seen_by)
    create = staticmethod(actions.draft_count)
    change = staticmethod(actions.amend_count)


@register(StockClosing)
class StockClosingPages(Resource):
    """Months that are closed. The system closes them by itself when the policy's days are over."""

    slug = "stock-closings"
    icon = "lock"
    section = SECTION
    is_aside = True
    columns = ["closed_on", "places", "created_by"]
    form = ["closed_on"]
    facts = ["closed_on", "places", "created_by"]
    ordering = ["-closed_on"]
    scope = staticmethod(queries.closings_seen_by)
    create = staticmethod(actions.close_month)

    def may_edit(self, record: StockClosing, user: Any) -> bool:
        """A closed month stays closed."""
        return False


panel(Warehouse, _("Stock counts"), StockCountPages, by="warehouse")
panel(StockEntry, _("Stock movements"), StockMovementPages, find=about)
panel(StockCount, _("Stock movements"), StockMovementPages, find=about)


def opening_stock(user: Any) -> Mapping[str, forms.Field]:
    """The columns of the stock with which a company begins."""
    warehouses = queries.warehouses_seen_by(user).filter(is_active=True)
    quantity = forms.DecimalField(min_value=0, decimal_places=3, max_digits=17, label=_("Quantity"))
    return {
        "warehouse": forms.ModelChoiceField(warehouses, label=_("Warehouse")),
        "product": forms.ModelChoiceField(products_seen_by(user), label=_("Product")),
        "quantity": quantity,
        "lot": forms.CharField(required=False, max_length=60, label=_("Lot")),
        "received_on": forms.DateField(required=False, label=_("There since")),
        "on": forms.DateField(required=False, label=_("Counts from")),
    }


importer(
    "opening-stock",
    _("Opening stock"),
    columns=opening_stock,
    right="stock.take_over_stock",
    serves="M3.8",
    aliases={
        "quantity": ["on hand", "期初数量", "结存数量", "库存数量"],
        "lot": ["batch", "批号", "生产批号"],
        "received_on": ["received", "入库日期"],
    },
)(actions.take_over_stock)


@todo(_("Stock entries not posted"), serves="M3.8")
def to_post(user: Any, today: date) -> Any:
    """Drafts of one's own: the goods have moved, the books do not know."""
    drafts = StockEntry.objects.filter(state=EntryState.DRAFT, created_by__in=acts_for(user))
    return drafts if user.has_perm("stock.post_stockentry") else StockEntry.objects.none()


@todo(_("Stock counts whose differences wait to be posted"), serves="M3.8")
def counts_to_post(user: Any, today: date) -> Any:
    """For those who may, and did not count themselves."""
    if not user.has_perm("stock.post_stockcount"):
        return StockCount.objects.none()
    counted = queries.counts_seen_by(user).filter(state=CountState.COUNTED)
    return counted.exclude(counted_by=user.pk).exclude(created_by=user.pk)
