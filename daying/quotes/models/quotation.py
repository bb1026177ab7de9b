"""Quotations and their lines."""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.core.models import Record
from daying.core.money import FOUR_PLACES, ZERO, MoneyField, RateField, UnitPriceField, round_money
from daying.core.search import searchable
from daying.customers.models import Contact, Customer
from daying.people.models import Department
from daying.products.models import OfferedLine, PricedDocument
from daying.quotes.models.approval import end_of_validity
from daying.quotes.models.opportunity import Opportunity, Reason
from daying.work.models import Approved


class State(models.TextChoices):
    """How far a quotation has come. Expired is not among them: it is what time does to a sent one."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    APPROVED = "approved", _("Approved")
    SENT = "sent", _("Sent")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    SUPERSEDED = "superseded", _("Superseded")


class Quotation(PricedDocument, Approved, Record):
    """An offer to a customer. The number is given when it is submitted; all its versions carry it.

    cost_total and the margin are shown to those who have the right to see margins; None: the cost of a product is not
    known, or the quotation is in another currency than our costs. grounds: why somebody had to approve it;
    margin_grounds: as far as cost and margin are concerned, with the figures. cause: what decided the answer.
    answered_by: the person at the customer. issue: how often it was sent; a link is good for the last time.
    """

    number = models.CharField(_("number"), max_length=30, null=True, editable=False)
    revision = models.PositiveSmallIntegerField(pgettext_lazy("quotation", "version"), default=1, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT, editable=False)
    customer = models.ForeignKey(
        Customer, models.PROTECT, db_index=False, related_name="quotations", verbose_name=_("customer")
    )
    contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("contact")
    )
    opportunity = models.ForeignKey(
        Opportunity, models.PROTECT, null=True, blank=True, related_name="quotations", verbose_name=_("opportunity")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name=_("owner")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, editable=False, related_name="+", verbose_name=_("department")
    )
    quoted_on = models.DateField(_("quoted on"), default=timezone.localdate)
    valid_until = models.DateField(_("valid until"), default=end_of_validity)
    remarks = models.TextField(_("remarks"), blank=True)
    largest_discount = RateField(
        _("largest discount"), default=Decimal(0), editable=False, help_text=_("Against the price agreed or listed.")
    )
    cost_total = MoneyField(_("cost"), null=True, editable=False)
    grounds = models.TextField(_("needs approval because"), blank=True, editable=False)
    margin_grounds = models.TextField(_("cost and margin"), blank=True, editable=False)
    sent_on = models.DateField(_("sent on"), null=True, editable=False)
    answered_on = models.DateField(_("answered on"), null=True, editable=False)
    issue = models.PositiveSmallIntegerField(_("times sent"), default=0, editable=False)
    answered_by = models.CharField(_("answered by"), max_length=60, blank=True, editable=False)
    cause = models.CharField(_("what decided it"), max_length=12, choices=Reason.choices, blank=True, editable=False)
    declined_for = models.TextField(_("declined because"), blank=True, editable=False)

    class Meta:
        verbose_name = _("quotation")
        verbose_name_plural = _("quotations")
        ordering = ["-quoted_on", "-pk"]
        indexes = [
            models.Index(fields=["customer", "-quoted_on"], name="quotations_of_customer"),
            models.Index(fields=["state", "valid_until"], name="quotations_by_state"),
            models.Index(fields=["quoted_on", "id"], name="quotations_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["number", "revision"], name="each_version_of_a_quotation_once"),
            models.CheckConstraint(condition=Q(revision__gte=1), name="versions_begin_with_1"),
            models.CheckConstraint(
                condition=Q(valid_until__gte=models.F("quoted_on")), name="quotation_valid_from_its_day"
            ),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT) | Q(number__isnull=False), name="submitted_quotation_has_a_number"
            ),
        ]

    named_from = ("number", "revision")

    def __str__(self) -> str:
        if not self.number:
            return _("Draft quotation %(id)s") % {"id": self.pk or ""}
        return self.number if self.revision == 1 else f"{self.number} v{self.revision}"

    @property
    def margin(self) -> Decimal | None:
        """What stays of the net total after our cost."""
        return None if self.cost_total is None else self.net_total - self.cost_total

    @property
    def margin_rate(self) -> Decimal | None:
        """The margin as a share of the net total. None where there is no cost or nothing to share."""
        return None if self.margin is None or not self.net_total else self.margin / self.net_total

    def has_expired(self, today: date) -> bool:
        """Whether the customer may no longer accept it."""
        return self.state in (State.APPROVED, State.SENT) and self.valid_until < today

    def take_figures(self, lines: Iterable["QuotationLine"]) -> None:
        """Totals, the largest discount and the cost, from the lines."""
        lines = list(lines)
        self.add_up(lines)
        self.largest_discount = max((line.reduction for line in lines), default=Decimal(0))
        costs = [line.cost for line in lines]
        self.cost_total = None if None in costs else sum((c for c in costs if c is not None), Decimal("0.00"))


class QuotationLine(OfferedLine):
    """One product offered.

    unit_cost: the product's cost at that time, None where it cannot be compared. found_price: what it would have cost
    this customer, None where no price was found.
    """

    quotation = models.ForeignKey(Quotation, models.CASCADE, related_name="lines", verbose_name=_("quotation"))
    unit_cost = UnitPriceField(_("unit cost"), null=True, editable=False)
    found_price = UnitPriceField(_("price found"), null=True, editable=False)

    class Meta(OfferedLine.Meta):
        verbose_name = _("quotation line")
        verbose_name_plural = _("quotation lines")

    @property
    def cost(self) -> Decimal | None:
        """What the line costs us."""
        return None if self.unit_cost is None else round_money(self.unit_cost * self.quantity)

    @property
    def is_below_cost(self) -> bool:
        """Whether it is offered for less than it costs us."""
        return self.cost is not None and self.net_amount < self.cost

    @property
    def reduction(self) -> Decimal:
        """By which share it is offered below the price found; its discount where there is no such price."""
        if not self.found_price:
            return self.discount
        asked = self.unit_price * (1 - self.discount)
        return max((1 - asked / self.found_price).quantize(FOUR_PLACES, ROUND_HALF_UP), ZERO)


searchable(Quotation, title="number", via=["customer"])
