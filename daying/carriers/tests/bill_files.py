"""Carriers' bills for the tests: a file of any header, brought, read and checked."""

from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile

from daying.carriers.bills import actions, sheet
from daying.carriers.bills.columns import target
from daying.carriers.bills.reading import Read, read
from daying.carriers.factories import carrier
from daying.carriers.models import BillDifference, CarrierBill
from daying.core import attachments, sheets
from daying.core.actor import SYSTEM
from daying.desk.imports.mapping import guess
from daying.people.models import Department

HEAD = "序号,日期,运单号,始发地,目的地,产品类型,计费重量,费用(元),保价费,折扣,应付金额,付款方式"


def lines(*rows: str, head: str = HEAD) -> bytes:
    return "\n".join([head, *rows]).encode()


def reading(content: bytes) -> Read:
    """What a file says, its columns guessed."""
    found = sheets.read(BytesIO(content), expected=[])
    return read(found.header, found.rows, guess(target(), [h for h in found.header if h]))


def drawn_up(**values: Any) -> CarrierBill:
    usual = {"carrier": carrier(), "month": "2026-03", "department": Department.objects.order_by("pk").first()}
    return actions.draw_up(by=SYSTEM, **{**usual, **values})


def brought(content: bytes, name: str = "账单.csv", **values: Any) -> CarrierBill:
    """A bill with its file, not read yet."""
    bill = drawn_up(**values)
    file = ContentFile(content, name=name)
    kept = attachments.attach(bill, file, by=SYSTEM)
    return actions.keep_file(bill, by=SYSTEM, file=kept, sheet=sheet.described(BytesIO(content), bill.carrier))


def checked(*rows: str, head: str = HEAD, **values: Any) -> CarrierBill:
    """A bill of these rows, checked."""
    bill = brought(lines(*rows, head=head), **values)
    return actions.check(actions.take(bill, by=SYSTEM, read=sheet.read(bill)), by=SYSTEM)


def told(bill: CarrierBill) -> dict[str, list[tuple[str, str]]]:
    """The reasons of each waybill with what hangs on them."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in BillDifference.objects.filter(bill=bill).select_related("billed").order_by("billed__row", "pk"):
        found.setdefault(one.billed.number, []).append((one.reason, str(one.amount)))
    return found
