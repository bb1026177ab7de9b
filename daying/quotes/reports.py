"""Figures about opportunities: what is to be expected, how far it has come, how often and why we win.

Amounts of different currencies are never added up: every table has a row per currency.
"""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from daying.core.money import ZERO
from daying.core.periods import Period
from daying.core.reports import NUMERATOR, Column, Part, Ratio, Rows, report
from daying.customers.models import Currency, Customer
from daying.quotes.models import OPEN_STAGES, Opportunity, Reason, Stage

RIGHT = "quotes.view_opportunity"
DECIDED = (Stage.WON, Stage.LOST)


def forecast_records(period: Period, scope: QuerySet[Customer], part: Part) -> QuerySet[Opportunity]:
    """The open opportunities expected in the period and those won in it, the next ones first."""
    expected = Q(state__in=OPEN_STAGES, expected_on__range=period.dates)
    return _of(scope).filter(expected | _won_in(period)).order_by("expected_on", "pk")


@report(
    "forecast",
    title=_("Sales forecast by month"),
    unit=_("amount"),
    right=RIGHT,
    columns=(
        Column("month", _("Month")),
        Column("currency", _("Currency"), choices=Currency),
        Column("open", _("Open opportunities"), "number"),
        Column("amount", _("Expected amount"), "money"),
        Column("weighted", _("Weighted amount"), "money"),
        Column("won", _("Won"), "money"),
        Column("forecast", _("Forecast"), "money"),
    ),
    serves=["M3.4", "M6.2"],
    records=forecast_records,
    chart="bar",
    formula=_(
        "Amount × probability of the open opportunities, by expected date, and the amount of those won, by the day "
        "they were won."
    ),
)
def forecast(period: Period, scope: QuerySet[Customer]) -> Rows:
    """What the months are likely to bring, a row per month and currency.

    Formula: amount × probability of what is open, in the month in which it is expected, plus the amount won in it.
    Left out: what was lost. One query, of a row per opportunity. Source: M3.4.
    """
    months = period.months()
    found: dict[tuple[int, str], list[Opportunity]] = defaultdict(list)
    for one in forecast_records(period, scope, NUMERATOR):
        day = one.expected_on if one.is_open else one.closed_on
        place = next((index for index, month in enumerate(months) if day and month.contains(day)), 0)
        found[place, one.currency].append(one)
    return [_of_month(months[place].label, currency, some) for (place, currency), some in sorted(found.items())]


def pipeline_records(period: Period, scope: QuerySet[Customer], part: Part) -> QuerySet[Opportunity]:
    """The open opportunities expected in the period."""
    return _of(scope).filter(state__in=OPEN_STAGES, expected_on__range=period.dates).order_by("expected_on", "pk")


@report(
    "pipeline",
    title=_("Opportunities by stage"),
    unit=_("amount"),
    right=RIGHT,
    columns=(
        Column("stage", _("Stage")),
        Column("currency", _("Currency"), choices=Currency),
        Column("open", _("Open opportunities"), "number"),
        Column("amount", _("Expected amount"), "money"),
        Column("weighted", _("Weighted amount"), "money"),
    ),
    serves="M3.4",
    records=pipeline_records,
    chart="bar",
    formula=_("The open opportunities that are expected in the period, as they stand today."),
)
def pipeline(period: Period, scope: QuerySet[Customer]) -> Rows:
    """How far what is expected in the period has come, a row per stage and currency.

    The expected date decides. Left out: what is decided. One query. Source: M3.4.
    """
    found: dict[tuple[int, str], list[Opportunity]] = defaultdict(list)
    for one in pipeline_records(period, scope, NUMERATOR):
        found[OPEN_STAGES.index(Stage(one.state)), one.currency].append(one)
    return [
        {"stage": OPEN_STAGES[place].label, "currency": currency, **_added(some)}
        for (place, currency), some in sorted(found.items())
    ]


def win_records(period: Period, scope: QuerySet[Customer], part: Part) -> QuerySet[Opportunity]:
    """Those won above the line, all that were decided below it."""
    states = [Stage.WON] if part == NUMERATOR else DECIDED
    return _of(scope).filter(state__in=states, closed_on__range=period.dates).order_by("closed_on", "pk")


@report(
    "win-rate",
    title=_("Opportunities won"),
    unit=_("%"),
    right=RIGHT,
    serves="M3.4",
    records=win_records,
    formula=_("Opportunities won ÷ opportunities won or lost, by the day they were decided."),
)
def win_rate(period: Period, scope: QuerySet[Customer]) -> Ratio:
    """Share of the decided opportunities that we won, by number.

    Formula: won ÷ (won + lost); no data where nothing was decided. The day of the decision decides. Left out: what is
    open. One query. Source: M3.4.
    """
    decided = Q(state__in=DECIDED, closed_on__range=period.dates)
    told = _of(scope).aggregate(won=Count("pk", filter=_won_in(period)), all=Count("pk", filter=decided))
    return Ratio(Decimal(told["won"]), Decimal(told["all"]))


def lost_records(period: Period, scope: QuerySet[Customer], part: Part) -> QuerySet[Opportunity]:
    """Those lost in the period."""
    return _of(scope).filter(state=Stage.LOST, closed_on__range=period.dates).order_by("closed_on", "pk")


@report(
    "lost-because",
    title=_("Why opportunities were lost"),
    unit=_("opportunities"),
    right=RIGHT,
    columns=(
        Column("reason", _("What decided it")),
        Column("currency", _("Currency"), choices=Currency),
        Column("lost", _("Lost"), "number"),
        Column("amount", _("Amount"), "money"),
    ),
    serves=["M3.4", "M2.1"],
    records=lost_records,
    chart="pie",
    formula=_("Opportunities lost in the period by what decided it."),
)
def lost_because(period: Period, scope: QuerySet[Customer]) -> Rows:
    """What we lose for, a row per reason and currency, the most frequent first. One query. Source: M3.4."""
    rows = lost_records(period, scope, NUMERATOR).order_by().values("reason", "currency")
    counted = rows.annotate(lost=Count("pk"), added=Sum("amount")).order_by("-lost", "reason", "currency")
    return [
        {
            "reason": Reason(row["reason"]).label,
            "currency": row["currency"],
            "lost": row["lost"],
            "amount": row["added"] or ZERO,
        }
        for row in counted
    ]


def _of(scope: QuerySet[Customer]) -> QuerySet[Opportunity]:
    return Opportunity.objects.filter(customer__in=scope.order_by().values("pk"))


def _won_in(period: Period) -> Q:
    return Q(state=Stage.WON, closed_on__range=period.dates)


def _of_month(month: str, currency: str, some: list[Opportunity]) -> dict[str, Any]:
    added = _added([one for one in some if one.is_open])
    won = sum((one.amount for one in some if not one.is_open), ZERO)
    return {"month": month, "currency": currency, **added, "won": won, "forecast": added["weighted"] + won}


def _added(some: list[Opportunity]) -> dict[str, Any]:
    return {
        "open": len(some),
        "amount": sum((one.amount for one in some), ZERO),
        "weighted": sum((one.weighted for one in some), ZERO),
    }
