"""Plans for winning new customers: how many in a stretch of time, and which companies by name."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.core.models import Line, Record
from daying.core.periods import Month, Period, Quarter, Year
from daying.customers.models.customer import Customer
from daying.people.models import Department


class Stretch(models.TextChoices):
    """For which part of a year a plan is made."""

    YEAR = "year", _("Whole year")
    Q1 = "q1", _("First quarter")
    Q2 = "q2", _("Second quarter")
    Q3 = "q3", _("Third quarter")
    Q4 = "q4", _("Fourth quarter")
    M01 = "m01", _("January")
    M02 = "m02", _("February")
    M03 = "m03", _("March")
    M04 = "m04", _("April")
    M05 = "m05", pgettext_lazy("month", "May")
    M06 = "m06", _("June")
    M07 = "m07", _("July")
    M08 = "m08", _("August")
    M09 = "m09", _("September")
    M10 = "m10", _("October")
    M11 = "m11", _("November")
    M12 = "m12", _("December")


class PlanState(models.TextChoices):
    """How far a plan has come."""

    DRAFT = "draft", _("Draft")
    PROPOSED = "submitted", _("Proposed")
    APPROVED = "approved", _("Approved")
    TAKEN_OVER = "taken_over", _("Taken over by another plan")


def this_year() -> int:
    """What a new plan's form proposes."""
    return timezone.localdate().year


def period_of(year: int, stretch: str) -> Period:
    """The period that a plan's year and stretch mean."""
    if stretch == Stretch.YEAR:
        return Year(year)
    number = int(stretch[1:])
    return Quarter(year, number) if stretch.startswith("q") else Month(year, number)


class DevelopmentPlan(Record):
    """How many new customers a person is to win, and which companies they will try first.

    owner: the person. starts_on and ends_on are those of the stretch. What was reached is never typed: a customer is
    won by their first order, and the queries find it. sent_back_for: why it came back to its author. A plan that was
    taken over counts no more: what it wanted stands in the plan of whoever took over from its person.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name=_("person")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, editable=False, related_name="+", verbose_name=_("department")
    )
    year = models.PositiveSmallIntegerField(
        _("year"), default=this_year, validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    stretch = models.CharField(_("stretch of time"), max_length=4, choices=Stretch.choices, default=Stretch.YEAR)
    starts_on = models.DateField(_("from"), editable=False)
    ends_on = models.DateField(_("until"), editable=False)
    wanted = models.PositiveSmallIntegerField(
        _("new customers planned"),
        validators=[MinValueValidator(1)],
        help_text=_("How many customers are to place their first order. They need not all be named."),
    )
    remarks = models.TextField(_("remarks"), blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=PlanState.choices, default=PlanState.DRAFT, editable=False
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("approved by"),
    )
    sent_back_for = models.TextField(_("sent back because"), blank=True, editable=False)

    class Meta:
        verbose_name = _("development plan")
        verbose_name_plural = _("development plans")
        ordering = ["-starts_on", "owner", "pk"]
        indexes = [models.Index(fields=["state", "starts_on"], name="development_plans_by_start")]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "year", "stretch"],
                condition=~Q(state="taken_over"),
                name="one_development_plan_per_stretch",
                violation_error_message=_("There is a plan of this person for this stretch of time already."),
            ),
            models.CheckConstraint(condition=Q(wanted__gte=1), name="development_plan_wants_somebody"),
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="development_plan_goes_forward"),
        ]

    def __str__(self) -> str:
        return _("%(period)s, %(count)s new customers") % {"period": self.period.label, "count": self.wanted}

    @property
    def period(self) -> Period:
        """The stretch as figures know it."""
        return period_of(self.year, self.stretch)

    @property
    def period_label(self) -> str:
        """The stretch as people read it."""
        return self.period.label

    @property
    def dates(self) -> tuple[date, date]:
        """First and last day."""
        return self.starts_on, self.ends_on

    def wanted_in(self, period: Period) -> Decimal:
        """The part of the wanted customers that falls into a period: evenly by month, each where it ends."""
        months = self.period.months()
        return Decimal(self.wanted) * sum(period.contains(month.last) for month in months) / len(months)

    @property
    def actual(self) -> int | None:
        """Customers won so far, where the query counted them; see development.queries."""
        return self.__dict__.get("first_orders")

    @property
    def attainment_rate(self) -> Decimal | None:
        """What was won of what was planned."""
        return None if self.actual is None else Decimal(self.actual) / self.wanted


class DevelopmentTarget(Line):
    """A company that is to become a customer, or a customer in the file that has ordered nothing yet."""

    plan = models.ForeignKey(DevelopmentPlan, models.CASCADE, related_name="lines", verbose_name=_("development plan"))
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("customer")
    )
    name = models.CharField(
        _("company"), max_length=120, blank=True, help_text=_("While it is not in the customer file.")
    )
    remarks = models.CharField(_("how to win it"), max_length=200, blank=True)

    class Meta(Line.Meta):
        verbose_name = _("named target")
        verbose_name_plural = _("named targets")
        constraints = [
            models.CheckConstraint(condition=~Q(customer=None) | ~Q(name=""), name="development_target_is_somebody"),
            models.UniqueConstraint(
                fields=["plan", "customer"],
                name="customer_targeted_once_per_plan",
                violation_error_message=_("A customer stands on the plan once."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.customer or self.name)
