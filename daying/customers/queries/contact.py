"""Reading follow-ups: who sees which, what is overdue, who was not followed up."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from daying.customers.models import Customer, CustomerState, FollowUp, FollowUpState
from daying.customers.pool.sparing import spares
from daying.customers.queries.customer import customers_seen_by
from daying.people.queries import limit

SUPERVISE = "customers.supervise_followups"


def follow_ups_seen_by(user: Any) -> QuerySet[FollowUp]:
    """Those of customers whom this person sees."""
    return limit(FollowUp.objects.all(), user)


def due_follow_ups(today: date) -> QuerySet[FollowUp]:
    """Next steps whose day has come, the oldest first."""
    due = FollowUp.objects.filter(state=FollowUpState.OPEN, next_on__lte=today)
    return due.exclude(customer__state=CustomerState.CLOSED).order_by("next_on", "pk")


@spares(_("planned follow-up"))
def planned_follow_ups(today: date) -> QuerySet[FollowUp]:
    """Next steps whose day is still to come."""
    return FollowUp.objects.filter(state=FollowUpState.OPEN, next_on__gte=today)


def overdue_follow_ups(today: date) -> QuerySet[FollowUp]:
    """Next steps whose day has passed, the oldest first."""
    return due_follow_ups(today).filter(next_on__lt=today)


def late_customers_of_others(user: Any, today: date) -> QuerySet[Customer]:
    """Customers of one's people with a next step that is overdue, for those who supervise; the latest first."""
    if not user.has_perm(SUPERVISE):
        return Customer.objects.none()
    late = customers_seen_by(user).filter(next_follow_up_on__lt=today, state=CustomerState.ACTIVE)
    return late.exclude(owner=user.pk).order_by("next_follow_up_on", "pk")
