"""What a waybill costs us: what was billed less what the carrier took back; until it is billed, what it should cost."""

from typing import Any

from django.db.models import ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from daying.carriers.models import BillDifference, BilledWaybill, Payer, Waybill, WaybillState
from daying.core.money import ZERO, MoneyField
from daying.core.periods import Period
from daying.customers.models import Customer


def ours(period: Period, scope: QuerySet[Customer]) -> QuerySet[Waybill]:
    """The waybills booked in a period, of the customers counted and of none; those cancelled left out."""
    counted = Q(customer=None) | Q(customer__in=scope.order_by().values("pk"))
    booked = Waybill.objects.filter(counted, booked_on__range=period.dates)
    return booked.exclude(state=WaybillState.CANCELLED).order_by("-booked_on", "-pk")


def we_pay(waybills: QuerySet[Waybill]) -> QuerySet[Waybill]:
    """Those whose freight the receiver does not pay."""
    return waybills.exclude(payer=Payer.RECEIVER)


def paid() -> Any:
    """What one costs, None where it is neither billed nor rated. Two look-ups for each."""
    billed = BilledWaybill.objects.filter(waybill=OuterRef("pk")).order_by().values("waybill")
    back = BillDifference.objects.filter(billed__waybill=OuterRef("pk")).order_by().values("billed__waybill")
    asked = Subquery(billed.annotate(added=Sum("amount")).values("added"), output_field=MoneyField())
    given = Subquery(back.annotate(added=Sum("granted_amount")).values("added"), output_field=MoneyField())
    left = ExpressionWrapper(asked - Coalesce(given, ZERO, output_field=MoneyField()), output_field=MoneyField())
    return Coalesce(left, F("estimated_cost"), output_field=MoneyField())
