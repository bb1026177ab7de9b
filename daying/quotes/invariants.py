"""What must always hold of quotations."""

from collections.abc import Iterable

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from daying.core.verify import Row, invariant, numbered
from daying.quotes.models import Quotation

numbered(Quotation, "QT")


@invariant("quotation totals", _("A quotation's total is the sum of its lines."))
def wrong_totals() -> Iterable[Row]:
    """Quotations whose kept total differs from their lines."""
    added = Quotation.objects.annotate(of_lines=Coalesce(Sum("lines__amount"), 0))
    return added.filter(~Q(total=F("of_lines"))).values("id", "number", "total")
