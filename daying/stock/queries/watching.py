"""What is to be looked at: goods that lie too long or move too slowly, and products below their safety stock."""

from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum

from daying.core.money import QuantityField
from daying.stock.models import SafetyStock, StockBalance, StockLevel, StockPolicy
from daying.stock.queries.balances import own_warehouses


def too_old(on: date, policy: StockPolicy) -> Q:
    """Lots that have been there for longer than the policy allows."""
    return Q(received_on__lt=on - timedelta(days=policy.too_old_days), quantity__gt=0)


def slow(on: date, policy: StockPolicy) -> Q:
    """Levels of which some has been there for so long, while no customer took any."""
    since = on - timedelta(days=policy.slow_days)
    lots = StockBalance.objects.filter(warehouse=OuterRef("warehouse"), product=OuterRef("product"), quantity__gt=0)
    not_taken = Q(last_out_on=None) | Q(last_out_on__lt=since)
    return Q(quantity__gt=0) & not_taken & Q(Exists(lots.filter(received_on__lt=since)))


def below_safety_stock(on: date) -> QuerySet[SafetyStock]:
    """The safety stocks of this day that what lies in our own warehouses does not reach. One query."""
    of_product = SafetyStock.objects.filter(product=OuterRef("product"), effective_on__lte=on)
    holds = Subquery(of_product.order_by("-effective_on").values("pk")[:1])
    lies = StockLevel.objects.filter(product=OuterRef("product"), warehouse__in=own_warehouses()).order_by()
    there = Subquery(lies.values("product").annotate(sum=Sum("quantity")).values("sum"), output_field=QuantityField())
    rows = SafetyStock.objects.select_related("product").annotate(holding=holds, there=there)
    missing = Q(there__lt=F("quantity")) | Q(there=None)
    return rows.filter(missing, pk=F("holding"), quantity__gt=0, product__is_active=True)
