"""Carriers' bills: what a carrier asks for a month, waybill by waybill, and where we count otherwise."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.carriers.models.carrier import Carrier
from daying.carriers.models.tariff import Tariff
from daying.carriers.models.waybill import Waybill
from daying.core.models import Attachment, Record
from daying.core.money import ZERO, MoneyField, QuantityField
from daying.core.search import searchable
from daying.expenses.models import MONTH
from daying.people.models import Department


class BillState(models.TextChoices):
    """How far a bill has come. From agreed on nothing of it changes any more but that it is paid."""

    DRAWN_UP = "drawn_up", pgettext_lazy("of a carrier's bill", "Entered")
    CHECKED = "checked", pgettext_lazy("of a carrier's bill", "Checked")
    CLAIMED = "claimed", _("Claimed at the carrier")
    AGREED = "agreed", pgettext_lazy("of a carrier's bill", "Agreed")
    SETTLED = "settled", pgettext_lazy("of a carrier's bill", "Paid")


FROZEN = (BillState.AGREED, BillState.SETTLED)


class CarrierBill(Record):
    """What a carrier bills for one month and account, as it stands in its file.

    department: bears the cost of what no waybill says the department of. number: the carrier's.
    sheet: headings of the file in their order, and the mapping of columns. faults: of its rows, the first ones.
    skipped: rows of sums. told_total: the last sum that the file itself gives; None where it gives none.
    tariff_amount: what it comes to by the tariffs, of the waybills that could be rated.
    """

    carrier = models.ForeignKey(Carrier, models.PROTECT, related_name="bills", verbose_name=_("carrier"))
    account = models.CharField(_("monthly account"), max_length=40, blank=True)
    month = models.CharField(_("month"), max_length=7, validators=[MONTH], help_text=_("Like 2026-03."))
    number = models.CharField(_("carrier's bill number"), max_length=40, blank=True)
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        related_name="+",
        verbose_name=_("department that bears the rest"),
        help_text=_("Bears what no waybill assigns to a department."),
    )
    remarks = models.TextField(_("remarks"), blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=BillState.choices, default=BillState.DRAWN_UP, editable=False
    )
    file = models.ForeignKey(
        Attachment, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("carrier's file")
    )
    sheet: Any = models.JSONField(default=dict, editable=False)
    faults: Any = models.JSONField(default=list, editable=False)
    fault_count = models.PositiveIntegerField(_("faulty cells"), default=0, editable=False)
    task_id = models.UUIDField(null=True, editable=False)
    rows = models.PositiveIntegerField(_("rows"), default=0, editable=False)
    skipped = models.PositiveIntegerField(_("rows of sums"), default=0, editable=False)
    waybills = models.PositiveIntegerField(pgettext_lazy("count", "waybills"), default=0, editable=False)
    told_total = MoneyField(_("sum in the file"), null=True, editable=False)
    billed_amount = MoneyField(_("billed"), default=ZERO, editable=False)
    tariff_amount = MoneyField(_("by the tariffs"), default=ZERO, editable=False)
    checked_at = models.DateTimeField(_("checked at"), null=True, editable=False)
    claimed_on = models.DateField(_("claimed on"), null=True, editable=False)
    claimed_amount = MoneyField(_("claimed"), default=ZERO, editable=False)
    granted_amount = MoneyField(_("granted"), default=ZERO, editable=False)
    agreed_on = models.DateField(_("agreed on"), null=True, editable=False)
    agreed_amount = MoneyField(_("agreed"), null=True, editable=False)
    paid_on = models.DateField(_("paid on"), null=True, editable=False)
    payment = models.CharField(_("payment"), max_length=60, blank=True, editable=False)

    class Meta:
        verbose_name = _("carrier's bill")
        verbose_name_plural = _("carriers' bills")
        ordering = ["-month", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["carrier", "account", "month", "number"],
                name="carrier_bill_once",
                violation_error_message=_("This bill of the carrier was entered before."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=FROZEN, agreed_amount__isnull=False, agreed_on__isnull=False)
                | (~Q(state__in=FROZEN) & Q(agreed_amount=None, agreed_on=None)),
                name="agreed_bill_has_its_amount",
            ),
        ]

    named_by = ("carrier",)

    def __str__(self) -> str:
        return " ".join(filter(None, (str(self.carrier), self.month, self.account, self.number)))


class BilledWaybill(Record):
    """One waybill of a bill: the sum of its rows in the file, and beside it what we make of it.

    freight + insurance + packing + cod_fee + surcharge − discount = amount. row: the first one; rows: all of them.
    repeated: what rows ask that repeat another row. waybill: ours of this number, None where the book has none.
    tariff, own_*: what it comes to by the tariff of its day with our figures; None where it could not be rated.
    worked: the lines of that, kept where the two differ.
    """

    bill = models.ForeignKey(
        CarrierBill, models.CASCADE, db_index=False, related_name="billed", verbose_name=_("carrier's bill")
    )
    row = models.PositiveIntegerField(_("row"))
    rows: Any = models.JSONField(_("rows"), default=list)
    number = models.CharField(_("waybill number"), max_length=40)
    billed_on = models.DateField(_("date in the bill"), null=True)
    account = models.CharField(_("monthly account"), max_length=40, blank=True)
    payer = models.CharField(_("paid by"), max_length=20, blank=True)
    from_place = models.CharField(_("from"), max_length=60, blank=True)
    to_place = models.CharField(_("to"), max_length=60, blank=True)
    receiver = models.CharField(_("receiver"), max_length=120, blank=True)
    service = models.CharField(_("service product"), max_length=40, blank=True)
    pieces = models.PositiveIntegerField(_("pieces"), null=True)
    weight = QuantityField(_("charged weight, kg"), null=True)
    freight = MoneyField(_("freight"), default=ZERO)
    insurance = MoneyField(_("insurance"), default=ZERO)
    packing = MoneyField(_("packing"), default=ZERO)
    cod_fee = MoneyField(_("COD fee"), default=ZERO)
    surcharge = MoneyField(_("surcharges"), default=ZERO)
    discount = MoneyField(_("discount"), default=ZERO)
    amount = MoneyField(_("payable"), default=ZERO)
    repeated = MoneyField(_("repeated"), default=ZERO)
    cost_centre = models.CharField(_("department in the bill"), max_length=60, blank=True)
    remarks = models.CharField(_("remarks"), max_length=200, blank=True)
    waybill = models.ForeignKey(Waybill, models.PROTECT, null=True, related_name="billed", verbose_name=_("waybill"))
    tariff = models.ForeignKey(
        Tariff, models.PROTECT, null=True, db_index=False, related_name="+", verbose_name=_("tariff")
    )
    own_weight = QuantityField(_("our weight, kg"), null=True)
    own_amount = MoneyField(_("by the tariff"), null=True)
    excess = MoneyField(_("asked too much"), default=ZERO)
    worked: Any = models.JSONField(default=list)

    class Meta:
        verbose_name = _("billed waybill")
        verbose_name_plural = _("billed waybills")
        ordering = ["row", "pk"]
        constraints = [models.UniqueConstraint(fields=["bill", "number"], name="waybill_once_in_a_bill")]
        indexes = [models.Index(fields=["number"], name="billed_by_number")]

    named_from = ("number",)

    def __str__(self) -> str:
        return self.number

    @property
    def worked_told(self) -> str:
        """How it comes about by the tariff, a line for each part of it."""
        return "\n".join(f"{label}: {how}" + (f" = {amount}" if amount else "") for label, how, amount in self.worked)


class Reason(models.TextChoices):
    """Why a carrier asks something else than we expect."""

    NOT_OURS = "not_ours", _("Not ours")
    NOT_IN_BOOK = "not_in_book", _("Not in the courier book")
    DOUBLED = "doubled", _("Billed twice")
    OTHER_MONTH = "other_month", _("Of another month")
    WEIGHT = "weight", _("Weight differs")
    ZONE = "zone", _("Wrong zone")
    SERVICE = "service", _("Wrong product")
    DISCOUNT = "discount", _("Wrong discount")
    SURCHARGE = "surcharge", _("Surcharge not agreed")
    PRICE = "price", _("Price differs")
    NO_TARIFF = "no_tariff", _("No tariff to check by")


class DifferenceState(models.TextChoices):
    """What we decided of a difference, and what the carrier answered."""

    OPEN = "open", pgettext_lazy("of a carrier's bill", "To decide")
    ACCEPTED = "accepted", pgettext_lazy("of a carrier's bill", "Accepted")
    CLAIMED = "claimed", _("To claim")
    GRANTED = "granted", _("Granted by the carrier")
    REFUSED = "refused", _("Refused by the carrier")


ANSWERED = (DifferenceState.GRANTED, DifferenceState.REFUSED)


class BillDifference(Record):
    """One reason why a billed waybill is not what we expect, and how much of its amount hangs on it.

    amount: what is asked too much for this reason, below zero where too little is asked; all differences of a waybill
    together are what is billed less what we would pay. theirs, ours: the two figures, as people read them.
    """

    bill = models.ForeignKey(
        CarrierBill, models.CASCADE, db_index=False, related_name="differences", verbose_name=_("carrier's bill")
    )
    billed = models.ForeignKey(
        BilledWaybill, models.CASCADE, related_name="differences", verbose_name=_("billed waybill")
    )
    reason = models.CharField(_("reason"), max_length=15, choices=Reason.choices)
    amount = MoneyField(_("asked too much"))
    theirs = models.CharField(_("theirs"), max_length=120, blank=True)
    ours = models.CharField(_("ours"), max_length=120, blank=True)
    state = models.CharField(
        _("decision"), max_length=10, choices=DifferenceState.choices, default=DifferenceState.OPEN, editable=False
    )
    decided_for = models.CharField(_("because"), max_length=200, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_on = models.DateField(_("decided on"), null=True, editable=False)
    granted_amount = MoneyField(_("granted"), default=ZERO, editable=False)
    answer = models.CharField(_("carrier's answer"), max_length=200, blank=True, editable=False)
    answered_on = models.DateField(_("answered on"), null=True, editable=False)

    class Meta:
        verbose_name = _("difference of a bill")
        verbose_name_plural = _("differences of bills")
        ordering = ["billed__row", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["billed", "reason"], name="one_difference_of_a_reason"),
            models.CheckConstraint(
                condition=Q(state=DifferenceState.GRANTED) | Q(granted_amount=0), name="only_granted_is_given_back"
            ),
        ]
        indexes = [models.Index(fields=["bill", "reason", "state"], name="differences_of_bill")]

    named_by = ("billed",)

    def __str__(self) -> str:
        return f"{self.billed} {self.get_reason_display()}"


searchable(CarrierBill, title="number", fields=["month", "account"], via=["carrier"])
