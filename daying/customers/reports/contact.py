"""Figures about follow-ups: who was followed up by whom, and who has been left alone, for how long."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from daying.core.periods import Period
from daying.core.reports import Column, Part, Rows, report
from daying.customers.models import Customer, CustomerState, FollowUp, FollowUpKind
from daying.people.models import Employee

RIGHT = "customers.supervise_followups"
MOST = 1000


def not_followed_up(period: Period, scope: QuerySet[Customer], part: Part) -> QuerySet[Customer]:
    """Active customers whom nobody followed up in the period, those never followed up and left alone longest first."""
    return _active(period, scope).filter(is_followed_up=False).order_by(F("last_on").asc(nulls_first=True), "pk")


def follow_ups_in(period: Period, scope: QuerySet[Customer], part: Part) -> QuerySet[FollowUp]:
    """The follow-ups of the period."""
    done = FollowUp.objects.filter(done_on__range=period.dates, customer__in=scope.order_by().values("pk"))
    return done.order_by("-done_on", "-pk")


@report(
    "follow-up-supervision",
    title=_("Who follows up their customers"),
    unit=_("customers"),
    right=RIGHT,
    columns=(
        Column("owner", _("Owner"), "record"),
        Column("customers", _("Customers"), "number"),
        Column("followed_up", _("Followed up"), "number"),
        Column("not_followed_up", _("Not followed up"), "number"),
        Column("never", _("Never followed up"), "number"),
        Column("longest", _("Longest without, days"), "number"),
        Column("overdue", _("Next step overdue today"), "number"),
    ),
    serves="M3.3",
    records=not_followed_up,
    formula=_(
        "Active customers of each person, by whether anybody followed them up in the period. Days until its end."
    ),
)
def supervision(period: Period, scope: QuerySet[Customer]) -> Rows:
    """A row for each person with customers, the most neglected first. Two queries."""
    until = last_day(period)
    rows = list(
        _active(period, scope)
        .order_by()
        .values("owner")
        .annotate(
            customers=Count("pk"),
            followed_up=Count("pk", filter=Q(is_followed_up=True)),
            never=Count("pk", filter=Q(last_on=None)),
            oldest=Min("last_on"),
            overdue=Count("pk", filter=Q(next_follow_up_on__lt=timezone.localdate())),
        )
    )
    known = Employee.objects.in_bulk([row["owner"] for row in rows if row["owner"]])
    told = [_of_owner(row, known.get(row["owner"]), until) for row in rows]
    return sorted(told, key=lambda row: (-row["not_followed_up"], -(row["longest"] or 0)))


@report(
    "customers-not-followed-up",
    title=_("Customers not followed up"),
    unit=_("days"),
    right=RIGHT,
    columns=(
        Column("customer", _("Customer"), "record"),
        Column("owner", _("Owner"), "record"),
        Column("grade", _("Grade")),
        Column("last_on", _("Last follow-up on"), "date"),
        Column("days", _("Days without"), "number"),
        Column("next_on", _("Next follow-up on"), "date"),
    ),
    serves="M3.3",
    records=not_followed_up,
    formula=_("Active customers whom nobody followed up in the period; days from the last follow-up until its end."),
)
def customers_not_followed_up(period: Period, scope: QuerySet[Customer]) -> Rows:
    """Who has not followed up whom, for how long: the first thousand, the longest first. One query."""
    until = last_day(period)
    found = not_followed_up(period, scope, "numerator").select_related("owner")
    return [_of_customer(customer, until) for customer in found[:MOST]]


@report(
    "follow-ups-by-person",
    title=_("Follow-ups by person and kind"),
    unit=_("follow-ups"),
    right=RIGHT,
    columns=(
        Column("person", _("Person"), "record"),
        Column("customers", _("Customers"), "number"),
        Column("follow_ups", _("Follow-ups"), "number"),
        *(Column(kind.value, kind.label, "number") for kind in FollowUpKind),
    ),
    serves="M3.3",
    records=follow_ups_in,
    formula=_("Follow-ups of the period by their authors; a customer followed up twice is one customer."),
    chart="bar",
)
def follow_ups_by_person(period: Period, scope: QuerySet[Customer]) -> Rows:
    """How busy everybody was, the busiest first. Two queries."""
    kinds = {kind.value: Count("pk", filter=Q(kind=kind)) for kind in FollowUpKind}
    rows = list(
        follow_ups_in(period, scope, "numerator")
        .order_by()
        .values("created_by")
        .annotate(follow_ups=Count("pk"), customers=Count("customer", distinct=True), **kinds)
        .order_by("-follow_ups", "created_by")
    )
    known = Employee.objects.in_bulk([row["created_by"] for row in rows if row["created_by"]])
    return [{"person": known.get(row["created_by"]), **row} for row in rows]


def last_day(period: Period) -> date:
    """Until when days are counted: a day that has not come is nobody's neglect."""
    return min(period.last, timezone.localdate())


def _active(period: Period, scope: QuerySet[Customer]) -> QuerySet[Any]:
    """Active customers, each with whether it was followed up in the period, and when last until its end."""
    done = FollowUp.objects.filter(customer=OuterRef("pk"))
    until = done.filter(done_on__lte=period.last).order_by("-done_on").values("done_on")[:1]
    active = Customer.objects.filter(pk__in=scope.order_by().values("pk"), state=CustomerState.ACTIVE)
    return active.annotate(is_followed_up=Exists(done.filter(done_on__range=period.dates)), last_on=Subquery(until))


def _of_owner(row: Mapping[str, Any], owner: Employee | None, until: date) -> dict[str, Any]:
    longest = (until - row["oldest"]).days if row["oldest"] else None
    left = row["customers"] - row["followed_up"]
    return {**row, "owner": owner, "not_followed_up": left, "longest": longest if left else 0}


def _of_customer(customer: Any, until: date) -> dict[str, Any]:
    last = customer.last_on
    return {
        "customer": customer,
        "owner": customer.owner,
        "grade": customer.get_grade_display(),
        "last_on": last,
        "days": (until - last).days if last else None,
        "next_on": customer.next_follow_up_on,
    }
