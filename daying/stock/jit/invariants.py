"""What must always hold of goods at customers."""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from daying.core.money import QuantityField
from daying.core.verify import Row, invariant, numbered
from daying.stock.models import (
    DifferenceState,
    JitAgreement,
    JitTransfer,
    JitTransferLine,
    JointCount,
    JointCountLine,
    JointCountState,
    MovementKind,
    StockMovement,
    TransferKind,
    TransferState,
    UsageLine,
    UsageReport,
    UsageState,
)

numbered(JitAgreement, "JA")
numbered(JitTransfer, "JT")
numbered(UsageReport, "UR")
numbered(JointCount, "JC")
NOTHING = Decimal(0)
Document = UsageReport | JitTransfer | JointCount


@invariant("settled usage", _("What is settled of a usage line is what its lots add up to."))
def wrong_settlements() -> Iterable[Row]:
    """Lines whose kept quantity differs from the lots they used."""
    lots = Coalesce(Sum("matches__quantity"), NOTHING, output_field=QuantityField())
    added = UsageLine.objects.annotate(lots=lots)
    return added.exclude(lots=F("settled_quantity")).values("id", "report__number", "position", "settled_quantity")


@invariant("issued usage", _("What an accepted usage report settles has left the JIT warehouse."))
def not_issued() -> Iterable[Row]:
    """Accepted reports whose movements add up to something else than their lines."""
    added = UsageLine.objects.filter(report__state=UsageState.ACCEPTED).order_by().values_list("report")
    settled = dict(added.annotate(Sum("settled_quantity")))
    return _unlike(UsageReport, settled, MovementKind.ISSUE, sign=-1)


@invariant("open usage differences", _("The kept number of open differences of a usage report is theirs."))
def wrong_counts_of_differences() -> Iterable[Row]:
    """Checked and accepted reports that keep another number."""
    open_ones = Count("differences", filter=Q(differences__state=DifferenceState.OPEN))
    reports = UsageReport.objects.filter(state__in=[UsageState.CHECKED, UsageState.ACCEPTED]).annotate(found=open_ones)
    return reports.exclude(found=F("difference_count")).values("id", "number", "difference_count", "found")


@invariant("transferred goods", _("What a JIT transfer tells as received has moved so."))
def not_moved() -> Iterable[Row]:
    """Received transfers whose movements add up to something else than their lines: out and in, of returns only in."""
    lines = JitTransferLine.objects.filter(transfer__state=TransferState.RECEIVED).order_by()
    told = {}
    for key, kind, shipped, received in lines.values_list("transfer", "transfer__kind").annotate(
        Sum("quantity"), Sum("received_quantity")
    ):
        told[key] = received if kind == TransferKind.RETURN else received - shipped
    kinds = [MovementKind.FILL_UP, MovementKind.PICK_UP, MovementKind.RETURN]
    return _unlike(JitTransfer, told, *kinds, sign=1)


@invariant("joint counts", _("A signed joint count has corrected the stock by its differences."))
def not_corrected() -> Iterable[Row]:
    """Signed counts whose movements add up to something else."""
    lines = JointCountLine.objects.filter(count__state=JointCountState.SIGNED).order_by()
    sums = lines.values_list("count").annotate(Sum("counted"), Sum("book_quantity"))
    told = {key: counted - book for key, counted, book in sums}
    return _unlike(JointCount, told, MovementKind.COUNT, sign=1)


def _unlike(
    model: type[UsageReport | JitTransfer | JointCount], told: dict[int, Decimal], *kinds: str, sign: int
) -> Iterable[Row]:
    moved = StockMovement.objects.filter(subject_type=model._meta.label_lower, kind__in=kinds).order_by()
    found = dict(moved.values_list("subject_id").annotate(Sum("quantity")))
    for key in sorted({*told, *found}):
        if key in told and told[key] != sign * found.get(key, NOTHING):
            yield {"id": key, "document": model._meta.label_lower, "told": told[key], "moved": found.get(key, NOTHING)}
