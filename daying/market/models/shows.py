"""Trade shows: plan and budget, who goes, what it cost, what came of it."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.core.models import Line, Record
from daying.core.money import ZERO, MoneyField, round_money
from daying.core.search import searchable
from daying.market.models.owned import Owned
from daying.work.models import Approved


class ShowState(models.TextChoices):
    """How far a trade show has come. Whether it is on today is a matter of its days."""

    PLANNED = "planned", _("Planned")
    SUBMITTED = "submitted", _("Submitted")
    APPROVED = "approved", _("Approved")
    REVIEWED = "reviewed", pgettext_lazy("of a trade show", "Reviewed")
    CANCELLED = "cancelled", _("Cancelled")


class TradeShow(Owned, Approved, Record):
    """A fair at which we stand. Budget and cost are sums of the lines, in RMB.

    outcome, lessons: the review after the show.
    """

    number = models.CharField(_("number"), max_length=30, null=True, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    venue = models.CharField(_("venue"), max_length=120, blank=True)
    city = models.CharField(_("city"), max_length=50, blank=True)
    country = models.CharField(_("country"), max_length=50, blank=True)
    organiser = models.CharField(_("organiser"), max_length=120, blank=True)
    booth = models.CharField(_("booth"), max_length=60, blank=True)
    purpose = models.TextField(_("purpose and plan"), blank=True)
    lead_target = models.PositiveIntegerField(_("leads aimed at"), default=0)
    budget_total = MoneyField(_("budget in RMB"), default=ZERO, editable=False)
    cost_total = MoneyField(_("cost in RMB"), default=ZERO, editable=False)
    state = models.CharField(
        _("state"), max_length=12, choices=ShowState.choices, default=ShowState.PLANNED, editable=False
    )
    outcome = models.TextField(pgettext_lazy("of a trade show", "outcome"), blank=True, editable=False)
    lessons = models.TextField(_("lessons for the next time"), blank=True, editable=False)

    class Meta:
        verbose_name = _("trade show")
        verbose_name_plural = _("trade shows")
        ordering = ["-first_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")),
                name="show_ends_after_it_begins",
                violation_error_message=_("The last day is not before the first."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "cancelled"]) | Q(number__isnull=False),
                name="submitted_show_has_a_number",
            ),
            models.CheckConstraint(
                condition=~Q(state="reviewed") | ~Q(outcome=""), name="reviewed_show_has_an_outcome"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def leads_taken(self) -> int:
        """Visitors whose details we have, without jokes and mistakes. One query."""
        return int(self.leads.exclude(state="dismissed").count())

    @property
    def cost_per_lead(self) -> Decimal | None:
        """What one of them cost us in RMB; None where there is none, or no cost is entered yet. One query."""
        taken = self.leads_taken if self.cost_total else 0
        return round_money(self.cost_total / taken) if taken else None


class CostKind(models.TextChoices):
    """What the money goes into."""

    BOOTH = "booth", _("Booth")
    BUILDING = "building", _("Stand building")
    TRANSPORT = "transport", _("Transport")
    SAMPLES = "samples", _("Exhibits and samples")
    MATERIAL = "material", _("Printed matter and gifts")
    TRAVEL = "travel", _("Travel and hotel")
    HOSPITALITY = "hospitality", _("Hospitality")
    OTHER = "other", _("Other")


class BudgetLine(Line):
    """What one thing may cost, and what it did cost, in RMB."""

    show = models.ForeignKey(TradeShow, models.CASCADE, related_name="lines", verbose_name=_("trade show"))
    kind = models.CharField(pgettext_lazy("sort of", "kind"), max_length=12, choices=CostKind.choices)
    description = models.CharField(_("description"), max_length=150, blank=True)
    planned = MoneyField(_("planned"), validators=[MinValueValidator(0)])
    spent = MoneyField(_("spent"), default=Decimal("0.00"), validators=[MinValueValidator(0)])

    class Meta(Line.Meta):
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        constraints = [
            models.CheckConstraint(condition=Q(planned__gte=0, spent__gte=0), name="budget_line_not_below_0")
        ]


class ShowStaff(Record):
    """Somebody of ours who works at a show."""

    show = models.ForeignKey(TradeShow, models.PROTECT, related_name="staff", verbose_name=_("trade show"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    duty = models.CharField(_("duty"), max_length=100, blank=True)
    from_on = models.DateField(_("from"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("show staff")
        verbose_name_plural = _("show staff")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["show", "person"],
                name="once_on_the_staff",
                violation_error_message=_("This person is on the staff of the show already."),
            ),
            models.CheckConstraint(
                condition=Q(from_on=None) | Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="staff_leaves_after_coming",
                violation_error_message=_("The last day is not before the first."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)


searchable(TradeShow, title="name", fields=["number", "city", "venue", "organiser"])
