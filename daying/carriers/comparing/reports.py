"""Figures about carriers beside each other: as promised, how fast, how careful, how dear, how right their bills."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import (
    Avg,
    Case,
    CharField,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    Sum,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncMonth
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.carriers.comparing import savings
from daying.carriers.comparing.paid import ours, paid, we_pay
from daying.carriers.comparing.scoring import Service, scores
from daying.carriers.models import (
    BillDifference,
    BilledWaybill,
    Carrier,
    CarrierPolicy,
    DifferenceState,
    Waybill,
    WaybillState,
)
from daying.core.money import ZERO, MoneyField, QuantityField
from daying.core.periods import Month, Period
from daying.core.reports import NUMERATOR, Column, Part, Ratio, Rows, report
from daying.customers.models import Customer

RIGHT = "carriers.view_tariffcomparison"
DELIVERED = Q(state=WaybillState.DELIVERED)
PROMISED = DELIVERED & Q(promised_on__isnull=False)
ON_TIME = PROMISED & Q(delivered_on__lte=F("promised_on"))
PICKED_UP = Q(picked_up_at__isnull=False)
PICKED_UP_ON_TIME = PICKED_UP & Q(picked_up_at__date__lte=F("booked_on"))
LOST, DAMAGED = Q(state=WaybillState.LOST), ~Q(damage="")
TIMED = Q(delivered_at__isnull=False, picked_up_at__isnull=False)
TOOK = ExpressionWrapper(F("delivered_at") - F("picked_up_at"), output_field=DurationField())
KG = Coalesce(F("chargeable_weight"), F("actual_weight"), output_field=QuantityField())
HOUR = timedelta(hours=1)
CLAIMED = (DifferenceState.CLAIMED, DifferenceState.GRANTED, DifferenceState.REFUSED)
MOST = 200


class Band(TextChoices):
    """How heavy, as couriers price it."""

    LIGHT = "1", _("up to 1 kg")
    SMALL = "5", _("1 to 5 kg")
    MIDDLE = "20", _("5 to 20 kg")
    LARGE = "100", _("20 to 100 kg")
    FREIGHT = "more", _("above 100 kg")


class Reach(TextChoices):
    """How far."""

    CITY = "city", _("Within the city")
    PROVINCE = "province", _("Within the province")
    FAR = "far", _("To another province")


BAND = Case(
    *(When(actual_weight__lte=int(band.value), then=Value(band.value)) for band in list(Band)[:-1]),
    default=Value(Band.FREIGHT.value),
    output_field=CharField(),
)
REACH = Case(
    When(~Q(to_province="") & Q(to_province=F("from_province"), to_city=F("from_city")), then=Value("city")),
    When(~Q(to_province="") & Q(to_province=F("from_province")), then=Value("province")),
    default=Value("far"),
    output_field=CharField(),
)


def delivered(period: Period, scope: QuerySet[Customer], part: Part) -> QuerySet[Waybill]:
    """The waybills on one side of the share delivered as promised."""
    return ours(period, scope).filter(ON_TIME if part == NUMERATOR else PROMISED)


@report(
    "waybills-on-time",
    title=_("Waybills delivered as promised"),
    unit=_("%"),
    right=RIGHT,
    serves="M5.8",
    records=delivered,
    formula=_("Waybills booked in the period and delivered by the promised day ÷ those delivered that had one."),
)
def waybills_on_time(period: Period, scope: QuerySet[Customer]) -> Ratio:
    """Of all carriers together. One query."""
    found = ours(period, scope).order_by().aggregate(n=Count("pk", filter=ON_TIME), of=Count("pk", filter=PROMISED))
    return Ratio(Decimal(found["n"]), Decimal(found["of"]))


@report(
    "carriers-compared",
    title=_("Carriers compared"),
    unit=pgettext_lazy("unit", "waybills"),
    right=RIGHT,
    columns=(
        Column("carrier", _("Carrier"), "record"),
        Column("score", _("Service score"), "quantity"),
        Column("waybills", _("Waybills"), "number"),
        Column("pick_up", _("Picked up on time"), "rate"),
        Column("on_time", _("On time"), "rate"),
        Column("hours", _("Mean hours"), "quantity"),
        Column("lost", pgettext_lazy("of a waybill", "Lost"), "rate"),
        Column("damaged", _("Damaged"), "rate"),
        Column("compensation", pgettext_lazy("of a waybill", "Compensation"), "money"),
        Column("bill_errors", _("Billed wrong"), "rate"),
        Column("cost", pgettext_lazy("of carriers", "Cost"), "money"),
        Column("per_kg", _("Per kg"), "price"),
    ),
    serves="M5.8",
    formula=_(
        "Waybills booked in the period. Picked up on time: on the day they were booked, of those picked up. On time: "
        "of those delivered that had a promised day. Hours: from pick-up to delivery. Compensation: what the carrier "
        "pays for what it lost or damaged. Billed wrong: of the waybills billed for these months. Score: by the "
        "weights of the policy."
    ),
    chart="bar",
    drawn=["score"],
)
def carriers_compared(period: Period, scope: QuerySet[Customer]) -> Rows:
    """A row for each carrier, the best first. Five queries."""
    errors = _bill_errors(_months(period))
    rows = [
        {**_told(row), "bill_errors": errors.get(row["carrier"])} for row in _figures(ours(period, scope), "carrier")
    ]
    return sorted(_scored(rows), key=lambda row: (row["score"] is None, -(row["score"] or 0), row["carrier"].code))


@report(
    "carrier-scores",
    title=_("Carriers by month"),
    unit=pgettext_lazy("unit", "waybills"),
    right=RIGHT,
    columns=(
        Column("month", _("Month")),
        Column("carrier", _("Carrier"), "record"),
        Column("score", _("Service score"), "quantity"),
        Column("waybills", _("Waybills"), "number"),
        Column("pick_up", _("Picked up on time"), "rate"),
        Column("on_time", _("On time"), "rate"),
        Column("hours", _("Mean hours"), "quantity"),
        Column("bill_errors", _("Billed wrong"), "rate"),
        Column("compensation", pgettext_lazy("of a waybill", "Compensation"), "money"),
        Column("per_kg", _("Per kg"), "price"),
    ),
    serves="M5.8",
    formula=_(
        "Waybills of the period by the month in which they were booked, scored against the others of that month."
    ),
    chart="line",
    drawn=["score"],
    line_for="carrier",
)
def carrier_scores(period: Period, scope: QuerySet[Customer]) -> Rows:
    """How each carrier did month by month. Four queries, and two for each month."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in _figures(ours(period, scope).annotate(month=TruncMonth("booked_on")), "month", "carrier"):
        found.setdefault(f"{row['month']:%Y-%m}", []).append(row)
    told = []
    for month, rows in found.items():
        errors = _bill_errors([month])
        told += _scored([{**_told(row), "month": month, "bill_errors": errors.get(row["carrier"])} for row in rows])
    return told


@report(
    "carriers-by-lane",
    title=_("Carriers by lane"),
    unit=pgettext_lazy("unit", "waybills"),
    right=RIGHT,
    columns=(
        Column("lane", _("Lane")),
        Column("carrier", _("Carrier"), "record"),
        Column("waybills", _("Waybills"), "number"),
        Column("kg", _("Weight, kg"), "quantity"),
        Column("on_time", _("On time"), "rate"),
        Column("hours", _("Mean hours"), "quantity"),
        Column("cost", pgettext_lazy("of carriers", "Cost"), "money"),
        Column("per_kg", _("Per kg"), "price"),
    ),
    serves="M5.8",
    formula=_("Waybills booked in the period by province of origin and destination, the busiest lanes first."),
)
def carriers_by_lane(period: Period, scope: QuerySet[Customer]) -> Rows:
    """The two hundred lanes with most waybills. Two queries."""
    rows = _figures(ours(period, scope), "from_province", "to_province", "carrier").order_by("-waybills")[:MOST]
    known = Carrier.objects.all().in_bulk()
    return [
        {**_told(row), "lane": f"{row['from_province']} → {row['to_province']}", "carrier": known[row["carrier"]]}
        for row in rows
    ]


@report(
    "carriers-by-weight",
    title=_("Carriers by zone and weight"),
    unit=pgettext_lazy("unit", "waybills"),
    right=RIGHT,
    columns=(
        Column("reach", _("Zone"), choices=Reach),
        Column("band", _("Weight"), choices=Band),
        Column("carrier", _("Carrier"), "record"),
        Column("waybills", _("Waybills"), "number"),
        Column("on_time", _("On time"), "rate"),
        Column("hours", _("Mean hours"), "quantity"),
        Column("cost", pgettext_lazy("of carriers", "Cost"), "money"),
        Column("per_kg", _("Per kg"), "price"),
    ),
    serves="M5.8",
    formula=_("Waybills booked in the period by how far they went and what they weighed."),
)
def carriers_by_weight(period: Period, scope: QuerySet[Customer]) -> Rows:
    """Zone by zone, band by band. Two queries."""
    waybills = ours(period, scope).annotate(reach=REACH, band=BAND)
    known = Carrier.objects.all().in_bulk()
    rows = [{**_told(row), "carrier": known[row["carrier"]]} for row in _figures(waybills, "reach", "band", "carrier")]
    bands, reaches = Band.values, Reach.values
    return sorted(rows, key=lambda r: (reaches.index(r["reach"]), bands.index(r["band"]), r["carrier"].code))


@report(
    "carrier-claims",
    title=_("Errors and claims of carriers' bills"),
    unit=_("amount"),
    right="carriers.view_carrierbill",
    columns=(
        Column("carrier", _("Carrier"), "record"),
        Column("billed", _("Waybills billed"), "number"),
        Column("wrong", _("Billed wrong"), "number"),
        Column("found", _("Asked too much"), "money"),
        Column("claimed", pgettext_lazy("of a carrier's bill", "Claimed"), "money"),
        Column("granted", _("Granted"), "money"),
        Column("days", _("Days to the answer"), "quantity"),
    ),
    serves=["M5.8", "M6.5"],
    formula=_("Bills for the months of the period. Days: from the day the claims were sent to the carrier's answer."),
    chart="bar",
)
def carrier_claims(period: Period, scope: QuerySet[Customer]) -> Rows:
    """How right the bills of each carrier are, and what claims bring. Three queries."""
    months = _months(period)
    billed = _billed(months)
    rows = {row["carrier"]: dict(row) for row in _differences(months)}
    known = Carrier.objects.in_bulk([*billed])
    nothing = {"wrong": 0, "found": ZERO, "claimed": ZERO, "granted": ZERO, "took": None}
    told = [{**nothing, **rows.get(key, {}), "carrier": known[key], "billed": count} for key, count in billed.items()]
    return [{**row, "claimed": row["claimed"] or ZERO, "days": _days(row["took"])} for row in told]


@report(
    "savings-realised",
    title=_("Savings by new tariffs"),
    unit=_("amount"),
    right=RIGHT,
    columns=(
        Column("tariff", _("Tariff"), "record"),
        Column("valid_from", _("Valid from"), "date"),
        Column("waybills", _("Waybills"), "number"),
        Column("old", _("Under the one before"), "money"),
        Column("paid", _("Paid"), "money"),
        Column("saved", _("Saved"), "money"),
    ),
    serves="M5.8",
    formula=_(
        "Waybills of the period rated by a tariff that replaced another: what the other would have cost − what was "
        "paid. Paid: billed less taken back; until it is billed, what it should cost."
    ),
    chart="bar",
)
def savings_realised(period: Period, scope: QuerySet[Customer]) -> Rows:
    """What each new tariff saved in the period. A few queries for each."""
    found = savings.realised(we_pay(ours(period, scope)))
    return [
        {
            "tariff": one.tariff,
            "valid_from": one.tariff.valid_from,
            "waybills": one.under.rated,
            "old": one.old,
            "paid": one.paid,
            "saved": one.saved,
        }
        for one in found
    ]


def _figures(waybills: QuerySet[Waybill], *by: str) -> Any:
    rows = waybills.order_by().annotate(paid=paid(), charged=KG).values(*by)
    return rows.annotate(
        waybills=Count("pk"),
        promised=Count("pk", filter=PROMISED),
        in_time=Count("pk", filter=ON_TIME),
        picked_up=Count("pk", filter=PICKED_UP),
        fetched=Count("pk", filter=PICKED_UP_ON_TIME),
        n_lost=Count("pk", filter=LOST),
        n_damaged=Count("pk", filter=DAMAGED),
        took=Avg(TOOK, filter=TIMED),
        kg=Sum("charged", output_field=QuantityField()),
        compensated=Sum("compensation", output_field=MoneyField()),
        cost=Sum("paid", output_field=MoneyField()),
    ).order_by(*by)


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "on_time": _share(row["in_time"], row["promised"]),
        "pick_up": _share(row["fetched"], row["picked_up"]),
        "compensation": row["compensated"] or ZERO,
        "hours": None if row["took"] is None else round(Decimal(row["took"] / HOUR), 1),
        "lost": _share(row["n_lost"], row["waybills"]),
        "damaged": _share(row["n_damaged"], row["waybills"]),
        "per_kg": round(row["cost"] / row["kg"], 2) if row["cost"] is not None and row["kg"] else None,
    }


def _scored(rows: Rows) -> Rows:
    """Rows by carrier, each with its carrier and its score beside the others. Two queries."""
    known = Carrier.objects.in_bulk([row["carrier"] for row in rows])
    found = scores([_service(row) for row in rows], CarrierPolicy.now())
    return [{**row, "carrier": known[row["carrier"]], "score": score} for row, score in zip(rows, found, strict=True)]


def _service(row: dict[str, Any]) -> Service:
    harm = _share(row["n_lost"] + row["n_damaged"], row["waybills"])
    return Service(row["on_time"], row["pick_up"], row["hours"], harm, row["bill_errors"], row["per_kg"])


def _bill_errors(months: list[str]) -> dict[int, Decimal]:
    """The share of the waybills billed by each carrier in which something was wrong."""
    wrong = {row["carrier"]: row["wrong"] for row in _differences(months)}
    return {key: Decimal(wrong.get(key, 0)) / count for key, count in _billed(months).items()}


def _billed(months: list[str]) -> dict[int, int]:
    rows = BilledWaybill.objects.filter(bill__month__in=months).order_by()
    return dict(rows.values_list("bill__carrier").annotate(count=Count("pk")))


def _differences(months: list[str]) -> Iterable[dict[str, Any]]:
    rows = BillDifference.objects.filter(bill__month__in=months).order_by()
    asked = Q(state__in=CLAIMED)
    took = ExpressionWrapper(F("answered_on") - F("bill__claimed_on"), output_field=DurationField())
    found: Any = rows.values(carrier=F("bill__carrier"))
    added: Iterable[dict[str, Any]] = found.annotate(
        wrong=Count("billed", distinct=True),
        found=Sum("amount", output_field=MoneyField()),
        claimed=Sum("amount", filter=asked, output_field=MoneyField()),
        granted=Sum("granted_amount", output_field=MoneyField()),
        took=Avg(took, filter=Q(answered_on__isnull=False, bill__claimed_on__isnull=False)),
    )
    return added


def _months(period: Period) -> list[str]:
    return [str(Month(month.year, month.number)) for month in period.months(None)]


def _share(some: int, all_: int) -> Decimal | None:
    return Decimal(some) / all_ if all_ else None


def _days(took: timedelta | None) -> Decimal | None:
    return None if took is None else round(Decimal(took / timedelta(days=1)), 1)
