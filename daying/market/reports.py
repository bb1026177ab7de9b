"""Figures of the market: what was learnt, what lists, shows and campaigns brought."""

from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.core.money import round_money
from daying.core.periods import Period
from daying.core.reports import Column, Rows, report
from daying.customers.models import Customer, Need, NeedState
from daying.customers.reports.need import to_tenths
from daying.market.models import (
    Campaign,
    LeadState,
    MarketNote,
    ProductTrial,
    Prospect,
    ProspectSource,
    ProspectState,
    ShowState,
    TradeShow,
    Verdict,
)

NO_NEEDS = {"needs": 0, "closed": 0, "days": None}


@report(
    "market-digest",
    title=_("Digest of market information"),
    unit=_("notes"),
    right="market.view_marketnote",
    columns=(
        Column("on", _("Heard on"), "date"),
        Column("kind", pgettext_lazy("sort of", "Kind")),
        Column("note", _("What was learnt"), "record"),
        Column("competitor", _("Competitor"), "record"),
        Column("product", _("Product"), "record"),
        Column("zone", _("Zone"), "record"),
        Column("credibility", _("Credibility")),
    ),
    serves="M2.1",
    formula=_("Notes heard in the period, by kind, the most credible first; of customers only those in sight."),
)
def market_digest(period: Period, scope: QuerySet[Customer]) -> Rows:
    """What was learnt, kind by kind. One query."""
    return [
        {
            "on": note.heard_on,
            "kind": note.get_kind_display(),
            "note": note,
            "competitor": note.competitor,
            "product": note.product,
            "zone": note.zone,
            "credibility": note.get_credibility_display(),
        }
        for note in notes_of(period, scope)
    ]


def notes_of(period: Period, scope: QuerySet[Customer]) -> QuerySet[MarketNote]:
    """The notes of a period that are of no customer, or of one of these."""
    seen = Q(customer=None) | Q(customer__in=scope.order_by().values("pk"))
    notes = MarketNote.objects.filter(seen, heard_on__range=period.dates)
    return notes.select_related("competitor", "product", "zone").order_by("kind", "credibility", "-heard_on", "pk")


@report(
    "leads-by-show",
    title=_("Trade shows and what they brought"),
    unit=_("leads"),
    right="market.view_tradeshow",
    columns=(
        Column("show", _("Trade show"), "record"),
        Column("target", _("Leads aimed at"), "number"),
        Column("leads", _("Leads"), "number"),
        Column("filed", _("Taken up"), "number"),
        Column("customers", _("Became customers"), "number"),
        Column("budget", _("Budget in RMB"), "money"),
        Column("cost", _("Cost in RMB"), "money"),
        Column("cost_per_lead", _("Cost per lead in RMB"), "money"),
    ),
    serves="M2.5",
    formula=_("Shows that began in the period. Cost per lead is the cost entered, divided by the leads not dismissed."),
)
def leads_by_show(period: Period, scope: QuerySet[Customer]) -> Rows:
    """A row per show, the dearest lead first. One query."""
    shows = TradeShow.objects.filter(first_on__range=period.dates).exclude(state=ShowState.CANCELLED)
    counted = shows.annotate(
        taken=Count("leads", filter=~Q(leads__state=LeadState.DISMISSED), distinct=True),
        filed=Count("leads", filter=Q(leads__state=LeadState.FILED), distinct=True),
        won=Count("prospects", filter=Q(prospects__state=ProspectState.QUALIFIED), distinct=True),
    )
    rows = [_of_show(show) for show in counted.order_by("first_on", "pk")]
    return sorted(rows, key=lambda row: row["cost_per_lead"] or Decimal(0), reverse=True)


@report(
    "prospects-by-source",
    title=_("Prospects by source"),
    unit=_("prospects"),
    right="market.assign_prospect",
    columns=(
        Column("source", _("Source")),
        Column("entered", _("Entered"), "number"),
        Column("contacted", _("Contacted"), "number"),
        Column("customers", _("Became customers"), "number"),
        Column("dropped", pgettext_lazy("of a prospect", "Dropped"), "number"),
        Column("rate", _("Share that became customers"), "rate"),
    ),
    serves="M2.4",
    formula=_("Prospects entered in the period and what became of them until now, of all owners."),
    chart="bar",
)
def prospects_by_source(period: Period, scope: QuerySet[Customer]) -> Rows:
    """A row per source, the largest first. One query."""
    of_state = {state: Count("pk", filter=Q(state=state)) for state in ProspectState.values}
    entered = Prospect.objects.filter(created_at__date__range=period.dates).order_by()
    rows: Any = entered.values("source").annotate(entered=Count("pk"), **of_state).order_by("-entered", "source")
    return [_of_source(row) for row in rows]


@report(
    "campaign-results",
    title=_("Campaigns and what they brought"),
    unit=_("campaigns"),
    right="market.view_campaign",
    columns=(
        Column("campaign", _("Campaign"), "record"),
        Column("product", _("Product"), "record"),
        Column("budget", _("Budget in RMB"), "money"),
        Column("cost", _("Cost in RMB"), "money"),
        Column("prospects", _("Prospects"), "number"),
        Column("customers", _("Became customers"), "number"),
        Column("trials", _("Samples and trials"), "number"),
        Column("answered", _("Feedback received"), "number"),
        Column("good", _("Good"), "number"),
        Column("needs", _("Needs"), "number"),
        Column("closed", _("Closed"), "number"),
        Column("days", _("Days to close"), "quantity"),
    ),
    serves=("M2.6", "M3.5"),
    formula=_(
        "Campaigns that began in the period, with the prospects and trials that name them, and the customers' needs "
        "that came of the trials; days to close are working days on average."
    ),
)
def campaign_results(period: Period, scope: QuerySet[Customer]) -> Rows:
    """A row per campaign, in the order in which they began. Two queries."""
    counted = Campaign.objects.filter(begins_on__range=period.dates).annotate(
        brought=Count("prospects", distinct=True),
        won=Count("prospects", filter=Q(prospects__state=ProspectState.QUALIFIED), distinct=True),
        tried=Count("trials", distinct=True),
        answered=Count("trials", filter=~Q(trials__verdict=""), distinct=True),
        liked=Count("trials", filter=Q(trials__verdict=Verdict.GOOD), distinct=True),
    )
    needs = _needs_by_campaign()
    campaigns = counted.select_related("product").order_by("begins_on", "pk")
    return [{**_of_campaign(one), **needs.get(one.pk, NO_NEEDS)} for one in campaigns]


def _needs_by_campaign() -> dict[int, dict[str, Any]]:
    """What came of the trials of each campaign, by its key. One query."""
    of_trial = ProductTrial.objects.filter(pk=OuterRef("subject_id")).values("campaign")
    needs: Any = Need.objects.filter(subject_type=ProductTrial._meta.label_lower).exclude(state=NeedState.DROPPED)
    rows = (
        needs.order_by()
        .annotate(of=Subquery(of_trial))
        .values("of")
        .annotate(needs=Count("pk"), closed=Count("closing_workdays"), days=Avg("closing_workdays"))
    )
    return {row.pop("of"): {**row, "days": to_tenths(row["days"])} for row in rows}


def _of_show(show: Any) -> dict[str, Any]:
    has_both = show.taken and show.cost_total
    return {
        "show": show,
        "target": show.lead_target,
        "leads": show.taken,
        "filed": show.filed,
        "customers": show.won,
        "budget": show.budget_total,
        "cost": show.cost_total,
        "cost_per_lead": round_money(show.cost_total / show.taken) if has_both else None,
    }


def _of_source(row: dict[str, Any]) -> dict[str, Any]:
    won = row[ProspectState.QUALIFIED]
    return {
        "source": ProspectSource(row["source"]).label,
        "entered": row["entered"],
        "contacted": row[ProspectState.CONTACTED],
        "customers": won,
        "dropped": row[ProspectState.DROPPED],
        "rate": Decimal(won) / row["entered"],
    }


def _of_campaign(one: Any) -> dict[str, Any]:
    return {
        "campaign": one,
        "product": one.product,
        "budget": one.budget,
        "cost": one.cost,
        "prospects": one.brought,
        "customers": one.won,
        "trials": one.tried,
        "answered": one.answered,
        "good": one.liked,
    }
