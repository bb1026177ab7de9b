"""Reading agreements, transfers, usage and joint counts of goods at customers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from daying.core.compiled import Compiled
from daying.core.models import Attachment, FileKind
from daying.core.money import QuantityField
from daying.customers.models import Customer
from daying.people.queries import limit
from daying.products.models import Product
from daying.stock.jit.pricing import NOTHING, Layers, Priced, Prices, Spot, tax_rate
from daying.stock.models import (
    AgreementState,
    DifferenceState,
    JitAgreement,
    JitAgreementLine,
    JitTransfer,
    JitTransferLine,
    JointCount,
    JointCountLine,
    PriceBasis,
    StockBalance,
    StockLevel,
    TransferKind,
    TransferState,
    UsageDifference,
    UsageMatch,
    UsageReport,
    UsageState,
    Warehouse,
    WarehouseKind,
)

LYING = Compiled(
    lambda customer: (
        StockLevel.objects.filter(warehouse__customer=customer, warehouse__kind=WarehouseKind.JIT, quantity__gt=0)
        .select_related("product", "warehouse__customer")
        .order_by("warehouse", "product")
    )
)


def agreements_seen_by(user: Any) -> QuerySet[JitAgreement]:
    """The agreements with customers this person may see."""
    return limit(JitAgreement.objects.select_related("warehouse", "customer"), user)


def transfers_seen_by(user: Any) -> QuerySet[JitTransfer]:
    """The transfers of customers this person may see."""
    return limit(JitTransfer.objects.select_related("customer", "agreement__warehouse"), user)


def usage_reports_seen_by(user: Any) -> QuerySet[UsageReport]:
    """The reports of customers this person may see."""
    return limit(UsageReport.objects.select_related("customer", "agreement__warehouse"), user)


def differences_seen_by(user: Any) -> QuerySet[UsageDifference]:
    """The differences of customers this person may see."""
    return limit(UsageDifference.objects.select_related("report", "customer"), user)


def joint_counts_seen_by(user: Any) -> QuerySet[JointCount]:
    """The counts at customers this person may see."""
    return limit(JointCount.objects.select_related("customer", "agreement__warehouse"), user)


def in_force() -> QuerySet[JitAgreement]:
    """The agreements in force."""
    return JitAgreement.objects.filter(state=AgreementState.IN_FORCE)


def low() -> QuerySet[JitAgreement]:
    """Agreements with a product of which less lies there and is on its way than agreed. One query with the reading."""
    there = StockLevel.objects.filter(warehouse=OuterRef("agreement__warehouse"), product=OuterRef("product")).values(
        "quantity"
    )
    coming = _going(TransferKind.FILL_UP).filter(transfer__agreement=OuterRef("agreement"), product=OuterRef("product"))
    added = coming.order_by().values("product").annotate(sum=Sum("quantity")).values("sum")
    lines = JitAgreementLine.objects.filter(agreement__state=AgreementState.IN_FORCE).annotate(
        there=_or_nothing(Subquery(there)), coming=_or_nothing(Subquery(added))
    )
    return in_force().filter(pk__in=lines.filter(min_quantity__gt=F("there") + F("coming")).values("agreement"))


def with_old_goods(today: date) -> list[int]:
    """The keys of agreements in force with goods that are older than agreed. One query."""
    rows = in_force().values_list("pk", "max_age_days").annotate(oldest=_oldest())
    return [key for key, days, oldest in rows if oldest and oldest < today - timedelta(days=days)]


def _oldest() -> Any:
    rows = StockBalance.objects.filter(warehouse=OuterRef("warehouse"), quantity__gt=0).order_by("received_on")
    return Subquery(rows.values("received_on")[:1])


def without_report(today: date) -> list[int]:
    """The keys of agreements in force whose last period that is over nobody has reported. Two queries."""
    agreements = list(in_force())
    wanted = {one.pk: one.closed_period(today) for one in agreements}
    if not wanted:
        return []
    earliest = min(last for _first, last in wanted.values())
    reports = UsageReport.objects.filter(agreement__in=wanted, until_on__gte=earliest).exclude(state=UsageState.DROPPED)
    latest: dict[int, date] = {}
    for agreement, until_on in reports.order_by("until_on").values_list("agreement", "until_on"):
        latest[agreement] = until_on
    return [
        one.pk
        for one in agreements
        if one.valid_from <= wanted[one.pk][1] and latest.get(one.pk, date.min) < wanted[one.pk][1]
    ]


def expiring(today: date, within: timedelta = timedelta(days=30)) -> QuerySet[JitAgreement]:
    """Agreements in force whose last day comes soon, or has passed."""
    return in_force().filter(valid_until__lte=today + within)


def is_sealed(count: JointCount) -> bool:
    """Whether a sealed copy or a signature is among the files of a count. One query."""
    files = Attachment.objects.filter(subject_type=count._meta.label_lower, subject_id=count.pk)
    return files.filter(kind=FileKind.SEALED, is_current=True).exists()


def there(warehouse: Warehouse) -> dict[Spot, Decimal]:
    """What lies in a warehouse by product, lot and day. One query."""
    rows = StockBalance.objects.filter(warehouse=warehouse, quantity__gt=0).order_by("received_on", "lot", "product")
    return {(row.product_id, row.lot, row.received_on): row.quantity for row in rows}


def coming(agreement: JitAgreement) -> dict[int, tuple[Decimal, Decimal]]:
    """For each product what is planned to be filled up, and what is shipped and not received yet. One query."""
    found: dict[int, tuple[Decimal, Decimal]] = {}
    rows = _going(TransferKind.FILL_UP).filter(transfer__agreement=agreement).order_by()
    for product, state, quantity in rows.values_list("product", "transfer__state").annotate(sum=Sum("quantity")):
        planned, shipped = found.get(product, (NOTHING, NOTHING))
        is_planned = state == TransferState.PLANNED
        found[product] = (planned + quantity, shipped) if is_planned else (planned, shipped + quantity)
    return found


def on_the_way() -> QuerySet[JitTransferLine]:
    """What has left one warehouse and not reached the other yet."""
    return _sent().filter(transfer__state=TransferState.SHIPPED)


def lost_on_the_way() -> QuerySet[JitTransferLine]:
    """What was shipped, and less of it arrived."""
    return _sent().filter(transfer__state=TransferState.RECEIVED, received_quantity__lt=F("quantity"))


def _sent() -> QuerySet[JitTransferLine]:
    """Lines of transfers between warehouses: what comes back after use lay in none."""
    return JitTransferLine.objects.exclude(transfer__kind=TransferKind.RETURN)


@dataclass(frozen=True)
class Billable:
    """So much of a product to be billed or credited at a unit price, in the customer's currency and way of taxing."""

    product: Product
    quantity: Decimal
    unit_price: Decimal
    tax_rate: Decimal


def billable_of_report(report: int) -> tuple[UsageReport, list[Billable]]:
    """What a report brings, by product and price. Two queries."""
    found = UsageReport.objects.select_related("customer").get(pk=report)
    matches = UsageMatch.objects.filter(line__report=report).select_related("product").order_by("product__code", "pk")
    return found, _added_up(found.customer, [(one.product, one.quantity, one.unit_price) for one in matches])


def billable_of_count(count: int) -> tuple[JointCount, list[Billable]]:
    """What the customer bears of a count. Two queries."""
    found = JointCount.objects.select_related("customer").get(pk=count)
    lines = JointCountLine.objects.filter(count=count, borne_by_customer__gt=0).select_related("product")
    rows = [(one.product, one.borne_by_customer, one.unit_price or Decimal(0)) for one in lines]
    return found, _added_up(found.customer, rows)


def billable_of_return(transfer: int) -> tuple[JitTransfer, list[Billable]]:
    """What is credited for used goods that came back. Two queries."""
    found = JitTransfer.objects.select_related("customer").get(pk=transfer)
    lines = JitTransferLine.objects.filter(transfer=transfer, received_quantity__gt=0).select_related("product")
    rows = [(one.product, one.received_quantity or NOTHING, one.unit_price or Decimal(0)) for one in lines]
    return found, _added_up(found.customer, rows)


def value_at(customer: int, today: date) -> dict[str, Decimal]:
    """What our goods at a customer are worth by currency, at the prices of the agreements. What has no price is not
    counted. One query where nothing lies there.
    """
    levels = LYING(customer)
    if not levels:
        return {}
    owner = levels[0].warehouse.customer
    assert owner
    prices = Prices(owner, [level.product for level in levels], [today])
    filled = in_force().filter(customer=customer, price_basis=PriceBasis.FILL_UP)
    by_fill_up = set(filled.values_list("warehouse", flat=True))
    worth = NOTHING
    for level in levels:
        if level.warehouse_id not in by_fill_up:
            worth += level.quantity * (prices.of(level.product, today) or 0)
    for place in {level.warehouse_id: level.warehouse for level in levels if level.warehouse_id in by_fill_up}.values():
        worth += _worth(place, {level.product_id: level.product for level in levels}, prices, today)
    return {owner.currency: worth} if worth else {}


def _worth(place: Warehouse, products: Mapping[int, Product], prices: Prices, today: date) -> Decimal:
    """At the prices of the days when it was filled up."""
    lying = there(place)
    layers = Layers(place, lying)
    added = NOTHING
    for spot, quantity in lying.items():
        today_s = Priced(quantity, prices.of(products[spot[0]], today), today)
        added += sum((part.quantity * (part.price or 0) for part in layers.take(spot, quantity, today_s)), NOTHING)
    return added


def _added_up(customer: Customer, rows: list[tuple[Product, Decimal, Decimal]]) -> list[Billable]:
    found: dict[tuple[int, Decimal], Billable] = {}
    for product, quantity, price in rows:
        known = found.get((product.pk, price))
        added = quantity + (known.quantity if known else NOTHING)
        found[product.pk, price] = Billable(product, added, price, tax_rate(customer, product))
    return [*found.values()]


def _going(kind: str) -> QuerySet[JitTransferLine]:
    """The lines of transfers that have not arrived yet."""
    return JitTransferLine.objects.filter(
        transfer__kind=kind, transfer__state__in=[TransferState.PLANNED, TransferState.SHIPPED]
    )


def _or_nothing(found: Any) -> Any:
    return Coalesce(found, Decimal(0), output_field=QuantityField())


def to_decide() -> QuerySet[UsageDifference]:
    """Differences that nobody has decided yet, of reports that stand."""
    return UsageDifference.objects.filter(state=DifferenceState.OPEN, report__state=UsageState.CHECKED)


def carried_over(agreement: JitAgreement) -> QuerySet[UsageDifference]:
    """Differences of accepted reports that wait for the next one."""
    rows = UsageDifference.objects.filter(
        report__agreement=agreement, report__state=UsageState.ACCEPTED, state=DifferenceState.CARRIED
    )
    taken = UsageReport.objects.filter(lines__carried_from=OuterRef("pk")).exclude(state=UsageState.DROPPED)
    return rows.filter(~Exists(taken)).select_related("line").order_by("pk")


def of_customer(customer: Customer, warehouse: Warehouse | None = None) -> QuerySet[JitAgreement]:
    """A customer's agreements in force; of one warehouse where it is named."""
    rows = in_force().filter(customer=customer).select_related("warehouse")
    return rows if warehouse is None else rows.filter(Q(warehouse=warehouse))
