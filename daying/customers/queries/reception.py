"""Reading receptions: who sees which, and what is to be done about them."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from daying.customers.models import Reception, ReceptionItem, ReceptionState
from daying.people.queries import acts_for, limit

AHEAD = timedelta(days=7)
AHEAD_STATES = [ReceptionState.PLANNED, ReceptionState.AGREED]
OPEN = [*AHEAD_STATES, ReceptionState.RECEIVED]


def receptions_seen_by(user: Any) -> QuerySet[Reception]:
    """Those of customers whom this person sees, and those they receive, have charge of or planned."""
    if not hasattr(user, "authority"):
        return limit(Reception.objects.all(), user)
    mine = Q(created_by=user.pk) | Q(in_charge__in=acts_for(user)) | Q(pk__in=_hosted(user))
    if not user.has_perm("customers.view_customer"):
        return Reception.objects.filter(mine)
    if user.reach.is_company:
        return Reception.objects.all()
    return limit(Reception.objects.all(), user) | Reception.objects.filter(mine)


def visits_ahead(user: Any, today: date) -> QuerySet[Reception]:
    """Visitors this person receives within a week, the next first."""
    mine = Q(in_charge__in=acts_for(user)) | Q(pk__in=_hosted(user))
    ahead = Reception.objects.filter(mine, state=ReceptionState.AGREED)
    return ahead.filter(from_on__lte=today + AHEAD, until_on__gte=today).order_by("from_on", "pk")


def receptions_to_agree(user: Any) -> QuerySet[Reception]:
    """Plans of others that this person may agree to."""
    if not user.has_perm("customers.agree_reception"):
        return Reception.objects.none()
    waiting = receptions_seen_by(user).filter(state=ReceptionState.PLANNED).exclude(created_by=user.pk)
    return waiting.order_by("from_on", "pk")


def receptions_to_finish(user: Any, today: date) -> QuerySet[Reception]:
    """Visits of mine that are over and have no outcome yet."""
    over = Q(state=ReceptionState.RECEIVED) | Q(state=ReceptionState.AGREED, until_on__lt=today)
    return Reception.objects.filter(over, in_charge__in=acts_for(user)).order_by("from_on", "pk")


def receptions_in_charge_of(person: Any) -> QuerySet[Reception]:
    """Visits that a person has charge of and that are not over."""
    return Reception.objects.filter(in_charge=person, state__in=OPEN).order_by("from_on", "pk")


def receptions_hosted_by(person: Any) -> QuerySet[ReceptionItem]:
    """The lines of visits still to come in which a person is named."""
    ahead = ReceptionItem.objects.filter(host=person, reception__state__in=AHEAD_STATES)
    return ahead.select_related("reception").order_by("reception", "position")


def _hosted(user: Any) -> QuerySet[Any]:
    return ReceptionItem.objects.filter(host__in=acts_for(user)).order_by().values("reception")
