"""Customers who visit us: who receives them, what happens when, meals and cars, what came of it and what it cost."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.core.models import Line, Record
from daying.core.money import MoneyField
from daying.core.search import searchable
from daying.customers.models.customer import Customer
from daying.people.models import Employee


class ReceptionState(models.TextChoices):
    """Where a reception stands."""

    PLANNED = "planned", _("Planned")
    AGREED = "agreed", _("Agreed")
    RECEIVED = "received", pgettext_lazy("reception", "Received")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


class ItemKind(models.TextChoices):
    """What a line of the plan is."""

    VISITOR = "visitor", _("Visitor")
    HOST = "host", _("Host")
    AGENDA = "agenda", _("Agenda")
    MEAL = "meal", _("Meal")
    CAR = "car", _("Car")
    LODGING = "lodging", _("Lodging")
    OTHER = "other", _("Other")


class Reception(Record):
    """A visit of a customer's people to us. The plan stands in its lines; planned_cost is their sum."""

    number = models.CharField(_("number"), max_length=30, unique=True, editable=False)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="receptions", verbose_name=_("customer"))
    title = models.CharField(pgettext_lazy("of a visit", "purpose"), max_length=120)
    from_on = models.DateField(_("arrival on"))
    until_on = models.DateField(_("departure on"))
    in_charge = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("in charge"))
    remarks = models.TextField(_("remarks"), blank=True)
    planned_cost = MoneyField(_("planned cost"), default=0, editable=False)
    outcome = models.TextField(pgettext_lazy("reception", "outcome"), blank=True, editable=False)
    cost = MoneyField(pgettext_lazy("reception", "cost"), null=True, editable=False)
    received_on = models.DateField(pgettext_lazy("reception", "received on"), null=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=ReceptionState.choices, default=ReceptionState.PLANNED, editable=False
    )

    class Meta:
        verbose_name = _("reception")
        verbose_name_plural = _("receptions")
        ordering = ["-from_on", "-pk"]
        indexes = [models.Index(fields=["state", "from_on"], name="receptions_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")),
                name="reception_ends_after_it_begins",
                violation_error_message=_("The departure is not before the arrival."),
            ),
            models.CheckConstraint(
                condition=Q(planned_cost__gte=0) & (Q(cost=None) | Q(cost__gte=0)), name="reception_cost_not_below_0"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | (Q(cost__isnull=False) & ~Q(outcome="")),
                name="reception_closed_has_outcome_and_cost",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["received", "closed"]) | Q(received_on__isnull=False),
                name="reception_received_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class ReceptionItem(Line):
    """One line of the plan: a visitor, a host, a point of the agenda, a meal, a car."""

    reception = models.ForeignKey(Reception, models.CASCADE, related_name="lines", verbose_name=_("reception"))
    kind = models.CharField(_("kind"), max_length=10, choices=ItemKind.choices, default=ItemKind.AGENDA)
    what = models.CharField(
        _("what"), max_length=200, help_text=_("Name and title of a visitor, the topic, the restaurant, the car.")
    )
    host = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person of ours")
    )
    on = models.DateField(_("day"), null=True, blank=True)
    hours = models.CharField(_("time"), max_length=20, blank=True)
    place = models.CharField(_("place"), max_length=100, blank=True)
    people = models.PositiveSmallIntegerField(pgettext_lazy("reception", "people"), null=True, blank=True)
    cost = MoneyField(_("planned cost"), null=True, blank=True)

    class Meta(Line.Meta):
        verbose_name = _("line of a reception")
        verbose_name_plural = _("lines of receptions")
        indexes = [models.Index(fields=["host"], name="receptions_by_host")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="host") | Q(host__isnull=False),
                name="reception_host_is_one_of_us",
                violation_error_message=_("Say which of our people receives them."),
            ),
            models.CheckConstraint(condition=Q(cost=None) | Q(cost__gte=0), name="reception_item_cost_not_below_0"),
        ]

    def __str__(self) -> str:
        return self.what


searchable(Reception, title="title", fields=["number", "outcome"], via=["customer"])
