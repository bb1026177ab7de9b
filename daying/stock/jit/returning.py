"""Used goods that come back: which of those that were billed they are, and at what price."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from daying.core import written
from daying.core.errors import Refused
from daying.stock.models import JitTransfer, JitTransferLine, TransferKind, TransferState, UsageMatch

NOTHING = Decimal("0.000")
Key = tuple[int, str, date, Decimal]  # product, lot, in stock since, unit price


@dataclass
class Used:
    """So much of what was used and billed once has not come back."""

    match: UsageMatch
    quantity: Decimal


def billed_for(transfer: JitTransfer, lines: Sequence[JitTransferLine]) -> list[JitTransferLine]:
    """The lines split by what was billed, the latest first: each with lot, age and price. Refused beyond what was used.

    What came back before does not come back again. Two queries.
    """
    left = _left(_used(transfer, {line.product_id for line in lines}), _came_back(transfer))
    found: list[JitTransferLine] = []
    for line in lines:
        found += _split(line, left)
    return found


def _used(transfer: JitTransfer, products: Iterable[int]) -> Iterable[UsageMatch]:
    rows = UsageMatch.objects.filter(line__report__agreement__warehouse=transfer.agreement.warehouse)
    return rows.filter(product__in=[*products]).order_by("-pk")


def _came_back(transfer: JitTransfer) -> dict[Key, Decimal]:
    lines = JitTransferLine.objects.filter(
        transfer__agreement__warehouse=transfer.agreement.warehouse,
        transfer__kind=TransferKind.RETURN,
        transfer__state=TransferState.RECEIVED,
    )
    rows = lines.order_by().values_list("product", "lot", "stocked_on", "unit_price")
    return defaultdict(lambda: NOTHING, {tuple(key): added for *key, added in rows.annotate(Sum("received_quantity"))})


def _left(used: Iterable[UsageMatch], back: dict[Key, Decimal]) -> list[Used]:
    """What was used and has not come back, the latest first."""
    found = []
    for match in used:
        key = (match.product_id, match.lot, match.stocked_on, match.unit_price)
        already = min(back[key], match.quantity)
        back[key] -= already
        if match.quantity > already:
            found.append(Used(match, match.quantity - already))
    return found


def _split(line: JitTransferLine, left: Iterable[Used]) -> list[JitTransferLine]:
    """left: what lines before this one took is no more in it."""
    wanted = line.received_quantity or NOTHING
    parts: dict[Key, Decimal] = defaultdict(lambda: NOTHING)
    for one in left:
        match = one.match
        if match.product_id == line.product_id and line.lot in ("", match.lot) and wanted and one.quantity:
            part = min(wanted, one.quantity)
            one.quantity -= part
            wanted -= part
            parts[match.product_id, match.lot, match.stocked_on, match.unit_price] += part
    if wanted > 0:
        told = {"product": line.product, "rest": written.quantity(wanted), "lot": line.lot or _("any lot")}
        raise Refused(_("%(product)s, %(lot)s: %(rest)s more than were used and billed.") % told)
    return _lines(line, parts)


def _lines(line: JitTransferLine, parts: dict[Key, Decimal]) -> list[JitTransferLine]:
    found = []
    for number, ((_product, lot, stocked_on, price), quantity) in enumerate(parts.items()):
        told = {"product": line.product, "lot": lot, "stocked_on": stocked_on, "unit_price": price}
        told |= {"quantity": quantity, "received_quantity": quantity}
        found.append(JitTransferLine(pk=None if number else line.pk, **told))
    return found or [line]
