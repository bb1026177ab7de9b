"""Reading customers' needs: who sees which, and for whose department they wait."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from daying.customers.models import Need, NeedState
from daying.people.queries import acts_for, limit

OPEN = [NeedState.RAISED, NeedState.ROUTED, NeedState.REPLIED, NeedState.TOLD]


def needs_seen_by(user: Any) -> QuerySet[Need]:
    """Those of customers whom this person sees, and those their own department is asked.

    Whoever may not open the customer file sees the latter only.
    """
    reach = getattr(user, "reach", None)
    if not hasattr(user, "authority"):
        return limit(Need.objects.all(), user)
    asked = Q(department__in=_places(user)) | Q(created_by=user.pk)
    if not user.has_perm("customers.view_customer"):
        return Need.objects.filter(asked)
    if reach is None or reach.is_company:
        return Need.objects.all()
    return limit(Need.objects.all(), user) | Need.objects.filter(asked)


def needs_awaiting(user: Any) -> QuerySet[Need]:
    """What this person's departments are asked, and what they are asked by name; the most urgent first."""
    mine = Q(person=None, department__in=_places(user)) | Q(person__in=acts_for(user))
    return Need.objects.filter(mine, state=NeedState.ROUTED).order_by("due_on", "pk")


def needs_of_mine(user: Any, *states: NeedState) -> QuerySet[Need]:
    """Needs in these states of customers I look after, or that I raised; the oldest first."""
    mine = Q(customer__owner__in=acts_for(user)) | Q(created_by=user.pk)
    return Need.objects.filter(mine, state__in=states).order_by("raised_on", "pk")


def needs_asked_of(person: Any) -> QuerySet[Need]:
    """What a person was asked by name and has not replied to."""
    return Need.objects.filter(person=person, state=NeedState.ROUTED).order_by("due_on", "pk")


def late_needs(today: date) -> QuerySet[Need]:
    """Needs without a reply whose day has passed."""
    return Need.objects.filter(state=NeedState.ROUTED, due_on__lt=today).order_by("due_on", "pk")


def _places(user: Any) -> list[int]:
    return sorted({seat.department_id for seat in user.authority.seats})
