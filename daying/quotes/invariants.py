"""What must always hold of quotations."""

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from daying.core.verify import Row, invariant, numbered
from daying.quotes.models import Quotation, State

numbered(Quotation, "QT", among=Q(revision=1))


@invariant("current versions", _("Of the versions of a quotation, all but the last are superseded."))
def wrong_versions() -> Iterable[Row]:
    """Superseded ones without a next version, and next versions of one that is not superseded."""
    following = Quotation.objects.filter(number=OuterRef("number"), revision=OuterRef("revision") + 1)
    told = Quotation.objects.exclude(number=None).annotate(has_next=Exists(following))
    is_past = Q(state=State.SUPERSEDED)
    return told.filter(is_past & Q(has_next=False) | ~is_past & Q(has_next=True)).values("id", "number", "revision")


@invariant("quotation totals", _("A quotation's total is the sum of its lines."))
def wrong_totals() -> Iterable[Row]:
    """Quotations whose kept total differs from their lines."""
    added = Quotation.objects.annotate(of_lines=Coalesce(Sum("lines__amount"), 0))
    return added.filter(~Q(total=F("of_lines"))).values("id", "number", "total")
