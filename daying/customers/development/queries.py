"""Reading the development plans, with what was reached."""

from datetime import date
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from daying.customers.behaviour import first_orders
from daying.customers.models import DevelopmentPlan, PlanState
from daying.people.queries import limit


def plans_seen_by(user: Any) -> QuerySet[DevelopmentPlan]:
    """The plans of those whose customers this person may see, each with the customers won so far."""
    return with_actual(limit(DevelopmentPlan.objects.all(), user, via=""))


def with_actual(plans: QuerySet[DevelopmentPlan]) -> QuerySet[DevelopmentPlan]:
    """Each plan with the number of first orders that its person took in its time, for DevelopmentPlan.actual."""
    found = first_orders()
    if found is None:
        return plans
    won = found.filter(owner=OuterRef("owner"), ordered_on__range=(OuterRef("starts_on"), OuterRef("ends_on")))
    counted = won.order_by().values("owner").annotate(count=Count("pk")).values("count")
    return plans.annotate(first_orders=Coalesce(Subquery(counted, output_field=IntegerField()), 0))


def overlapping(first: date, last: date) -> QuerySet[DevelopmentPlan]:
    """The plans that have a day in common with a stretch of time."""
    return DevelopmentPlan.objects.filter(starts_on__lte=last, ends_on__gte=first)


def counting_in(first: date, last: date) -> QuerySet[DevelopmentPlan]:
    """The approved plans that have a day in a stretch of time."""
    return overlapping(first, last).filter(state=PlanState.APPROVED)


def open_plans_of(person: Any, today: date) -> QuerySet[DevelopmentPlan]:
    """The plans of a person whose time is not over."""
    open_plans = DevelopmentPlan.objects.filter(owner=person, ends_on__gte=today)
    return open_plans.exclude(state=PlanState.TAKEN_OVER).order_by("starts_on", "pk")


def in_the_way(plan: DevelopmentPlan, person: Any) -> DevelopmentPlan | None:
    """The plan of a person that leaves no room for another's: of the same stretch, or approved for some of its days.

    Of several the approved one, which counts in the figures.
    """
    theirs = overlapping(*plan.dates).filter(owner=person).exclude(state=PlanState.TAKEN_OVER)
    same = Q(year=plan.year, stretch=plan.stretch)
    if plan.state == PlanState.APPROVED:
        same |= Q(state=PlanState.APPROVED)
    return theirs.filter(same).order_by("state", "pk").first()


def to_approve(user: Any) -> QuerySet[DevelopmentPlan]:
    """Proposed plans in this person's sight that are not their own."""
    return limit(DevelopmentPlan.objects.filter(state=PlanState.PROPOSED), user, via="").exclude(owner=user.pk)
