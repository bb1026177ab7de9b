"""Reading the quotations."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from daying.customers.pool.sparing import spares
from daying.people.queries import limit
from daying.quotes.models import OPEN_STAGES, Opportunity, Quotation, State


def quotations_seen_by(user: Any) -> QuerySet[Quotation]:
    """The quotations to customers this person may see."""
    return limit(Quotation.objects.all(), user, via="customer")


def open_quotations_of(person: Any) -> QuerySet[Quotation]:
    """What a person has quoted, or is about to, and no customer has answered."""
    answered = [State.ACCEPTED, State.DECLINED, State.SUPERSEDED]
    return Quotation.objects.filter(owner=person).exclude(state__in=answered).order_by("pk")


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


def versions_of(quotation: Quotation) -> QuerySet[Quotation]:
    """All versions under its number, the newest first; a draft without a number stands alone."""
    same = Q(number=quotation.number) if quotation.number else Q(pk=quotation.pk)
    return Quotation.objects.filter(same).order_by("-revision")


@spares(_("open quotation"))
def under_way(today: date) -> QuerySet[Quotation]:
    """Quotations that the customer may still accept, or that are being made."""
    unanswered = [State.DRAFT, State.SUBMITTED, State.APPROVED, State.SENT]
    return Quotation.objects.filter(state__in=unanswered, valid_until__gte=today)


def opportunities_seen_by(user: Any) -> QuerySet[Opportunity]:
    """The opportunities with customers this person may see."""
    return limit(Opportunity.objects.all(), user, via="customer")


def open_opportunities() -> QuerySet[Opportunity]:
    """Those still to be decided."""
    return Opportunity.objects.filter(state__in=OPEN_STAGES)


def open_opportunities_of(person: Any) -> QuerySet[Opportunity]:
    """Those a person works on."""
    return open_opportunities().filter(owner=person).order_by("pk")


@spares(_("open opportunity"))
def opportunities_under_way(today: date) -> QuerySet[Opportunity]:
    """Open ones that may still come: one whose day has passed keeps nobody's customer."""
    return open_opportunities().filter(expected_on__gte=today)


def overdue_opportunities(today: date) -> QuerySet[Opportunity]:
    """Open ones that were expected before today: a day or a stage in the file is wrong."""
    return open_opportunities().filter(expected_on__lt=today)
