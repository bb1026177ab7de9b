"""The record of an order's review as an auditor reads it: every time it was asked, by whom, and each answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from daying.orders.models import ChangeOrder, SalesOrder
from daying.work.models import Countersignature, Opinion
from daying.work.queries import opinions_on, opinions_seen_by


@dataclass(frozen=True)
class Asking:
    """One time that the departments were asked. The record itself, its red lines, and the opinions in their order."""

    countersignature: Countersignature
    warnings: Sequence[str]
    opinions: Sequence[Opinion]


def askings(order: SalesOrder, user: Any) -> list[Asking]:
    """Every time, the first one first, with the opinions that this person may see. One query."""
    return _askings(opinions_on(order), user)


def askings_of_changes(order: SalesOrder, user: Any) -> list[Asking]:
    """The same of the changes after it was agreed to (8.2.4)."""
    changes = ChangeOrder.objects.filter(order=order).values("pk")
    label = ChangeOrder._meta.label_lower
    about = {"countersignature__subject_type": label, "countersignature__subject_id__in": changes}
    return _askings(Opinion.objects.filter(**about), user)


def _askings(opinions: QuerySet[Opinion], user: Any) -> list[Asking]:
    seen = opinions.filter(pk__in=opinions_seen_by(user).order_by().values("pk"))
    with_asker = seen.select_related("countersignature__created_by", "department", "person", "decided_by")
    in_order = with_asker.order_by("countersignature", "step", "pk")
    rounds = ((asking, list(some)) for asking, some in groupby(in_order, lambda opinion: opinion.countersignature))
    return [Asking(asking, asking.warnings.splitlines(), some) for asking, some in rounds]
