"""Figures about what is owed and collected."""

from django.db.models import Count, ExpressionWrapper, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from daying.core.money import ZERO, MoneyField
from daying.core.periods import Period
from daying.core.reports import Column, Rows, report
from daying.customers.models import Currency, Customer
from daying.receivables import ageing
from daying.receivables.buckets import BUCKET_LABELS
from daying.receivables.models import Billing, Method, Receipt, ReceiptState

RIGHT = "receivables.view_billing"


@report(
    "ageing",
    title=_("Ageing of receivables"),
    unit=_("amount"),
    right=RIGHT,
    columns=(
        Column("customer", _("Customer"), "record"),
        Column("currency", _("Currency"), choices=Currency),
        Column("balance", _("Balance"), "money"),
        Column("unallocated", _("Not allocated"), "money"),
        *(Column(name, label, "money") for name, label in BUCKET_LABELS.items()),
    ),
    serves="M6.1",
    formula=_("Open billings by days past due at the end of the period; balance = open − receipts not allocated."),
)
def ageing_of_customers(period: Period, scope: QuerySet[Customer]) -> Rows:
    """Balance and ageing at the last day of the period, the largest balance first. Two queries."""
    rows = ageing.ageing(period.last, scope)
    known = Customer.objects.in_bulk([row["customer_id"] for row in rows])
    told = [{"customer": known[row.pop("customer_id")], **row} for row in rows]
    return sorted(told, key=lambda row: row["balance"], reverse=True)


@report(
    "collected",
    title=_("Collected"),
    unit=_("amount"),
    right="receivables.view_receipt",
    columns=(
        Column("currency", _("Currency"), choices=Currency),
        Column("method", _("Method")),
        Column("receipts", _("Receipts"), "number"),
        Column("amount", _("Amount"), "money"),
    ),
    serves=["M6.1", "M6.2"],
    formula=_("Receipts in the ledger by the day they were received; credits given and reversed ones left out."),
)
def collected(period: Period, scope: QuerySet[Customer]) -> Rows:
    """What came in, by currency and method. One query."""
    rows = received_in(period, scope).values("currency", "method").annotate(receipts=Count("pk"), added=Sum("amount"))
    return [
        {
            "currency": row["currency"],
            "method": Method(row["method"]).label,
            "receipts": row["receipts"],
            "amount": row["added"],
        }
        for row in rows.order_by("currency", "method")
    ]


def received_in(period: Period, scope: QuerySet[Customer]) -> QuerySet[Receipt]:
    """The receipts of the period that stand, credits left out: a credit is no money."""
    receipts = Receipt.objects.filter(
        state=ReceiptState.RECORDED,
        received_on__range=period.dates,
        customer__in=scope.order_by().values("pk"),
    )
    return receipts.exclude(method=Method.CREDIT).order_by()


def due_in(period: Period, scope: QuerySet[Customer]) -> QuerySet[Billing]:
    """The billings due by the end of the period that were not settled before it, with `due_amount`.

    That is what was overdue when it began, and what falls due in it less what was paid for it beforehand.
    """
    before = Coalesce(
        Sum("allocations__amount", filter=Q(allocations__on__lt=period.first)), ZERO, output_field=MoneyField()
    )
    billings = Billing.objects.filter(
        due_on__lte=period.last, billed_on__lte=period.last, customer__in=scope.order_by().values("pk")
    )
    due = ExpressionWrapper(F("total") - before, output_field=MoneyField())
    return billings.annotate(due_amount=due).filter(due_amount__gt=0).order_by("due_on", "pk")
