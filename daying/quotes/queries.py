"""Reading the quotations."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from daying.people.queries import limit
from daying.quotes.models import OPEN_STAGES, Opportunity, Quotation, State


def quotations_seen_by(user: Any) -> QuerySet[Quotation]:
    """The quotations to customers this person may see."""
    return limit(Quotation.objects.all(), user, via="customer")


def expired(today: date) -> QuerySet[Quotation]:
    """Those the customer let pass, or that were never sent in time."""
    return Quotation.objects.filter(state__in=[State.APPROVED, State.SENT], valid_until__lt=today)


def expiring(today: date) -> QuerySet[Quotation]:
    """Those sent whose last day is within a week from today."""
    return Quotation.objects.filter(state=State.SENT, valid_until__range=(today, today + timedelta(days=6)))


def awaiting_approval_by(user: Any) -> QuerySet[Quotation]:
    """Submitted quotations in this person's sight, neither entered nor submitted nor owned by them."""
    own = Q(created_by=user.pk) | Q(submitted_by=user.pk) | Q(owner=user.pk)
    return quotations_seen_by(user).filter(state=State.SUBMITTED).exclude(own)


def opportunities_seen_by(user: Any) -> QuerySet[Opportunity]:
    """The opportunities with customers this person may see."""
    return limit(Opportunity.objects.all(), user, via="customer")


def open_opportunities() -> QuerySet[Opportunity]:
    """Those still to be decided."""
    return Opportunity.objects.filter(state__in=OPEN_STAGES)


def overdue_opportunities(today: date) -> QuerySet[Opportunity]:
    """Open ones that were expected before today: a day or a stage in the file is wrong."""
    return open_opportunities().filter(expected_on__lt=today)
