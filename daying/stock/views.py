"""The page that says where every piece of a lot is, for a recall."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from daying.core import journal, sheets, written
from daying.core.transactions import one_transaction
from daying.desk import cells, exports
from daying.desk.gate import signed_in
from daying.products.models import Product
from daying.products.queries import products_seen_by
from daying.stock.models import JitTransferLine, TransferKind, Warehouse
from daying.stock.queries.recall import Gone, Whereabouts, is_over, lots_like, missing
from daying.stock.queries.recall import recall as where_is

RIGHT = "stock.recall_lot"
EXPORT = "stock.export_stockmovement"
OFFERED = 20
LONGEST = 60


@signed_in
def recall(request: Any) -> HttpResponse:
    """Where a lot is, on the page or as a sheet. ?lot= its name; ?product= the code, where several have such a lot."""
    if not request.user.has_perm(RIGHT):
        raise PermissionDenied(_("Your post does not have the right to do this."))
    lot = request.GET.get("lot", "").replace("\0", "").strip()[:LONGEST]
    code = request.GET.get("product", "").replace("\0", "").strip()
    product = products_seen_by(request.user).filter(code=code).first() if code else None
    found = where_is(lot, product) if lot else []
    if found and request.GET.get("format") == "xlsx":
        return _sheet(found, request.user)
    context = {
        "lot": lot,
        "found": [_told(one, request.user) for one in found],
        "like": [_like(row) for row in lots_like(lot, OFFERED)] if lot and not found else [],
        "export": f"?{urlencode({'lot': lot, 'product': code, 'format': 'xlsx'})}" if found else "",
        "may_export": request.user.has_perm(EXPORT),
    }
    return render(request, "stock/recall.html", context)


def address(lot: str, product: Product) -> str:
    """Where one reads where a lot of a product is."""
    return f"{reverse('stock-recall')}?{urlencode({'lot': lot, 'product': product.code})}"


def _like(row: dict[str, Any]) -> dict[str, Any]:
    asked = urlencode({"lot": row["lot"], "product": row["product__code"]})
    return {"lot": row["lot"], "product": f"{row['product__code']} {row['product__name']}", "url": f"?{asked}"}


def _told(one: Whereabouts, user: Any) -> dict[str, Any]:
    return {
        "product": cells.record_link(one.product, user),
        "unit": one.product.unit,
        "sums": [(label, written.quantity(value)) for label, value in _sums(one)],
        "there": [
            {
                "warehouse": cells.record_link(row.warehouse, user),
                "customer": cells.record_link(row.warehouse.customer, user) if row.warehouse.customer else "",
                "since": written.day(row.received_on),
                "quantity": written.quantity(row.quantity),
            }
            for row in one.there
        ],
        "coming": [_coming(line, user) for line in one.coming],
        "customers": [
            {
                "customer": cells.record_link(held.customer, user) if held.customer else _("Not named"),
                "shipped": written.quantity(held.shipped),
                "used": written.quantity(held.used),
                "returned": written.quantity(held.returned),
                "has": written.quantity(held.has),
            }
            for held in one.by_customer
        ],
        "moves": [_move(move, user) for move in one.moves],
    }


def _coming(line: JitTransferLine, user: Any) -> dict[str, Any]:
    source, target = _ends(line)
    return {
        "document": cells.record_link(line.transfer, user),
        "source": str(source),
        "target": str(target),
        "customer": cells.record_link(line.transfer.customer, user),
        "on": written.day(line.transfer.shipped_on) if line.transfer.shipped_on else "",
        "quantity": written.quantity(missing(line)),
        "is_lost": is_over(line),
    }


def _ends(line: JitTransferLine) -> tuple[Warehouse, Warehouse]:
    """From where the goods are sent, and where to."""
    own, theirs = line.transfer.warehouse, line.transfer.agreement.warehouse
    return (own, theirs) if line.transfer.kind == TransferKind.FILL_UP else (theirs, own)


def _move(move: Gone, user: Any) -> dict[str, Any]:
    one = move.movement
    return {
        "on": written.day(one.moved_on),
        "kind": one.get_kind_display(),
        "warehouse": str(one.warehouse),
        "document": cells.record_link(move.document, user) if move.document else one.subject_label,
        "customer": cells.record_link(move.customer, user) if move.customer else "",
        "quantity": f"{one.quantity.normalize():+,f}",
    }


def _sums(one: Whereabouts) -> Iterable[tuple[str, Any]]:
    yield _("Came in"), one.came
    yield _("In our own warehouses"), one.own
    yield _("In JIT warehouses"), one.at_jit
    yield pgettext("of goods", "On the way"), one.on_the_way
    yield _("With customers"), one.with_customers
    yield _("Scrapped, missing or adjusted"), one.lost


def _sheet(found: list[Whereabouts], user: Any) -> HttpResponse:
    if not user.has_perm(EXPORT):
        raise PermissionDenied(_("Your post does not have the right to do this."))
    lot = found[0].lot
    one_transaction(EXPORT, lambda: journal.note_event(EXPORT, by=user, note=_("Where lot %(lot)s is") % {"lot": lot}))
    headings = [_("Product"), _("Lot"), _("Where"), _("Customer"), _("Document"), _("Day")]
    columns = [*map(sheets.Column, headings), sheets.Column(_("Quantity"), places=3)]
    stream = BytesIO()
    sheets.write_xlsx(stream, columns, _rows(found), title=_("Where a lot is"))
    response = HttpResponse(stream.getvalue(), content_type=exports.XLSX.content_type)
    response["Content-Disposition"] = 'attachment; filename="recall.xlsx"'
    return response


def _rows(found: Iterable[Whereabouts]) -> Iterable[list[Any]]:
    for one in found:
        for row in one.there:
            told = [str(one.product), one.lot, str(row.warehouse), str(row.warehouse.customer or "")]
            yield [*told, "", row.received_on, row.quantity]
        for line in one.coming:
            state = _("Lost on the way to %(warehouse)s") if is_over(line) else _("On the way to %(warehouse)s")
            told = [str(one.product), one.lot, state % {"warehouse": _ends(line)[1]}, str(line.transfer.customer)]
            yield [*told, str(line.transfer), line.transfer.shipped_on, missing(line)]
        for move in one.moves:
            movement = move.movement
            told = [str(one.product), one.lot, movement.get_kind_display(), str(move.customer or "")]
            yield [*told, movement.subject_label, movement.moved_on, movement.quantity]
