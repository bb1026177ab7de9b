"""What customers owe for goods of ours at their site: used, missing at a count; credited when used goods come back."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from daying.core.actor import Actor
from daying.core.workflow import action
from daying.customers.models import Customer, due_on
from daying.receivables.actions.billing import credited, written
from daying.receivables.models import Billing, BillingKind, BillingLine, EntryKind, Receipt
from daying.stock.jit import queries
from daying.stock.jit.queries import Billable


@action(right=None, serves=["M3.8", "M6.1"])
def bill_usage(report_id: int, *, by: Actor, on: date) -> Billing:
    """Bill what an accepted usage report settled, a line for each product and price, on the customer's terms."""
    report, rows = queries.billable_of_report(report_id)
    billing = _drawn_up(report.customer, on)
    billing.kind, billing.usage_report = BillingKind.USAGE, report
    return _billed(billing, rows, by)


@action(right=None, serves=["M3.8", "M6.1"])
def bill_loss(count_id: int, *, by: Actor, on: date) -> Billing:
    """Bill what the customer bears of what was missing at a joint count."""
    count, rows = queries.billable_of_count(count_id)
    billing = _drawn_up(count.customer, on)
    billing.kind, billing.joint_count = BillingKind.LOSS, count
    return _billed(billing, rows, by)


@action(right=None, serves=["M3.8", "M6.1"])
def credit_return(transfer_id: int, *, by: Actor, on: date) -> Receipt | None:
    """Credit used goods that came back, at what was billed for them. None where that was nothing."""
    transfer, rows = queries.billable_of_return(transfer_id)
    billing = _drawn_up(transfer.customer, on)
    billing.add_up(_lines(billing, rows))
    if not billing.total:
        return None
    reason = _("Return %(transfer)s: %(reason)s") % {"transfer": transfer, "reason": transfer.reason}
    return credited(EntryKind.CREDIT, by, on, transfer.customer, billing.total, reason, billing.currency)


def _drawn_up(customer: Customer, on: date) -> Billing:
    return Billing(
        customer=customer,
        currency=customer.currency,
        price_includes_tax=customer.price_includes_tax,
        billed_on=on,
        due_on=due_on(customer, on),
    )


def _billed(billing: Billing, rows: Sequence[Billable], by: Actor) -> Billing:
    lines = _lines(billing, rows)
    billing.add_up(lines)
    return written(billing, by=by, kind=EntryKind.BILLING, lines=lines)


def _lines(billing: Billing, rows: Sequence[Billable]) -> list[BillingLine]:
    names = ("product", "quantity", "unit_price")
    return [
        BillingLine.priced({name: getattr(row, name) for name in names}, document=billing, tax_rate=row.tax_rate)
        for row in rows
    ]
