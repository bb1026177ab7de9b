"""What a customer reports to have used of our goods, what differs from what we know, and which lots it was."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.core.append_only import AppendOnly
from daying.core.models import Line, Record
from daying.core.money import QuantityField, UnitPriceField
from daying.core.search import searchable
from daying.customers.models import Customer
from daying.products.models import Product
from daying.stock.models.agreement import JitAgreement


class UsageState(models.TextChoices):
    """How far a report has come."""

    DRAFT = "draft", _("Draft")
    CHECKED = "checked", pgettext_lazy("of goods used", "Checked")
    ACCEPTED = "accepted", pgettext_lazy("of goods used", "Accepted")
    DROPPED = "dropped", _("Dropped")


class UsageReport(Record):
    """What was used in a period, as the customer says. The number is given when it is first checked.

    line_count, difference_count: kept for lists; differences are those not decided yet.
    """

    number = models.CharField(_("number"), max_length=30, null=True, unique=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=UsageState.choices, default=UsageState.DRAFT, editable=False
    )
    agreement = models.ForeignKey(
        JitAgreement, models.PROTECT, related_name="usage_reports", verbose_name=_("JIT agreement")
    )
    customer = models.ForeignKey(
        Customer, models.PROTECT, editable=False, related_name="usage_reports", verbose_name=_("customer")
    )
    reference = models.CharField(_("customer's report number"), max_length=60, blank=True)
    from_on = models.DateField(_("used from"))
    until_on = models.DateField(_("used until"))
    line_count = models.PositiveIntegerField(_("lines"), default=0, editable=False)
    difference_count = models.PositiveIntegerField(_("open differences"), default=0, editable=False)
    accepted_on = models.DateField(_("accepted on"), null=True, editable=False)
    dropped_for = models.TextField(_("dropped because"), blank=True, editable=False)
    remarks = models.TextField(_("remarks"), blank=True)

    class Meta:
        verbose_name = _("usage report")
        verbose_name_plural = _("usage reports")
        ordering = ["-until_on", "-pk"]
        indexes = [models.Index(fields=["agreement", "until_on"], name="usage_reports_by_period")]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="usage_ends_after_it_begins"),
            models.CheckConstraint(
                condition=~Q(state__in=[UsageState.CHECKED, UsageState.ACCEPTED]) | Q(number__isnull=False),
                name="checked_usage_report_has_a_number",
            ),
            models.CheckConstraint(
                condition=~Q(state=UsageState.ACCEPTED) | Q(accepted_on__isnull=False, difference_count=0),
                name="accepted_usage_report_is_decided",
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(_("Draft of usage until %(day)s") % {"day": self.until_on})


class UsageLine(Line):
    """One use of a product, as the customer reports it: by our product or by their own part number.

    used_on: the last day of the report where the customer does not say. carried_from: the difference of an earlier
    report that it takes up again. settled_quantity: what was issued and billed of it.
    """

    report = models.ForeignKey(UsageReport, models.CASCADE, related_name="lines", verbose_name=_("usage report"))
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    part_number = models.CharField(_("customer's part number"), max_length=60, blank=True)
    quantity = QuantityField(_("quantity"))
    used_on = models.DateField(_("used on"), null=True, blank=True)
    lot = models.CharField(_("lot"), max_length=60, blank=True)
    customer_order = models.CharField(_("customer's order"), max_length=60, blank=True)
    carried_from = models.ForeignKey(
        "stock.UsageDifference",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="taken_up_by",
        verbose_name=_("carried over from"),
    )
    settled_quantity = QuantityField(pgettext_lazy("of goods used", "settled"), default=0, editable=False)

    class Meta(Line.Meta):
        verbose_name = _("usage line")
        verbose_name_plural = _("usage lines")
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="usage_quantity_above_0"),
            models.CheckConstraint(
                condition=Q(settled_quantity__gte=0, settled_quantity__lte=F("quantity")), name="settled_up_to_used"
            ),
            models.CheckConstraint(condition=Q(product__isnull=False) | ~Q(part_number=""), name="usage_names_a_part"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.part_number or self.product_id}"


class DifferenceReason(models.TextChoices):
    """Why a line, or a part of it, cannot simply be billed."""

    UNKNOWN = "unknown", _("Unknown part")
    DOUBLED = "doubled", _("Reported twice")
    PERIOD = "period", _("Of another period")
    NOT_AGREED = "not_agreed", _("Not in the agreement")
    NO_PRICE = "no_price", _("Without a price")
    MORE = "more", _("More than there is")


# A person may say that these count all the same; the others lack what it takes.
MAY_COUNT = (DifferenceReason.DOUBLED, DifferenceReason.PERIOD, DifferenceReason.NOT_AGREED)


class DifferenceState(models.TextChoices):
    """What was decided about a difference."""

    OPEN = "open", pgettext_lazy("of goods used", "Open")
    COUNTED = "counted", _("Counts all the same")
    SETTLED = "settled", _("Settled without billing")
    CARRIED = "carried", _("Carried over")


class UsageDifference(Record):
    """So much of a line that is not billed before somebody has decided. customer: the report's, for lists."""

    report = models.ForeignKey(
        UsageReport, models.PROTECT, editable=False, related_name="differences", verbose_name=_("usage report")
    )
    customer = models.ForeignKey(
        Customer, models.PROTECT, editable=False, related_name="usage_differences", verbose_name=_("customer")
    )
    line = models.ForeignKey(
        UsageLine, models.CASCADE, editable=False, related_name="differences", verbose_name=_("usage line")
    )
    row = models.PositiveIntegerField(_("row"), editable=False)
    part = models.CharField(_("part"), max_length=120, editable=False)
    reason = models.CharField(_("reason"), max_length=12, choices=DifferenceReason.choices, editable=False)
    detail = models.CharField(_("in detail"), max_length=250, blank=True, editable=False)
    quantity = QuantityField(_("quantity"), editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=DifferenceState.choices, default=DifferenceState.OPEN, editable=False
    )
    decision = models.TextField(_("decided because"), blank=True, editable=False)

    named_by = ("report",)

    class Meta:
        verbose_name = _("usage difference")
        verbose_name_plural = _("usage differences")
        ordering = ["report", "row"]
        constraints = [
            models.UniqueConstraint(fields=["line", "reason"], name="one_difference_of_a_line_for_a_reason"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="usage_difference_above_0"),
            models.CheckConstraint(
                condition=~Q(state=DifferenceState.COUNTED) | Q(reason__in=MAY_COUNT), name="only_some_may_count"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} · {self.row} · {self.part}"


class UsageMatch(AppendOnly):
    """So much of a line was of this lot, at this price in the customer's currency. Written when it is accepted.

    priced_on: the day of the price, as the agreement says.
    """

    line = models.ForeignKey(UsageLine, models.PROTECT, related_name="matches", verbose_name=_("usage line"))
    product = models.ForeignKey(Product, models.PROTECT, db_index=False, related_name="+", verbose_name=_("product"))
    lot = models.CharField(_("lot"), max_length=60, blank=True)
    stocked_on = models.DateField(_("in stock since"))
    quantity = QuantityField(_("quantity"))
    unit_price = UnitPriceField(_("unit price"))
    priced_on = models.DateField(_("price of"))

    class Meta:
        verbose_name = _("lot used")
        verbose_name_plural = _("lots used")
        indexes = [models.Index(fields=["product", "lot"], name="lots_used_of_product")]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0, unit_price__gte=0), name="lot_used_above_0"),
        ]

    def __str__(self) -> str:
        return f"{self.lot} {self.quantity}"


searchable(UsageReport, title="number", fields=["reference"], via=["customer"])
