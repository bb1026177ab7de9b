"""Reading what was spent."""

from typing import Any

from django.db.models import Q, QuerySet

from daying.customers.queries import customers_seen_by
from daying.expenses.models import CostEntry


def costs_seen_by(user: Any) -> QuerySet[CostEntry]:
    """All of them for who sees the company; else those of one's departments and of the customers one sees."""
    reach = getattr(user, "reach", None)
    costs = CostEntry.objects.all()
    if reach is None:
        return costs if getattr(user, "is_authenticated", False) else costs.none()
    if reach.is_company:
        return costs
    theirs = customers_seen_by(user).order_by().values("pk")
    return costs.filter(Q(department__in=sorted(reach.departments)) | Q(customer__in=theirs))


def is_reversed(entry: CostEntry) -> bool:
    """Whether it is an opposite itself, or has one. One query."""
    return entry.reverses_id is not None or CostEntry.objects.filter(reverses_id=entry.pk).exists()
