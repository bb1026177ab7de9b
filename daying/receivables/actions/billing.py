"""What customers owe: from shipments, from another system, by adjustments."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes
from daying.core.actor import Actor
from daying.core.compiled import Compiled
from daying.core.errors import Refused
from daying.core.money import ZERO
from daying.core.numbering import next_number
from daying.core.workflow import action, transition
from daying.customers.models import Customer, due_on
from daying.products.models import PricedLine
from daying.receivables.actions import books
from daying.receivables.models import (
    Billing,
    BillingKind,
    BillingLine,
    BillingState,
    EntryKind,
    Method,
    Receipt,
    ReceiptState,
)
from daying.shipping.models import Shipment, ShipmentLine

SHIPMENT = Compiled(lambda key: Shipment.objects.filter(pk=key).select_related("order"))
SHIPPED = Compiled(lambda key: ShipmentLine.objects.filter(shipment=key).select_related("order_line__product"))


@action(right=None, serves="M6.1")
def bill_shipment(shipment_id: int, *, by: Actor, on: date) -> Billing:
    """Bill what a shipment brought, at the prices of the order, due by the order's terms.

    Each line is rounded by itself, tax taken out as in the order. A fixed number of statements, however many lines.
    """
    shipment = SHIPMENT.one(shipment_id)
    order = shipment.order
    billing = Billing(
        kind=BillingKind.DELIVERY,
        customer_id=order.customer_id,
        order=order,
        shipment=shipment,
        currency=order.currency,
        price_includes_tax=order.price_includes_tax,
        billed_on=on,
        due_on=due_on(order, on),
    )
    lines = [_line(line, billing) for line in SHIPPED(shipment_id)]
    billing.add_up(lines)
    return written(billing, by=by, kind=EntryKind.BILLING, lines=lines)


def _line(shipped: ShipmentLine, billing: Billing) -> BillingLine:
    ordered = shipped.order_line
    values = {**PricedLine.as_typed(ordered), "quantity": shipped.quantity}
    line = BillingLine.priced(values, document=billing, tax_rate=ordered.tax_rate)
    line.order_line = ordered
    return line


@transition(
    Billing,
    label=gettext_lazy("Note the fapiao"),
    source=(BillingState.OPEN, BillingState.SETTLED),
    target=None,
    right="receivables.note_fapiao",
    serves="M6.1",
    inputs={"number": gettext_lazy("Fapiao number")},
)
def note_fapiao(billing: Billing, *, by: Actor, number: str) -> None:
    """Write down under which fapiao it was invoiced."""
    billing.fapiao_number = number


@action(right="receivables.adjust_ledger", serves="M6.1")
def adjust(
    *, by: Actor, on: date, customer: Customer, amount: Decimal, reason: str, currency: str = ""
) -> Billing | Receipt:
    """Change what a customer owes, for a reason. Above zero it is owed from that day, below zero credited."""
    return _entered(EntryKind.ADJUSTMENT, by, on, customer, amount, reason, currency, due=on)


@action(right="receivables.adjust_ledger", serves="M6.1")
def open_balance(
    *,
    by: Actor,
    on: date,
    customer: Customer,
    amount: Decimal,
    reason: str,
    currency: str = "",
    due: date | None = None,
) -> Billing | Receipt:
    """Take over what a customer owed before, or had paid too much. due: by the customer's terms when not given."""
    return _entered(EntryKind.OPENING, by, on, customer, amount, reason, currency, due=due or due_on(customer, on))


def _entered(
    kind: EntryKind,
    by: Actor,
    on: date,
    customer: Customer,
    amount: Decimal,
    reason: str,
    currency: str,
    *,
    due: date,
) -> Billing | Receipt:
    if not reason:
        raise Refused(_("Say why."), field="reason")
    if not amount:
        raise Refused(_("An amount is above or below zero."), field="amount")
    currency = currency or customer.currency
    if amount > 0:
        return _owed(kind, by, on, customer, amount, reason, currency, due)
    return credited(kind, by, on, customer, -amount, reason, currency)


def _owed(
    kind: EntryKind, by: Actor, on: date, customer: Customer, amount: Decimal, reason: str, currency: str, due: date
) -> Billing:
    billing = Billing(
        kind=BillingKind(kind),
        customer=customer,
        currency=currency,
        billed_on=on,
        due_on=due,
        net_total=amount,
        tax_total=ZERO,
        total=amount,
        reason=reason,
    )
    return written(billing, by=by, kind=kind)


def written(billing: Billing, *, by: Actor, kind: str, lines: list[BillingLine] | None = None) -> Billing:
    """Number a billing, write it with its lines, and put it into the ledger."""
    account = books.lock_account(billing.customer_id, billing.currency, billing.billed_on)
    billing.settle(ZERO)
    billing.number = next_number("BL", billing.billed_on)
    billing = changes.create(billing, by=by, lines=lines or [])
    books.enter_billing(account, billing, by=by, kind=kind)
    return billing


def credited(
    kind: EntryKind, by: Actor, on: date, customer: Customer, amount: Decimal, reason: str, currency: str
) -> Receipt:
    account = books.lock_account(customer.pk, currency, on)
    receipt = Receipt(
        state=ReceiptState.RECORDED,
        number=next_number("RC", on),
        customer=customer,
        currency=currency,
        received_on=on,
        method=Method.CREDIT,
        amount=amount,
        remarks=reason,
    )
    receipt = changes.create(receipt, by=by)
    books.enter_receipt(account, receipt, by=by, kind=kind)
    return receipt
