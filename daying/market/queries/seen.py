"""Reading the market: what a person sees of it, who is known already, what waits."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from daying.customers.models import Customer
from daying.customers.queries import customers_seen_by
from daying.market.models import (
    Campaign,
    Competitor,
    Lead,
    LeadState,
    MarketNote,
    ProductTrial,
    Prospect,
    ProspectState,
    Research,
    ResearchState,
    ShowStaff,
    ShowState,
    TradeShow,
    TrialState,
)
from daying.people.queries import acts_for, limit

OPEN_PROSPECT = [ProspectState.NEW, ProspectState.CONTACTED]


def prospects_seen_by(user: Any) -> QuerySet[Prospect]:
    """One's own, the department's, or all."""
    return limit(Prospect.objects.all(), user, via="")


def leads_seen_by(user: Any) -> QuerySet[Lead]:
    """One's own, the department's, and those of customers and prospects in sight."""
    if _sees_all(user):
        return limit(Lead.objects.all(), user, via="")
    own = Q(pk__in=limit(Lead.objects.all(), user, via="").order_by().values("pk"))
    return Lead.objects.filter(own | _of_seen(user))


def trials_seen_by(user: Any) -> QuerySet[ProductTrial]:
    """Those at customers and prospects in sight."""
    if _sees_all(user):
        return limit(ProductTrial.objects.all(), user, via="")
    return ProductTrial.objects.filter(_of_seen(user))


def notes_seen_by(user: Any) -> QuerySet[MarketNote]:
    """What is known of the market, but for what was learnt of customers out of sight."""
    if _sees_all(user):
        return limit(MarketNote.objects.all(), user, via="")
    return MarketNote.objects.filter(Q(customer=None) | Q(customer__in=customers_seen_by(user).order_by().values("pk")))


def research_seen_by(user: Any) -> QuerySet[Research]:
    """One's own, the department's, or all."""
    return limit(Research.objects.all(), user, via="")


def competitors_seen_by(user: Any) -> QuerySet[Competitor]:
    """All of them: everybody may know who they are."""
    return Competitor.objects.all()


def shows_seen_by(user: Any) -> QuerySet[TradeShow]:
    """All of them: everybody who may open the page may know where we stand."""
    return TradeShow.objects.all()


def staff_seen_by(user: Any) -> QuerySet[ShowStaff]:
    """All of them."""
    return ShowStaff.objects.all()


def campaigns_seen_by(user: Any) -> QuerySet[Campaign]:
    """All of them: whoever meets customers should know what is promoted."""
    return Campaign.objects.all()


def to_contact(user: Any, today: date) -> QuerySet[Prospect]:
    """One's own prospects whose next contact is due, or that nobody has spoken to yet; the longest waiting first."""
    due = Q(next_on__lte=today) | Q(state=ProspectState.NEW)
    return Prospect.objects.filter(due, owner__in=acts_for(user), state__in=OPEN_PROSPECT).order_by("next_on", "pk")


def leads_to_file(user: Any) -> QuerySet[Lead]:
    """One's own leads that nobody has taken up."""
    return Lead.objects.filter(owner__in=acts_for(user), state=LeadState.NEW).order_by("pk")


def shows_to_approve(user: Any) -> QuerySet[TradeShow]:
    """Those of others that await approval."""
    return TradeShow.objects.filter(state=ShowState.SUBMITTED).exclude(submitted_by=user.pk)


def shows_to_review(user: Any, today: date) -> QuerySet[TradeShow]:
    """One's own shows that are over and not reviewed yet."""
    return TradeShow.objects.filter(owner__in=acts_for(user), state=ShowState.APPROVED, last_on__lt=today)


def answers_overdue(user: Any, today: date) -> QuerySet[ProductTrial]:
    """One's own samples and trials whose answer is late."""
    return ProductTrial.objects.filter(owner__in=acts_for(user), state=TrialState.SENT, answer_due_on__lt=today)


def research_late(user: Any, today: date) -> QuerySet[Research]:
    """One's own research that was to be reported by now."""
    open_states = [ResearchState.PLANNED, ResearchState.UNDER_WAY]
    return Research.objects.filter(owner__in=acts_for(user), state__in=open_states, due_on__lt=today)


def visitors(show: TradeShow) -> QuerySet[Customer]:
    """The customers whom a show brought, or who came to see us there."""
    met = Q(prospects__show=show) | Q(leads__show=show) | Q(prospects__leads__show=show)
    return Customer.objects.filter(met).distinct()


def _sees_all(user: Any) -> bool:
    """The company's; or nobody, to whom `limit` shows nothing."""
    reach = getattr(user, "reach", None)
    return reach is None or reach.is_company


def _of_seen(user: Any) -> Q:
    customers = customers_seen_by(user).order_by().values("pk")
    return Q(customer__in=customers) | Q(prospect__in=prospects_seen_by(user).order_by().values("pk"))
