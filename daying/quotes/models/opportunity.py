"""Opportunities: business that may come, how likely it is, and why it came or not."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.core.models import Record
from daying.core.money import MoneyField, RateField, round_money
from daying.core.search import searchable
from daying.customers.models import Contact, Currency, Customer
from daying.people.models import Department


class Stage(models.TextChoices):
    """How far the business has come."""

    CONTACT = "contact", _("First contact")
    NEEDS = "needs", _("Needs confirmed")
    PROPOSAL = "proposal", _("Proposal and samples")
    NEGOTIATION = "negotiation", _("Quoted and negotiating")
    WON = "won", pgettext_lazy("opportunity", "Won")
    LOST = "lost", pgettext_lazy("opportunity", "Lost")


OPEN_STAGES = (Stage.CONTACT, Stage.NEEDS, Stage.PROPOSAL, Stage.NEGOTIATION)


class Reason(models.TextChoices):
    """What decided it, for us or against us."""

    PRICE = "price", _("Price")
    QUALITY = "quality", _("Quality")
    DELIVERY = "delivery", _("Delivery time")
    TECHNOLOGY = "technology", _("Technology")
    SERVICE = "service", _("Service")
    RELATIONS = "relations", _("Relations with the customer")
    TERMS = "terms", _("Terms of payment")
    DROPPED = "dropped", _("The customer dropped the project")
    OTHER = "other", _("Other")


class Opportunity(Record):
    """Business that may come from a customer.

    state is the stage. probability goes with the stage, unless somebody said otherwise since it was reached; it is 1
    when won and 0 when lost.
    """

    title = models.CharField(pgettext_lazy("of a matter", "title"), max_length=120)
    state = models.CharField(_("stage"), max_length=12, choices=Stage.choices, default=Stage.CONTACT, editable=False)
    customer = models.ForeignKey(
        Customer, models.PROTECT, db_index=False, related_name="opportunities", verbose_name=_("customer")
    )
    contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("contact")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name=_("owner")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, editable=False, related_name="+", verbose_name=_("department")
    )
    amount = MoneyField(_("expected amount"))
    currency = models.CharField(
        _("currency"),
        max_length=3,
        choices=Currency.choices,
        blank=True,
        help_text=_("Empty: the customer's currency."),
    )
    expected_on = models.DateField(_("expected on"), help_text=_("When the order is likely to come."))
    probability = RateField(
        _("probability"), blank=True, help_text=_("0.3 is 30 %. Empty: what is usual in its stage.")
    )
    opened_on = models.DateField(_("opened on"), default=timezone.localdate)
    next_step = models.CharField(_("next step"), max_length=200, blank=True)
    competitor = models.CharField(_("competitors"), max_length=200, blank=True)
    remarks = models.TextField(_("remarks"), blank=True)
    closed_on = models.DateField(_("decided on"), null=True, editable=False)
    reason = models.CharField(_("what decided it"), max_length=12, choices=Reason.choices, blank=True, editable=False)
    lesson = models.TextField(_("what we learn from it"), blank=True, editable=False)

    class Meta:
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        ordering = ["expected_on", "pk"]
        indexes = [
            models.Index(fields=["customer", "state"], name="opportunities_of_customer"),
            models.Index(fields=["state", "expected_on"], name="opportunities_by_stage"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="opportunity_amount_not_below_0"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STAGES, probability__gte=0, probability__lte=1)
                | Q(state=Stage.WON, probability=1)
                | Q(state=Stage.LOST, probability=0),
                name="opportunity_probability_goes_with_stage",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STAGES, closed_on=None)
                | (Q(state__in=[Stage.WON, Stage.LOST]) & Q(closed_on__isnull=False)),
                name="decided_opportunity_has_its_day",
            ),
            models.CheckConstraint(condition=~Q(state=Stage.LOST) | ~Q(reason=""), name="lost_opportunity_says_why"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def weighted(self) -> Decimal:
        """What it counts for in the forecast."""
        return round_money(self.amount * self.probability)

    @property
    def is_open(self) -> bool:
        """Whether it is still to be decided."""
        return self.state in OPEN_STAGES

    def is_overdue(self, today: date) -> bool:
        """Whether the day for which it was expected has passed."""
        return self.is_open and self.expected_on < today


searchable(Opportunity, title="title", fields=["competitor"], via=["customer"])
