"""Goods on the way to a JIT warehouse and back: planned, shipped, received."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes, compiled, written
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.events import tell
from daying.core.journal import Changes
from daying.core.lengths import must_not_be_too_long
from daying.core.numbering import next_number
from daying.core.workflow import action, lock, transition
from daying.products.models import Product
from daying.stock.actions import Move, hold, move
from daying.stock.jit.agreements import must_be_in_force
from daying.stock.jit.events import UsedGoodsReturned
from daying.stock.jit.pricing import Prices
from daying.stock.jit.returning import billed_for
from daying.stock.models import (
    JitAgreement,
    JitTransfer,
    JitTransferLine,
    MovementKind,
    StockMovement,
    TransferKind,
    TransferState,
    Warehouse,
    WarehouseKind,
)
from daying.stock.queries import main_warehouse, own_warehouses

KIND = "JT"
MOVED_AS = {
    TransferKind.FILL_UP: MovementKind.FILL_UP,
    TransferKind.PICK_UP: MovementKind.PICK_UP,
    TransferKind.RETURN: MovementKind.RETURN,
}
Typed = Mapping[str, Any]


@action(right="stock.add_jittransfer", serves="M3.8", label=gettext_lazy("Plan a JIT transfer"))
def plan_transfer(
    *,
    by: Actor,
    agreement: JitAgreement,
    planned_on: date,
    lines: Sequence[Typed],
    kind: str = TransferKind.FILL_UP,
    warehouse: Warehouse | None = None,
    carrier: str = "",
    waybill_number: str = "",
    reason: str = "",
    remarks: str = "",
) -> JitTransfer:
    """Plan goods to or from a JIT warehouse. warehouse: the one of our own at the other end, the main one where None.

    lines: product, quantity and perhaps lot. Goods may still be taken back after the agreement has ended, and none
    filled up then.
    """
    transfer = JitTransfer(
        kind=kind,
        agreement=_agreement(agreement, kind),
        customer_id=agreement.customer_id,
        warehouse=warehouse or _usual_warehouse(),
        planned_on=planned_on,
        carrier=carrier,
        waybill_number=waybill_number,
        reason=reason,
        remarks=remarks,
    )
    chosen = _lines(transfer, lines)
    transfer.number = next_number(KIND, planned_on)
    return changes.create(transfer, by=by, lines=chosen)


@action(right="stock.change_jittransfer", serves="M3.8")
def amend_transfer(
    transfer: JitTransfer,
    *,
    by: Actor,
    agreement: JitAgreement,
    planned_on: date,
    version: int | None = None,
    lines: Sequence[Typed] | None = None,
    kind: str = TransferKind.FILL_UP,
    warehouse: Warehouse | None = None,
    carrier: str = "",
    waybill_number: str = "",
    reason: str = "",
    remarks: str = "",
) -> JitTransfer:
    """Change a plan. lines: all of them as they should be; None leaves them."""
    fresh: JitTransfer = lock(transfer)
    if fresh.state != TransferState.PLANNED:
        raise Refused(_("%(transfer)s is on its way and cannot be changed here.") % {"transfer": fresh})
    values = {
        "kind": kind,
        "agreement": _agreement(agreement, kind),
        "customer_id": agreement.customer_id,
        "warehouse": warehouse or fresh.warehouse,
        "planned_on": planned_on,
        "carrier": carrier,
        "waybill_number": waybill_number,
        "reason": reason,
        "remarks": remarks,
    }
    chosen = _lines(JitTransfer(**values), lines if lines is not None else _typed(fresh))
    return changes.update(transfer, values, by=by, version=version, lines=chosen)


@transition(
    JitTransfer,
    label=gettext_lazy("Ship"),
    source=TransferState.PLANNED,
    target=TransferState.SHIPPED,
    right="stock.ship_jittransfer",
    serves="M3.8",
    inputs={"carrier": gettext_lazy("Carrier"), "waybill_number": gettext_lazy("Waybill number")},
)
def ship_transfer(
    transfer: JitTransfer, *, by: Actor, on: date, carrier: str = "", waybill_number: str = ""
) -> Changes | None:
    """The goods leave the one warehouse. From now on its lines say of which lots they are, the oldest first."""
    transfer.shipped_on = on
    transfer.carrier = carrier or transfer.carrier
    transfer.waybill_number = waybill_number or transfer.waybill_number
    if transfer.kind == TransferKind.RETURN:
        return None
    _agreement(transfer.agreement, transfer.kind)
    lines = _lines_of(transfer)
    is_filled = transfer.kind == TransferKind.FILL_UP
    place = transfer.warehouse if is_filled else transfer.agreement.warehouse
    told = MOVED_AS[TransferKind(transfer.kind)]
    moves = [Move(place, line.product, -line.quantity, told, line.lot, document=transfer) for line in lines]
    return _written_anew(transfer, lines, move(moves, by=by, on=on))


@transition(
    JitTransfer,
    label=gettext_lazy("Receive"),
    source=TransferState.SHIPPED,
    target=TransferState.RECEIVED,
    right="stock.receive_jittransfer",
    serves="M3.8",
)
def receive_transfer(
    transfer: JitTransfer, *, by: Actor, on: date, received: Mapping[int, Decimal] | None = None
) -> Changes | None:
    """The goods have arrived and keep their lots and age. received: how much of each line; None where all did.

    What is missing was lost on the way and stays with the transfer. Prices of the day are kept with each line; what
    was used and came back is told to be credited.
    """
    if transfer.shipped_on and on < transfer.shipped_on:
        told = {"day": written.day(transfer.shipped_on)}
        raise Refused(_("It was shipped on %(day)s and cannot have arrived before.") % told)
    lines = _lines_of(transfer)
    before = changes.lines_told(transfer, lines)
    _note_received(lines, received or {})
    if transfer.kind == TransferKind.RETURN:
        hold([transfer.agreement.warehouse, transfer.warehouse], [line.product for line in lines])
        lines = billed_for(transfer, lines)
    else:
        _price(transfer, lines, on)
    _write(transfer, lines)
    _move_in(transfer, lines, by, on)
    transfer.received_on = on
    if transfer.kind == TransferKind.RETURN:
        tell(UsedGoodsReturned(transfer.pk, transfer.customer_id, on, by.pk))
    return {"lines": [before, changes.lines_told(transfer, lines)]}


@transition(
    JitTransfer,
    label=gettext_lazy("Cancel"),
    source=TransferState.PLANNED,
    target=TransferState.CANCELLED,
    right="stock.change_jittransfer",
    serves="M3.8",
    inputs={"reason": gettext_lazy("Reason")},
)
def cancel_transfer(transfer: JitTransfer, *, by: Actor, reason: str) -> None:
    """It does not go after all."""
    transfer.cancelled_for = reason


def _agreement(agreement: JitAgreement, kind: str) -> JitAgreement:
    return must_be_in_force(agreement) if kind == TransferKind.FILL_UP else agreement


def _usual_warehouse() -> Warehouse:
    place = main_warehouse() or own_warehouses().filter(is_active=True).first()
    if place is None:
        raise Refused(_("There is no warehouse of our own. Set one up first."), field="warehouse")
    return place


def _lines(transfer: JitTransfer, rows: Sequence[Typed]) -> list[JitTransferLine]:
    must_not_be_too_long(rows)
    if not rows:
        raise Refused(_("Say which products, and how much of each."), field="lines")
    if transfer.warehouse.kind != WarehouseKind.OWN:
        told = {"warehouse": transfer.warehouse}
        raise Refused(_("%(warehouse)s is at a customer. Choose one of our own.") % told, field="warehouse")
    if transfer.kind == TransferKind.RETURN and not transfer.reason:
        raise Refused(_("Say why the goods come back."), field="reason")
    agreed = set(transfer.agreement.lines.values_list("product", flat=True))
    for row in rows:
        _must_be_sendable(transfer, row["product"], row["quantity"], agreed)
    names = ("product", "quantity")
    return [
        JitTransferLine(pk=row.get("id"), lot=row.get("lot") or "", **{name: row[name] for name in names})
        for row in rows
    ]


def _must_be_sendable(transfer: JitTransfer, product: Product, quantity: Decimal, agreed: set[int]) -> None:
    if quantity is None or quantity <= 0:
        raise Refused(_("%(product)s: a quantity above zero.") % {"product": product}, field="lines")
    if transfer.kind == TransferKind.FILL_UP and product.pk not in agreed:
        told = {"product": product, "agreement": transfer.agreement}
        raise Refused(_("%(product)s is not in %(agreement)s. Agree on it first.") % told, field="lines")


def _typed(transfer: JitTransfer) -> list[Typed]:
    names = ("product", "quantity", "lot")
    return [{"id": line.pk, **{name: getattr(line, name) for name in names}} for line in _lines_of(transfer)]


def _lines_of(transfer: JitTransfer) -> list[JitTransferLine]:
    return list(JitTransferLine.objects.filter(transfer=transfer).select_related("product"))


def _written_anew(
    transfer: JitTransfer, lines: Sequence[JitTransferLine], movements: Iterable[StockMovement]
) -> Changes:
    """The lines split over the lots that were taken."""
    new = [
        JitTransferLine(
            transfer=transfer,
            position=position,
            product=one.product,
            quantity=-one.quantity,
            lot=one.lot,
            stocked_on=one.received_on,
        )
        for position, one in enumerate(movements, start=1)
    ]
    told = changes.lines_told(transfer, lines)
    JitTransferLine.objects.filter(transfer=transfer).delete()
    compiled.insert_many(new)
    return {"lines": [told, changes.lines_told(transfer, new)]}


def _note_received(lines: Sequence[JitTransferLine], received: Mapping[int, Decimal]) -> None:
    for line in lines:
        quantity = received.get(line.pk, line.quantity)
        if not 0 <= quantity <= line.quantity:
            told = {"product": line.product, "shipped": written.quantity(line.quantity)}
            raise Refused(_("%(product)s: between 0 and the %(shipped)s that were shipped.") % told, field="received")
        line.received_quantity = quantity


def _price(transfer: JitTransfer, lines: Iterable[JitTransferLine], on: date) -> None:
    """What the agreement prices the goods at on the day of their arrival; None where there is no price."""
    lines = list(lines)
    added: dict[int, Decimal] = {}
    for line in lines:
        added[line.product_id] = added.get(line.product_id, Decimal(0)) + line.quantity
    prices = Prices(transfer.customer, [line.product for line in lines], [on], added)
    for line in lines:
        line.unit_price = prices.of(line.product, on)


def _write(transfer: JitTransfer, lines: Sequence[JitTransferLine]) -> None:
    """Lines that were there are changed, further ones come behind them."""
    for position, line in enumerate(lines, start=1):
        line.position, line.transfer = position, transfer
    names = ["position", "quantity", "lot", "stocked_on", "received_quantity", "unit_price"]
    compiled.update_many([line for line in lines if line.pk], names)
    compiled.insert_many([line for line in lines if not line.pk])


def _move_in(transfer: JitTransfer, lines: Iterable[JitTransferLine], by: Actor, on: date) -> None:
    is_filled = transfer.kind == TransferKind.FILL_UP
    place = transfer.agreement.warehouse if is_filled else transfer.warehouse
    told = MOVED_AS[TransferKind(transfer.kind)]
    moves = [
        Move(place, line.product, line.received_quantity, told, line.lot, line.stocked_on, transfer)
        for line in lines
        if line.received_quantity
    ]
    move(moves, by=by, on=on)
