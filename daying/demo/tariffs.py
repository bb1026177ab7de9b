"""What three carriers charge, in the shapes that carriers use; one was dearer before, a fourth has made an offer."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from daying.carriers import actions
from daying.carriers.models import Carrier, Tariff, ZoneKind
from daying.demo.agenda import Agenda
from daying.demo.setting import Setting

Do = Callable[..., Any]
Row = Mapping[str, Any]
D = Decimal
START = "江苏"
FAR = "甘肃 青海 宁夏 新疆 西藏"
RENEWED = 240  # days ago the prices of the first carrier were agreed anew
SAME_CITY, NEAR, FARTHEST, REST = "同城", "江浙沪皖", "边远", "其他"
ZONES: Sequence[Row] = [
    {"name": SAME_CITY, "kind": ZoneKind.SAME_CITY},
    {"name": NEAR, "kind": ZoneKind.SAME_REGION},
    {"name": FARTHEST, "places": FAR},
    {"name": REST, "kind": ZoneKind.REST},
]
# First weight and each further kilogram, by zone; and the days promised.
BY_FIRST_WEIGHT = {
    "标快": {SAME_CITY: (8, 2, 1), NEAR: (10, 2, 2), REST: (12, 3, 3), FARTHEST: (20, 10, 5)},
    "特快": {SAME_CITY: (12, 3, 1), NEAR: (14, 3, 1), REST: (16, 5, 2), FARTHEST: (26, 12, 3)},
}
# Up to half a kilogram, up to a whole one, each further half, by zone; and the days promised.
BY_HALVES = {
    SAME_CITY: ("6.5", "7.5", "0.8", 1),
    NEAR: ("7.2", "8.5", "1.0", 2),
    REST: ("9.8", "11.5", "2.2", 3),
    FARTHEST: ("16", "19", "6.5", 6),
}
# A kilogram up to 100, to 500 and above, and the least for a consignment; by zone, with the days promised.
BY_KILOGRAM = {
    SAME_CITY: ("0.85", "0.72", "0.60", 45, 1),
    NEAR: ("1.10", "0.95", "0.82", 55, 2),
    REST: ("1.85", "1.62", "1.45", 60, 4),
    FARTHEST: ("3.40", "3.10", "2.85", 90, 7),
}
INSURANCE = {"kind": "insurance", "base": "declared", "rate": D("0.005"), "minimum": 1}
PACKING: Sequence[Row] = [
    {"kind": "packing", "packing": "木箱", "base": "piece", "amount": 60},
    {"kind": "packing", "packing": "气泡膜", "base": "piece", "amount": 5},
]
COD: Sequence[Row] = [
    {"kind": "cod_fee", "base": "cod", "base_to": 200, "amount": 2},
    {"kind": "cod_fee", "base": "cod", "base_from": 200, "base_to": 3000, "amount": 4},
    {"kind": "cod_fee", "base": "cod", "base_from": 3000, "rate": D("0.0015"), "maximum": 40},
]
UPSTAIRS = {"kind": "upstairs", "base": "weight", "amount": D("0.3"), "minimum": 20}


class Tariffs:
    """The story: customer service drafts, its manager approves."""

    def __init__(self, setting: Setting, agenda: Agenda, do: Do) -> None:
        self.setting, self.agenda, self.do, self.people = setting, agenda, do, setting.people
        self.carriers: dict[str, Carrier] = {carrier.code: carrier for carrier in setting.carriers}

    def spread(self) -> None:
        """In force from the first day; the first carrier's anew since, another's as an offer of these weeks."""
        self.agenda.add(self.setting.opening, self.begin)
        self.agenda.add(self.setting.today - timedelta(days=RENEWED + 14), self.renew)
        self.agenda.add(self.setting.today - timedelta(days=6), self.take_offer)

    def begin(self, day: date) -> None:
        """What was agreed when the company began."""
        self.agree("SF", day, express(), ZONES, [*first_weights()], [INSURANCE, *PACKING, *COD])
        parcels = [{"service": "特惠送", "divisor": 8000, "fare_step": D("0.01"), "maximum_weight": 30}]
        self.agree("JD", day, parcels, ZONES, [*halves()], [INSURANCE, *COD])
        heavy = [{"service": "大件快递", "divisor": 6000, "minimum_weight": 20, "discount": D("0.05")}]
        self.agree("DB", day, heavy, ZONES, [*kilograms()], [INSURANCE, *PACKING, UPSTAIRS])

    def agree(
        self, code: str, day: date, services: Sequence[Row], zones: Sequence[Row], fares: Any, surcharges: Any
    ) -> None:
        """Draft a tariff with its rows, hand it in, approve it."""
        by = self.people["service1"]
        told = {"carrier": self.carriers[code], "name": "月结协议价", "valid_from": day}
        tariff = self.do(actions.open_tariff, by=by, on=day, **told)
        for part, rows in (("services", services), ("zones", zones), ("fares", fares), ("surcharges", surcharges)):
            self.do(actions.write_rows, tariff, part, rows, by=by, on=day)
        self.approve(tariff, day)

    def approve(self, tariff: Tariff, day: date) -> None:
        """Two people, as always."""
        self.do(actions.submit_tariff, tariff, by=self.people["service1"], on=day)
        self.do(actions.approve_tariff, tariff, by=self.people["cs-manager"], on=day)

    def renew(self, day: date) -> None:
        """After a year of good business everything costs four per cent less."""
        old = Tariff.objects.get(carrier=self.carriers["SF"], edition=1)
        told = {"valid_from": day + timedelta(days=14), "raised_by": D("-0.04")}
        fresh = self.do(actions.new_edition, old, by=self.people["service1"], on=day, **told)
        self.approve(fresh, day)

    def take_offer(self, day: date) -> None:
        """A carrier that would like our business."""
        by = self.people["service1"]
        told = {"carrier": self.carriers["KY"], "name": "年度报价", "valid_from": day, "is_offered": True}
        offer = self.do(actions.open_tariff, by=by, on=day, **told)
        service = [{"service": "陆运件", "divisor": 6000}]
        fares = [{**row, "service": "陆运件"} for row in first_weights() if row["service"] == "标快"]
        cheaper = [{**row, "first_price": row["first_price"] - 1} for row in fares]
        for part, rows in (("services", service), ("zones", ZONES), ("fares", cheaper), ("surcharges", [INSURANCE])):
            self.do(actions.write_rows, offer, part, rows, by=by, on=day)


def express() -> list[Row]:
    """Two products; volume counts half as much in the city itself."""
    return [{"service": name, "divisor": 6000} for name in BY_FIRST_WEIGHT]


def first_weights() -> Iterator[Row]:
    """First weight and continued weight."""
    for service, zones in BY_FIRST_WEIGHT.items():
        for zone, (first, further, days) in zones.items():
            row = {"service": service, "from_zone": START, "to_zone": zone, "first_weight": 1, "step": 1, "days": days}
            near = {"divisor": 12000} if zone == SAME_CITY else {}
            yield {**row, "first_price": first, "step_price": further, **near}


def halves() -> Iterator[Row]:
    """Tiers of half a kilogram."""
    for zone, (half, whole, further, days) in BY_HALVES.items():
        row = {"service": "特惠送", "from_zone": START, "to_zone": zone, "days": days}
        yield {**row, "weight_to": D("0.5"), "first_price": D(half)}
        yield {**row, "weight_from": D("0.5"), "weight_to": 1, "first_price": D(whole)}
        above = {"weight_from": 1, "weight_to": 30, "first_weight": 1, "first_price": D(whole)}
        yield {**row, **above, "step": D("0.5"), "step_price": D(further)}


def kilograms() -> Iterator[Row]:
    """By the kilogram, less for more, with a least."""
    for zone, (light, middle, heavy, least, days) in BY_KILOGRAM.items():
        row = {
            "service": "大件快递",
            "from_zone": START,
            "to_zone": zone,
            "step": 1,
            "minimum_price": least,
            "days": days,
        }
        yield {**row, "weight_to": 100, "step_price": D(light)}
        yield {**row, "weight_from": 100, "weight_to": 500, "step_price": D(middle)}
        yield {**row, "weight_from": 500, "step_price": D(heavy)}
