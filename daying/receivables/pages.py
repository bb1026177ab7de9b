"""How billings, receipts, allocations and the ledger show themselves."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daying.customers.models import Customer
from daying.desk.gate import asks
from daying.desk.resource import Resource, link, panel, register, todo
from daying.orders.models import SalesOrder
from daying.people.queries import acts_for
from daying.receivables import actions, queries, views
from daying.receivables.models import (
    Allocation,
    Billing,
    BillingLine,
    BillingState,
    LedgerEntry,
    Receipt,
    ReceiptState,
)
from daying.shipping.models import Shipment
from daying.stock.models import JointCount, UsageReport

SECTION = _("Receivables")
OPEN = _("Open amount")


@register(Billing)
class BillingPages(Resource):
    """Billings. They come from shipments and from usage at customers; nobody types them."""

    slug = "billings"
    icon = "invoice"
    section = SECTION
    columns = ["number", "customer", "order", "billed_on", "due_on", "currency", "total", "open_amount", "state"]
    filters = ["state", "kind", "customer", "customer__owner", "customer__department", "billed_on", "due_on"]
    filters += ["currency", "total"]
    search = ["number", "fapiao_number", "customer__name"]
    facts = [
        "customer",
        "kind",
        "order",
        "shipment",
        "usage_report",
        "joint_count",
        "billed_on",
        "due_on",
        "currency",
        "price_includes_tax",
        "net_total",
        "tax_total",
        "total",
        "settled_amount",
        "open_amount",
        "fapiao_number",
        "reason",
    ]
    labels = {"open_amount": OPEN}
    lines = (BillingLine, ["product", "description", "quantity", "unit_price", "discount", "tax_rate"])
    way = [BillingState.OPEN, BillingState.SETTLED]
    ordering = ["-billed_on", "-id"]
    scope = staticmethod(queries.billings_seen_by)


@register(Receipt)
class ReceiptPages(Resource):
    """Receipts: drafted, posted, allocated to billings."""

    slug = "receipts"
    icon = "cash"
    section = SECTION
    columns = ["number", "customer", "received_on", "method", "currency", "amount", "free_amount", "state"]
    filters = ["state", "method", "customer", "customer__owner", "customer__department", "received_on", "currency"]
    filters += ["amount"]
    search = ["number", "bank_reference", "customer__name"]
    form = ["customer", "received_on", "amount", "currency", "method", "bank", "bank_reference", "remarks"]
    headings = {"customer": _("Receipt"), "method": _("Payment"), "remarks": _("Remarks")}
    facts = [
        "customer",
        "received_on",
        "method",
        "currency",
        "amount",
        "allocated_amount",
        "free_amount",
        "bank",
        "bank_reference",
        "remarks",
    ]
    labels = {"free_amount": _("Still to allocate")}
    open_states = [ReceiptState.DRAFT]
    way = [ReceiptState.DRAFT, ReceiptState.RECORDED]
    ordering = ["-received_on", "-id"]
    scope = staticmethod(queries.receipts_seen_by)
    create = staticmethod(actions.record_receipt)
    change = staticmethod(actions.amend_receipt)


@register(Allocation)
class AllocationPages(Resource):
    """Allocations, below zero where one was taken back."""

    slug = "allocations"
    icon = "link"
    columns = ["on", "receipt", "billing", "customer", "currency", "amount", "reason"]
    filters = ["customer", "on", "currency", "receipt", "billing"]
    facts = ["customer", "receipt", "billing", "on", "currency", "amount", "due_on", "reason"]
    scope = staticmethod(queries.allocations_seen_by)
    extra_urls = [asks("allocations/<uuid:public_id>/take-back/", views.take_back, name="allocation-take-back")]

    def further(self, record: Any, user: Any) -> Sequence[tuple[Any, str, str]]:
        """One that stands can be taken back alone."""
        if not user.has_perm(views.TAKE_BACK) or not queries.standing_allocations(record.receipt).contains(record):
            return ()
        return [(_("Take back"), reverse("allocation-take-back", args=[record.public_id]), "arrow-back-up")]


@register(LedgerEntry)
class LedgerPages(Resource):
    """The ledger, read only."""

    slug = "ledger"
    icon = "list"
    section = SECTION
    columns = ["document_number", "on", "kind", "customer", "currency", "amount", "due_on", "reason"]
    filters = ["kind", "customer", "customer__owner", "customer__department", "on", "due_on", "currency"]
    search = ["document_number", "customer__name"]
    facts = ["customer", "kind", "on", "due_on", "currency", "amount", "document_type", "document", "reason"]
    labels = {"document": _("document number")}
    ordering = ["-on", "-id"]
    scope = staticmethod(queries.ledger_seen_by)
    extra_urls = [asks("ledger/adjust/", views.adjust, name="ledger-adjust")]


link(_("Adjust the ledger"), "ledger-adjust", icon="adjustments", section=SECTION, right=views.ADJUST, is_aside=True)
panel(Customer, _("Ledger"), LedgerPages, by="customer")
panel(Customer, _("Billings"), BillingPages, by="customer")
panel(Customer, _("Receipts"), ReceiptPages, by="customer")
panel(SalesOrder, _("Billings"), BillingPages, by="order")
panel(Shipment, _("Billings"), BillingPages, by="shipment")
panel(UsageReport, _("Billings"), BillingPages, by="usage_report")
panel(JointCount, _("Billings"), BillingPages, by="joint_count")
panel(Receipt, _("Allocations"), AllocationPages, by="receipt")
panel(Billing, _("Allocations"), AllocationPages, by="billing")


@todo(_("Overdue billings of my customers"), serves="M6.1", is_urgent=True)
def overdue(user: Any, today: date) -> Any:
    """What customers should have paid by now."""
    return queries.overdue(today).filter(customer__owner__in=acts_for(user))


@todo(_("Receipts not fully allocated"), serves="M6.1")
def to_allocate(user: Any, today: date) -> Any:
    """For those who may allocate."""
    if not user.has_perm("receivables.allocate_receipt"):
        return Receipt.objects.none()
    return queries.receipts_seen_by(user) & queries.to_allocate()
