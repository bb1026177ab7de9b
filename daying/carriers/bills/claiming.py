"""The claim file: the carrier's own rows in the carrier's own columns, and beside them what we say instead."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from daying.carriers.bills import columns, sheet
from daying.carriers.models import ANSWERED, BillDifference, BilledWaybill, CarrierBill, DifferenceState, Reason
from daying.core import sheets
from daying.core.money import ZERO
from daying.core.progress import progress

CLAIMED = (DifferenceState.CLAIMED, *ANSWERED)
OURS = 5  # columns that we add
AT_ONCE = 2_000  # waybills up to which nobody waits for a worker
AS_FIELD = ["number", "billed_on", "from_place", "to_place", "receiver", "service", "pieces", "weight", "freight"]
AS_FIELD += ["insurance", "packing", "cod_fee", "surcharge", "discount", "amount", "cost_centre", "remarks"]


def write(bill: CarrierBill, stream: Any, kind: str) -> int:
    """Write what is claimed as xlsx or csv. Returns how many waybills. Two queries, and the file read once."""
    found = _claims(bill)
    headings = [sheets.Column(heading) for heading in _headings(bill)]
    added = [_("Reason"), _("Ours"), _("By the tariff"), _("Asked too much"), _("Remarks")]
    ours = [sheets.Column(label, places=2 if index in (2, 3) else None) for index, label in enumerate(added)]
    rows = _told_of(_rows(bill, found), len(found))
    if kind == "csv":
        sheets.write_csv(stream, [*headings, *ours], rows)
    else:
        sheets.write_xlsx(stream, [*headings, *ours], rows, title=str(bill))
    return len(found)


def is_long(bill: CarrierBill) -> bool:
    """Whether a worker writes it. One query."""
    return BillDifference.objects.filter(bill=bill, state__in=CLAIMED)[: AT_ONCE + 1].count() > AT_ONCE


def _claims(bill: CarrierBill) -> dict[int, list[BillDifference]]:
    """What is claimed, by the billed waybill, in the order of the file."""
    rows = BillDifference.objects.filter(bill=bill, state__in=CLAIMED).select_related("billed")
    found: dict[int, list[BillDifference]] = {}
    for row in rows.order_by("billed__row", "pk"):
        found.setdefault(row.billed_id, []).append(row)
    return found


def _headings(bill: CarrierBill) -> list[str]:
    if bill.file is None:
        return [str(columns.LABELS[name]) for name in AS_FIELD]
    with sheet.opened(bill) as table:
        return [heading or "-" for heading in table.header]


def _rows(bill: CarrierBill, found: dict[int, list[BillDifference]]) -> Iterator[Sequence[Any]]:
    """Every row of the file of what is claimed; our columns stand on the first row of each waybill."""
    if bill.file is None:
        for some in found.values():
            yield [*(getattr(some[0].billed, name) for name in AS_FIELD), *_told(some)]
        return
    first = {some[0].billed.row: some for some in found.values()}
    wanted = {row for some in found.values() for row in some[0].billed.rows}
    with sheet.opened(bill) as table:
        for row in table.rows:
            if row.number in wanted:
                claimed = first.get(row.number)
                yield [*row.cells, *(_told(claimed) if claimed else [""] * OURS)]


def _told_of(rows: Iterator[Sequence[Any]], claimed: int) -> Iterator[Sequence[Any]]:
    """The same rows, and how many have passed for whoever waits. claimed: about as many there will be."""
    for place, row in enumerate(rows, start=1):
        yield row
        if place % AT_ONCE == 0:
            progress(min(place, claimed), claimed, _("%(count)d rows written") % {"count": place})


def _told(some: Sequence[BillDifference]) -> list[Any]:
    billed: BilledWaybill = some[0].billed
    reasons = _joined(str(Reason(one.reason).label) for one in some)
    too_much: Decimal = sum((one.amount for one in some), ZERO)
    return [
        reasons,
        _joined(one.ours for one in some),
        billed.own_amount,
        too_much,
        _joined(o.decided_for for o in some),
    ]


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(filter(None, texts)))


def name_of(bill: CarrierBill, kind: str) -> str:
    """What the file is called."""
    return f"{_('Claims')} {bill}.{kind}".replace("/", "-")
