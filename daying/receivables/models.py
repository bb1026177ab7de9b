"""Billings, receipts, the allocations between them, the ledger of both, and a kept summary per customer."""

from datetime import date
from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.core.append_only import AppendOnly
from daying.core.compiled import update
from daying.core.models import Record
from daying.core.money import ZERO, MoneyField
from daying.core.search import searchable
from daying.customers.models import Currency, Customer
from daying.orders.models import OrderLine, SalesOrder
from daying.products.models import PricedDocument, PricedLine
from daying.receivables.buckets import BUCKET_LABELS, bucket
from daying.shipping.models import Shipment
from daying.stock.models import JointCount, UsageReport


class BillingKind(models.TextChoices):
    """Why a customer owes us."""

    DELIVERY = "delivery", _("Delivery")
    USAGE = "usage", _("Usage at the customer")
    LOSS = "loss", _("Loss in a JIT warehouse")
    OPENING = "opening", _("Opening balance")
    ADJUSTMENT = "adjustment", _("Adjustment")


class BillingState(models.TextChoices):
    """Whether something is still to be paid."""

    OPEN = "open", _("Open")
    SETTLED = "settled", _("Settled")


class Billing(PricedDocument, Record):
    """What a customer owes us for one shipment, for what was used of goods at their site or is missing there, from
    another system, or by an adjustment.

    settled_amount: the sum of its allocations. state: kept with it, for lists.
    """

    number = models.CharField(_("number"), max_length=30, unique=True, editable=False)
    kind = models.CharField(
        _("kind"), max_length=12, choices=BillingKind.choices, default=BillingKind.DELIVERY, editable=False
    )
    state = models.CharField(
        _("state"), max_length=10, choices=BillingState.choices, default=BillingState.OPEN, editable=False
    )
    customer = models.ForeignKey(
        Customer, models.PROTECT, db_index=False, editable=False, related_name="billings", verbose_name=_("customer")
    )
    order = models.ForeignKey(
        SalesOrder, models.PROTECT, null=True, editable=False, related_name="billings", verbose_name=_("sales order")
    )
    shipment = models.OneToOneField(
        Shipment, models.PROTECT, null=True, editable=False, related_name="billing", verbose_name=_("shipment")
    )
    usage_report = models.OneToOneField(
        UsageReport, models.PROTECT, null=True, editable=False, related_name="billing", verbose_name=_("usage report")
    )
    joint_count = models.OneToOneField(
        JointCount, models.PROTECT, null=True, editable=False, related_name="billing", verbose_name=_("joint count")
    )
    billed_on = models.DateField(_("billed on"), editable=False)
    due_on = models.DateField(pgettext_lazy("of money", "due on"), editable=False)
    settled_amount = MoneyField(_("settled"), default=ZERO, editable=False)
    fapiao_number = models.CharField(_("fapiao number"), max_length=60, blank=True, editable=False)
    reason = models.TextField(_("reason"), blank=True, editable=False)

    class Meta:
        verbose_name = _("billing")
        verbose_name_plural = _("billings")
        ordering = ["-billed_on", "-pk"]
        indexes = [
            models.Index(fields=["customer", "-billed_on"], name="billings_of_customer"),
            models.Index(fields=["billed_on", "id"], name="billings_by_day"),
            models.Index(fields=["due_on", "customer"], name="billings_by_due_day"),
            models.Index(
                fields=["customer", "currency", "due_on"],
                condition=Q(state=BillingState.OPEN),
                name="open_billings_of_customer",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_amount__gte=0, settled_amount__lte=F("total")), name="never_settled_beyond_total"
            ),
            models.CheckConstraint(
                condition=Q(state=BillingState.SETTLED, settled_amount=F("total"))
                | Q(state=BillingState.OPEN, settled_amount__lt=F("total")),
                name="billing_is_open_until_settled",
            ),
        ]

    named_from = ("number",)

    def __str__(self) -> str:
        return self.number

    @property
    def open_amount(self) -> Decimal:
        """What is still to be paid."""
        return self.total - self.settled_amount

    def settle(self, amount: Decimal) -> None:
        """Count an allocation, or a reversed one below zero."""
        self.settled_amount += amount
        self.state = BillingState.OPEN if self.open_amount else BillingState.SETTLED


class BillingLine(PricedLine):
    """One product delivered, at the price of the order; of goods used at the customer's, at that of the agreement."""

    billing = models.ForeignKey(Billing, models.CASCADE, related_name="lines", verbose_name=_("billing"))
    order_line = models.ForeignKey(
        OrderLine, models.PROTECT, null=True, editable=False, related_name="billed", verbose_name=_("order line")
    )

    class Meta(PricedLine.Meta):
        verbose_name = _("billing line")
        verbose_name_plural = _("billing lines")


class Method(models.TextChoices):
    """How a customer paid. A credit is given by us and is no money."""

    TRANSFER = "transfer", _("Bank transfer")
    CASH = "cash", _("Cash")
    BANK_ACCEPTANCE = "bank_acceptance", _("Bank acceptance bill")
    COMMERCIAL_ACCEPTANCE = "commercial_acceptance", _("Commercial acceptance bill")
    CHEQUE = "cheque", _("Cheque")
    COD = "cod", _("Cash on delivery, by the carrier")
    CREDIT = "credit", _("Credit given by us")


class ReceiptState(models.TextChoices):
    """Whether a receipt stands in the ledger."""

    DRAFT = "draft", _("Draft")
    RECORDED = "recorded", _("Recorded")
    REVERSED = "reversed", _("Reversed")


class Receipt(Record):
    """What a customer has paid. The number is given when it is posted. allocated_amount: the sum of its allocations."""

    number = models.CharField(_("number"), max_length=30, null=True, unique=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=ReceiptState.choices, default=ReceiptState.DRAFT, editable=False
    )
    customer = models.ForeignKey(
        Customer, models.PROTECT, db_index=False, related_name="receipts", verbose_name=_("customer")
    )
    received_on = models.DateField(_("received on"), default=timezone.localdate)
    method = models.CharField(_("method"), max_length=25, choices=Method.choices, default=Method.TRANSFER)
    amount = MoneyField(_("amount"), validators=[MinValueValidator(Decimal("0.01"))])
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices, default=Currency.CNY)
    bank = models.CharField(_("bank"), max_length=60, blank=True)
    bank_reference = models.CharField(
        _("bank reference"), max_length=60, blank=True, help_text=_("The number on the bank's slip, or of the bill.")
    )
    allocated_amount = MoneyField(_("allocated"), default=ZERO, editable=False)
    remarks = models.TextField(_("remarks"), blank=True)

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        ordering = ["-received_on", "-pk"]
        indexes = [
            models.Index(fields=["customer", "-received_on"], name="receipts_of_customer"),
            models.Index(fields=["received_on", "id"], name="receipts_by_day"),
            models.Index(fields=["bank_reference"], condition=~Q(bank_reference=""), name="receipts_by_reference"),
            models.Index(
                fields=["customer", "currency"],
                condition=Q(state=ReceiptState.RECORDED, allocated_amount__lt=F("amount")),
                name="receipts_still_to_allocate",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="receipt_above_0"),
            models.CheckConstraint(
                condition=Q(allocated_amount__gte=0, allocated_amount__lte=F("amount")),
                name="never_allocated_beyond_receipt",
            ),
            models.CheckConstraint(
                condition=Q(state=ReceiptState.RECORDED) | Q(allocated_amount=0), name="only_recorded_is_allocated"
            ),
            models.CheckConstraint(
                condition=Q(state=ReceiptState.DRAFT) | Q(number__isnull=False), name="posted_receipt_has_a_number"
            ),
            models.UniqueConstraint(
                fields=["bank", "bank_reference"],
                condition=~Q(bank_reference="") & ~Q(state=ReceiptState.REVERSED),
                name="bank_reference_taken_once",
                violation_error_message=_("A receipt with this reference of the bank was entered before."),
            ),
        ]

    def __str__(self) -> str:
        return self.number or _("Draft receipt %(id)s") % {"id": self.pk or ""}

    @property
    def free_amount(self) -> Decimal:
        """What is not allocated yet."""
        return self.amount - self.allocated_amount


class Allocation(AppendOnly, Record):
    """So much of a receipt settles so much of a billing; below zero where an earlier one is taken back.

    customer, currency, due_on: the billing's, kept here so that the ageing at any day is one pass without a join.
    """

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="allocations", verbose_name=_("receipt"))
    billing = models.ForeignKey(Billing, models.PROTECT, related_name="allocations", verbose_name=_("billing"))
    customer = models.ForeignKey(Customer, models.PROTECT, db_index=False, related_name="+", verbose_name=_("customer"))
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    amount = MoneyField(_("amount"))
    on = models.DateField(_("date"))
    due_on = models.DateField(pgettext_lazy("of money", "due on"))
    reverses_id = models.BigIntegerField(_("reverses"), null=True)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["customer", "currency", "on", "due_on", "amount"], name="allocations_of_customer")
        ]
        constraints = [
            models.UniqueConstraint(fields=["reverses_id"], name="allocation_reversed_once"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, reverses_id=None) | Q(amount__lt=0, reverses_id__isnull=False),
                name="allocation_below_0_reverses_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.receipt_id} → {self.billing_id}"


class EntryKind(models.TextChoices):
    """What an entry of the ledger is."""

    BILLING = "billing", _("Billing")
    RECEIPT = "receipt", _("Receipt")
    CREDIT = "credit", _("Credit")
    ADJUSTMENT = "adjustment", _("Adjustment")
    OPENING = "opening", _("Opening balance")
    REVERSAL = "reversal", _("Reversal")
    TRANSFER = "transfer", _("Transfer of a merged customer")


class DocumentType(models.TextChoices):
    """Of which document an entry tells."""

    BILLING = "billing", _("Billing")
    RECEIPT = "receipt", _("Receipt")


class LedgerEntry(AppendOnly, Record):
    """One movement of what a customer owes: billings above zero, receipts below it.

    on: the business date. due_on: of billings alone. The document stands in plain values: the ledger outlives it.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=EntryKind.choices)
    customer = models.ForeignKey(
        Customer, models.PROTECT, db_index=False, related_name="ledger", verbose_name=_("customer")
    )
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    amount = MoneyField(_("amount"))
    on = models.DateField(_("date"))
    due_on = models.DateField(pgettext_lazy("of money", "due on"), null=True)
    document_type = models.CharField(_("document"), max_length=10, choices=DocumentType.choices)
    document_id = models.BigIntegerField(_("document id"))
    document_number = models.CharField(_("document number"), max_length=30)
    reverses_id = models.BigIntegerField(_("reverses"), null=True)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering = ["-on", "-pk"]
        indexes = [
            models.Index(fields=["customer", "currency", "on", "due_on", "amount"], name="ledger_of_customer"),
            models.Index(fields=["customer", "due_on"], name="ledger_by_due_day"),
            models.Index(fields=["on", "id"], name="ledger_by_day"),
            models.Index(fields=["document_type", "document_id"], name="ledger_of_document"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["reverses_id"], name="entry_reversed_once"),
            models.CheckConstraint(
                condition=Q(document_type=DocumentType.BILLING, due_on__isnull=False)
                | Q(document_type=DocumentType.RECEIPT, due_on=None),
                name="billings_alone_fall_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_number} {self.amount:,.2f}"

    @property
    def document(self) -> "Billing | Receipt | None":
        """What it was entered for; None where only the ledger is left of it. One query."""
        documents = Billing.objects if self.document_type == DocumentType.BILLING else Receipt.objects
        return documents.filter(pk=self.document_id).first()


class Account(models.Model):
    """What a customer owes in one currency, kept with every posting; its row is the lock of all of them.

    balance: what is open in the buckets, less what is paid and not allocated. as_at: the day the buckets are of.
    """

    customer = models.ForeignKey(
        Customer, models.PROTECT, db_index=False, related_name="accounts", verbose_name=_("customer")
    )
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    as_at = models.DateField(_("as at"))
    balance = MoneyField(_("balance"), default=ZERO)
    unallocated = MoneyField(_("not allocated"), default=ZERO)
    not_due = MoneyField(BUCKET_LABELS["not_due"], default=ZERO)
    days_30 = MoneyField(BUCKET_LABELS["days_30"], default=ZERO)
    days_60 = MoneyField(BUCKET_LABELS["days_60"], default=ZERO)
    days_90 = MoneyField(BUCKET_LABELS["days_90"], default=ZERO)
    days_180 = MoneyField(BUCKET_LABELS["days_180"], default=ZERO)
    days_365 = MoneyField(BUCKET_LABELS["days_365"], default=ZERO)
    older = MoneyField(BUCKET_LABELS["older"], default=ZERO)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        indexes = [models.Index(fields=["as_at"], name="accounts_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["customer", "currency"], name="one_account_per_currency"),
            models.CheckConstraint(
                condition=Q(
                    balance=F("not_due")
                    + F("days_30")
                    + F("days_60")
                    + F("days_90")
                    + F("days_180")
                    + F("days_365")
                    + F("older")
                    - F("unallocated")
                ),
                name="balance_is_open_less_unallocated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.balance}"

    def keep(self) -> None:
        """Write what was counted. One statement."""
        update(self, ["balance", "unallocated", *BUCKET_LABELS])

    def owe(self, due_on: date, amount: Decimal) -> None:
        """Count a billing."""
        self._age(due_on, amount)
        self.balance += amount

    def receive(self, amount: Decimal) -> None:
        """Count a receipt; below zero, a reversed one."""
        self.unallocated += amount
        self.balance -= amount

    def settle(self, due_on: date, amount: Decimal) -> None:
        """Count an allocation; below zero, a reversed one."""
        self._age(due_on, -amount)
        self.unallocated -= amount

    def _age(self, due_on: date, amount: Decimal) -> None:
        name = bucket(due_on, self.as_at)
        setattr(self, name, getattr(self, name) + amount)


searchable(Billing, title="number", fields=["fapiao_number"], via=["customer"])
searchable(Receipt, title="number", fields=["bank_reference"], via=["customer"])
