"""What must always hold of carriers' bills."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from daying.carriers.models import FROZEN, BillDifference, BilledWaybill, CarrierBill, DifferenceState
from daying.core.money import ZERO, MoneyField
from daying.core.verify import Row, invariant
from daying.expenses.models import CostEntry


@invariant(
    "billed waybills", _("What a carrier's bill asks is the sum of its waybills, and of each the sum of its parts.")
)
def wrong_sums() -> Iterable[Row]:
    """Bills and waybills that add up to something else."""
    parts = F("freight") + F("insurance") + F("packing") + F("cod_fee") + F("surcharge") - F("discount")
    yield from BilledWaybill.objects.exclude(amount=parts).values("id", "bill", "amount")
    billed = _sum(BilledWaybill.objects.filter(bill=OuterRef("pk")), "bill", "amount")
    yield from CarrierBill.objects.annotate(found=billed).exclude(found=F("billed_amount")).values("id", "found")


@invariant("differences of bills", _("The differences of a billed waybill come to what is asked too much."))
def wrong_differences() -> Iterable[Row]:
    """Waybills whose differences add up to something else."""
    found = _sum(BillDifference.objects.filter(billed=OuterRef("pk")), "billed", "amount")
    return (
        BilledWaybill.objects.annotate(found=found).exclude(found=F("excess")).values("id", "bill", "excess", "found")
    )


@invariant("agreed bills", _("An agreed bill has nothing open, and its cost is booked in full."))
def wrong_agreed() -> Iterable[Row]:
    """Agreed bills with something undecided, of another amount, or whose entries come to something else."""
    agreed = CarrierBill.objects.filter(state__in=FROZEN)
    undecided = Q(state__in=(DifferenceState.OPEN, DifferenceState.CLAIMED))
    yield from BillDifference.objects.filter(undecided, bill__in=agreed).values("id", "bill")
    booked = CostEntry.objects.filter(subject_type=CarrierBill._meta.label_lower, subject_id=OuterRef("pk"))
    granted = _sum(BillDifference.objects.filter(bill=OuterRef("pk")), "bill", "granted_amount")
    told = agreed.annotate(booked=_sum(booked.filter(reverses_id=None), "subject_id", "amount"), granted=granted)
    wrong = ~Q(booked=F("agreed_amount")) | ~Q(agreed_amount=F("billed_amount") - F("granted"))
    yield from told.filter(wrong).values("id", "agreed_amount", "booked", "granted")


def _sum(rows: QuerySet[Any], by: str, name: str) -> Coalesce:
    """The sum of a column of the rows that belong to each, nothing where there are none."""
    added = rows.order_by().values(by).annotate(added=Sum(name)).values("added")
    return Coalesce(Subquery(added, output_field=MoneyField()), ZERO, output_field=MoneyField())
