"""Goods at customers for tests and samples."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile

from daying.core import attachments
from daying.core.actor import SYSTEM
from daying.core.models import FileKind
from daying.customers.models import Customer
from daying.products.models import Product
from daying.stock.factories import jit_warehouse, stocked, warehouse
from daying.stock.jit import agreements, counting, transfers, usage
from daying.stock.models import JitAgreement, JitTransfer, JointCount, UsageReport

FROM, FILLED, RECEIVED = date(2026, 1, 1), date(2026, 3, 3), date(2026, 3, 5)
MARCH = date(2026, 3, 1), date(2026, 3, 31)
ACCEPTED = date(2026, 4, 2)


def agreement(customer: Customer, *products: Product, **values: Any) -> JitAgreement:
    """A draft for a JIT warehouse of its own: of each product 50 to 500, monthly, at the price of the day of use."""
    lines = [{"product": one, "min_quantity": Decimal(50), "max_quantity": Decimal(500)} for one in products]
    usual = {"warehouse": values.pop("warehouse", None) or jit_warehouse(customer), "valid_from": FROM, "lines": lines}
    return agreements.draft_agreement(by=SYSTEM, **{**usual, **values})


def agreement_in_force(customer: Customer, *products: Product, **values: Any) -> JitAgreement:
    """The same, in force since the beginning of 2026."""
    drafted = agreement(customer, *products, **values)
    return agreements.put_in_force(drafted, by=SYSTEM, on=FROM)  # type: ignore[return-value]


def transfer(under: JitAgreement, *lines: Mapping[str, Any], **values: Any) -> JitTransfer:
    """A fill-up that is planned, from a warehouse of its own that has a thousand of each product, of lot A."""
    place = values.pop("from_", None) or warehouse()
    for line in lines:
        stocked(place, line["product"], 1000, lot="A")
    told = {"warehouse": place, "planned_on": FILLED, **values}
    return transfers.plan_transfer(by=SYSTEM, agreement=under, lines=lines, **told)


def filled_up(
    under: JitAgreement, product: Product, quantity: int | str, *, lot: str = "A", on: date = RECEIVED, **values: Any
) -> JitTransfer:
    """So many of a lot that lie at the customer, by way of a fill-up."""
    place = warehouse()
    stocked(place, product, quantity, lot=lot, on=values.pop("stocked_on", date(2026, 3, 2)))
    line = {"product": product, "quantity": Decimal(quantity)}
    planned = transfers.plan_transfer(
        by=SYSTEM, agreement=under, warehouse=place, planned_on=on, lines=[line], **values
    )
    shipped = transfers.ship_transfer(planned, by=SYSTEM, on=on)
    return transfers.receive_transfer(shipped, by=SYSTEM, on=on)  # type: ignore[arg-type,return-value]


def used(under: JitAgreement, *lines: Mapping[str, Any], **values: Any) -> UsageReport:
    """A draft of what was used in March 2026."""
    rows = [{**line, "quantity": Decimal(line["quantity"])} for line in lines]
    told = {"from_on": MARCH[0], "until_on": MARCH[1], **values}
    return usage.record_usage(by=SYSTEM, agreement=under, lines=rows, **told)


def checked(under: JitAgreement, *lines: Mapping[str, Any], **values: Any) -> UsageReport:
    """The same, checked on 2 April."""
    return usage.check_usage(used(under, *lines, **values), by=SYSTEM, on=ACCEPTED)  # type: ignore[return-value]


def accepted(under: JitAgreement, *lines: Mapping[str, Any], **values: Any) -> UsageReport:
    """The same, accepted and billed."""
    return usage.accept_usage(checked(under, *lines, **values), by=SYSTEM, on=ACCEPTED)  # type: ignore[return-value]


def joint_count(under: JitAgreement, *lines: Mapping[str, Any], **values: Any) -> JointCount:
    """A count of 2 April that is not signed."""
    told: Sequence[Mapping[str, Any]] = lines
    return counting.open_joint_count(by=SYSTEM, agreement=under, lines=told, **{"counted_on": ACCEPTED, **values})


def sealed(count: JointCount) -> JointCount:
    """The same with the signed sheet among its files."""
    sheet = ContentFile(b"%PDF-1.7", name="盘点表.pdf")
    attachments.attach(count, sheet, by=SYSTEM, kind=FileKind.SEALED)
    return count
