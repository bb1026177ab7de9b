"""What the pages about goods at customers show, as people read it."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from daying.core import written
from daying.stock.jit.replenishing import Need
from daying.stock.models import JitAgreement, JitTransferLine, JointCountLine, StockBalance

Shown = dict[str, Any]


def of_need(need: Need, typed: str | None) -> Shown:
    """A product on the page of what to send. typed: what somebody entered instead of the proposal."""
    names = ("there", "least", "most", "planned", "shipped", "available", "per_day")
    shown: Shown = {name: _figure(getattr(need, name)) for name in names}
    proposal = f"{need.to_send.normalize():f}" if need.to_send else ""
    days = need.days_left
    shown |= {"days_left": "" if days is None else days, "flags": _flags(need), "proposal": proposal}
    return {**shown, "need": need, "send": proposal if typed is None else typed}


def lots(agreement: JitAgreement, today: date) -> list[Shown]:
    """What lies there by lot, the oldest first. One query."""
    rows = StockBalance.objects.filter(warehouse=agreement.warehouse_id, quantity__gt=0).select_related("product")
    return [_lot(row, agreement, today) for row in rows.order_by("received_on", "product__code", "lot")]


def of_arrival(line: JitTransferLine, typed: str | None) -> Shown:
    """A line on the page of what arrived: all of it, until somebody types otherwise."""
    shipped = f"{line.quantity.normalize():f}"
    return {"line": line, "shipped": written.quantity(line.quantity), "received": shipped if typed is None else typed}


def of_count(line: JointCountLine) -> Shown:
    """A line on the sheet that both sides sign."""
    counted, difference = line.counted, line.difference
    return {
        "line": line,
        "book": written.quantity(line.book_quantity),
        "counted": "—" if counted is None else written.quantity(counted),
        "difference": f"{difference.normalize():+,f}" if difference else "",
    }


def _lot(row: StockBalance, agreement: JitAgreement, today: date) -> Shown:
    age = (today - row.received_on).days
    told = {"product": row.product, "lot": row.lot, "since": row.received_on, "age": age}
    return {**told, "quantity": written.quantity(row.quantity), "is_old": age > agreement.max_age_days}


def _flags(need: Need) -> list[tuple[str, bool]]:
    """What somebody should look at, and whether it is mild."""
    told = [
        (need.is_low, _("below the least"), False),
        (bool(need.shortage), _("we have too little"), False),
        (need.is_old, _("too old: %(days)s days") % {"days": need.age}, False),
        (need.is_slow, _("too slow"), True),
        (need.is_above, _("above the most"), True),
        (not need.is_agreed, _("not agreed"), True),
    ]
    return [(text, is_mild) for holds, text, is_mild in told if holds]


def _figure(value: Decimal) -> str:
    return written.quantity(value) if value else ""
