"""Reading the quotations."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from daying.customers.pool.sparing import spares
from daying.people.queries import limit
from daying.quotes.models import (
    OPEN_STAGES,
    ApprovalRule,
    DiscountLimit,
    Opportunity,
    Quotation,
    QuotationPolicy,
    Stage,
    State,
)


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


def chance(stage: Stage, policy: QuotationPolicy | None = None) -> Decimal:
    """How likely an opportunity is in a stage, unless somebody knows better. One query where no policy is given."""
    if stage in (Stage.WON, Stage.LOST):
        return Decimal(stage == Stage.WON)
    policy = policy or QuotationPolicy.now()
    chances: dict[Stage, Decimal] = {
        Stage.CONTACT: policy.chance_at_contact,
        Stage.NEEDS: policy.chance_with_needs,
        Stage.PROPOSAL: policy.chance_with_proposal,
        Stage.NEGOTIATION: policy.chance_in_negotiation,
    }
    return chances[stage]


def limits_seen_by(user: Any) -> QuerySet[DiscountLimit]:
    """All of them: what a post may grant is no secret within the house."""
    return DiscountLimit.objects.select_related("post")


def approval_rules_seen_by(user: Any) -> QuerySet[ApprovalRule]:
    """All of them."""
    return ApprovalRule.objects.all()


def policies_seen_by(user: Any) -> QuerySet[QuotationPolicy]:
    """The one there is."""
    return QuotationPolicy.objects.all()


def overdue_opportunities(today: date) -> QuerySet[Opportunity]:
    """Open ones that were expected before today: a day or a stage in the file is wrong."""
    return open_opportunities().filter(expected_on__lt=today)
