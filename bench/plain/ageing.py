"""W3 in plain Django: the ageing at a past day by the query a report would have."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Case, F, Q, Sum, When

from bench.plain.models import OpenItem
from bench.process import Figures, django_cpu

LIMITS = {"days_30": (1, 30), "days_60": (31, 60), "days_90": (61, 90), "days_180": (91, 180), "days_365": (181, 365)}
TIMES = 3


def run(as_at: str) -> Figures:
    """Milliseconds of CPU."""
    return {"cpu": django_cpu(lambda: list(_aged(date.fromisoformat(as_at))), TIMES)}


def _aged(day: date) -> Any:
    there = Q(billed_on__lte=day) & (Q(settled_on=None) | Q(settled_on__gt=day))
    sums = {name: _sum(Q(due_on__range=(day - timedelta(b), day - timedelta(a)))) for name, (a, b) in LIMITS.items()}
    sums["not_due"], sums["older"] = _sum(Q(due_on__gte=day)), _sum(Q(due_on__lt=day - timedelta(365)))
    return OpenItem.objects.filter(there).values("customer_id", "currency").annotate(**sums)


def _sum(condition: Q) -> Any:
    return Sum(Case(When(condition, then=F("amount")), default=0))
