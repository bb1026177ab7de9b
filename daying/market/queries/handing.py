"""What a person has in hand in the market, for handing it over (M0.5)."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from daying.market.models import (
    Campaign,
    CampaignState,
    CampaignStep,
    Lead,
    LeadState,
    ProductTrial,
    Prospect,
    Research,
    ResearchState,
    ShowStaff,
    ShowState,
    TradeShow,
    TrialState,
)
from daying.market.queries.seen import OPEN_PROSPECT

OVER = [CampaignState.CLOSED, CampaignState.CANCELLED]


def prospects_of(person: Any) -> QuerySet[Prospect]:
    """Those a person may still win."""
    return Prospect.objects.filter(owner=person, state__in=OPEN_PROSPECT).order_by("pk")


def leads_of(person: Any) -> QuerySet[Lead]:
    """Those nobody has taken up yet."""
    return Lead.objects.filter(owner=person, state=LeadState.NEW).order_by("pk")


def shows_of(person: Any) -> QuerySet[TradeShow]:
    """Shows that a person runs, until they are reviewed."""
    over = [ShowState.REVIEWED, ShowState.CANCELLED]
    return TradeShow.objects.filter(owner=person).exclude(state__in=over).order_by("first_on", "pk")


def staff_duties_of(person: Any) -> QuerySet[ShowStaff]:
    """Places on the staff of shows that are not over."""
    ahead = ShowStaff.objects.filter(person=person, show__last_on__gte=timezone.localdate())
    return ahead.exclude(show__state=ShowState.CANCELLED).select_related("show").order_by("pk")


def campaigns_of(person: Any) -> QuerySet[Campaign]:
    """Campaigns that a person runs."""
    return Campaign.objects.filter(owner=person).exclude(state__in=OVER).order_by("begins_on", "pk")


def steps_of(person: Any) -> QuerySet[CampaignStep]:
    """What a person is to do for campaigns and has not done."""
    open_steps = CampaignStep.objects.filter(person=person, done_on=None).exclude(campaign__state__in=OVER)
    return open_steps.select_related("campaign").order_by("campaign", "position")


def trials_of(person: Any) -> QuerySet[ProductTrial]:
    """Samples and trials whose end a person sees to."""
    over = [TrialState.CLOSED, TrialState.CANCELLED]
    return ProductTrial.objects.filter(owner=person).exclude(state__in=over).order_by("pk")


def research_of(person: Any) -> QuerySet[Research]:
    """Questions that a person is to answer, or whose answer is not accepted."""
    over = [ResearchState.ACCEPTED, ResearchState.DROPPED]
    return Research.objects.filter(owner=person).exclude(state__in=over).order_by("pk")
