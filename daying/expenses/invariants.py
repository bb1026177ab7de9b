"""What must always hold of booked costs."""

from collections.abc import Iterable

from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from daying.core.verify import Row, invariant
from daying.expenses.models import CostEntry

SAME = ("amount", "category", "department", "customer", "currency", "month")


@invariant("reversed costs", _("A reversed cost has one opposite: the same of everything, the amount below zero."))
def wrong_reversals() -> Iterable[Row]:
    """Reversals whose cost is gone, or of something else."""
    first = CostEntry.objects.filter(pk=OuterRef("reverses_id"))
    found = {f"of_{name}": Subquery(first.values(name)) for name in SAME}
    reversals = CostEntry.objects.filter(reverses_id__isnull=False).annotate(**found)
    wrong = Q(of_amount=None) | ~Q(amount=-F("of_amount")) | ~Q(month=F("of_month")) | ~Q(category=F("of_category"))
    wrong |= ~Q(department=F("of_department")) | ~Q(currency=F("of_currency"))
    return reversals.filter(wrong).values("id", "reverses_id", "amount", "of_amount")
