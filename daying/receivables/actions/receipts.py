"""What customers pay: taken in as a draft, posted to the ledger, reversed when it was wrong or bounced."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.numbering import next_number
from daying.core.workflow import action, lock, transition
from daying.customers.models import Customer
from daying.receivables import queries
from daying.receivables.actions import books
from daying.receivables.actions.allocating import take_back_all
from daying.receivables.models import EntryKind, Method, Receipt, ReceiptState

RECORDED_KINDS = {Method.CREDIT: EntryKind.CREDIT}


@action(right="receivables.add_receipt", serves="M6.1", label=gettext_lazy("New receipt"))
def record_receipt(
    *,
    by: Actor,
    customer: Customer,
    received_on: date,
    amount: Decimal,
    method: str = Method.TRANSFER,
    currency: str = "",
    bank: str = "",
    bank_reference: str = "",
    remarks: str = "",
) -> Receipt:
    """Draft a receipt. currency: the customer's when empty. Refused when the bank's reference was entered before."""
    receipt = Receipt(
        customer=customer,
        received_on=received_on,
        amount=amount,
        method=method,
        currency=currency or customer.currency,
        bank=bank,
        bank_reference=bank_reference,
        remarks=remarks,
    )
    _must_make_sense(receipt)
    return changes.create(receipt, by=by)


@action(right="receivables.change_receipt", serves="M6.1")
def amend_receipt(
    receipt: Receipt,
    *,
    by: Actor,
    version: int | None = None,
    customer: Customer,
    received_on: date,
    amount: Decimal,
    method: str = Method.TRANSFER,
    currency: str = "",
    bank: str = "",
    bank_reference: str = "",
    remarks: str = "",
) -> Receipt:
    """Change a draft."""
    values = {
        "customer_id": customer.pk,
        "received_on": received_on,
        "amount": amount,
        "method": method,
        "currency": currency or customer.currency,
        "bank": bank,
        "bank_reference": bank_reference,
        "remarks": remarks,
    }
    if lock(receipt).state != ReceiptState.DRAFT:
        raise Refused(_("%(receipt)s is in the ledger: reverse it and enter another.") % {"receipt": receipt})
    _must_make_sense(Receipt(pk=receipt.pk, **values))
    return changes.update(receipt, values, by=by, version=version)


@transition(
    Receipt,
    label=gettext_lazy("Post"),
    source=ReceiptState.DRAFT,
    target=ReceiptState.RECORDED,
    right="receivables.post_receipt",
    serves="M6.1",
)
def post(receipt: Receipt, *, by: Actor, on: date) -> None:
    """Put the receipt into the ledger. It is not allocated yet."""
    account = books.lock_account(receipt.customer_id, receipt.currency, receipt.received_on)
    receipt.number = next_number("RC", on)
    books.enter_receipt(account, receipt, by=by, kind=RECORDED_KINDS.get(Method(receipt.method), EntryKind.RECEIPT))


@transition(
    Receipt,
    label=gettext_lazy("Reverse"),
    source=ReceiptState.RECORDED,
    target=ReceiptState.REVERSED,
    right="receivables.reverse_receipt",
    serves="M6.1",
    inputs={"reason": gettext_lazy("Reason")},
)
def reverse_receipt(receipt: Receipt, *, by: Actor, on: date, reason: str) -> None:
    """Take the receipt out again by opposite entries: what it paid is open as before."""
    account = books.lock_account(receipt.customer_id, receipt.currency, on)
    take_back_all(receipt, account, by=by, on=on, reason=reason)
    books.enter_reversal(account, receipt, by=by, on=on, reason=reason)


def _must_make_sense(receipt: Receipt) -> None:
    if receipt.amount <= 0:
        raise Refused(_("A receipt is above zero."), field="amount")
    known = queries.same_bank_reference(receipt)
    if known:
        told = {"reference": receipt.bank_reference, "receipt": known}
        raise Refused(_("%(reference)s was entered before, as %(receipt)s.") % told, field="bank_reference")
