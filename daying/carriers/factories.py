"""Carriers, tariffs and waybills for tests and samples. Figures are invented, of the shapes that carriers use."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from daying.carriers.models import (
    Carrier,
    Tariff,
    TariffFare,
    TariffService,
    TariffState,
    TariffSurcharge,
    TariffZone,
    Waybill,
    ZoneKind,
)
from daying.core import changes
from daying.core.actor import SYSTEM

BOOKED_ON = date(2026, 3, 10)
NEAR = "江苏 浙江 上海 安徽"
SERVICES: Sequence[Mapping[str, Any]] = [{"service": "标快", "divisor": 6000}]
ZONES: Sequence[Mapping[str, Any]] = [
    {"name": "苏州", "places": "江苏"},
    {"name": "同城", "kind": ZoneKind.SAME_CITY},
    {"name": "江浙沪皖", "places": NEAR},
    {"name": "其他", "kind": ZoneKind.REST},
]
FARES: Sequence[Mapping[str, Any]] = [
    {"service": "标快", "from_zone": "苏州", "to_zone": to, "first_weight": 1, "first_price": first, "step": step}
    | {"step_price": more}
    for to, first, step, more in [("同城", 8, 1, 2), ("江浙沪皖", 10, 1, 2), ("其他", 12, 1, 3)]
]


def carrier(code: str = "SF", **values: Any) -> Carrier:
    """The carrier of that code, made when there is none."""
    found = Carrier.objects.filter(code=code).first()
    return found or changes.create(Carrier(code=code, **{"name": f"快递 {code}", **values}), by=SYSTEM)


def tariff(
    of: Carrier | None = None,
    *,
    services: Sequence[Mapping[str, Any]] = SERVICES,
    zones: Sequence[Mapping[str, Any]] = ZONES,
    fares: Sequence[Mapping[str, Any]] = FARES,
    surcharges: Sequence[Mapping[str, Any]] = (),
    **values: Any,
) -> Tariff:
    """A tariff in force since the beginning of 2026, from 苏州: 8 + 2 in the city, 10 + 2 near it, 12 + 3 elsewhere."""
    usual = {"carrier": of or carrier(), "name": "月结价", "valid_from": date(2026, 1, 1)}
    record = changes.create(Tariff(**{**usual, "state": TariffState.APPROVED, **values}), by=SYSTEM)
    add_rows(record, TariffService, services)
    add_rows(record, TariffZone, zones)
    add_rows(record, TariffFare, fares)
    add_rows(record, TariffSurcharge, surcharges)
    return record


def add_rows(of: Tariff, model: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows of one kind of a tariff, in their order."""
    made = [model(tariff=of, position=at, **_exact(row)) for at, row in enumerate(rows, start=1)]
    model.objects.bulk_create(made)


def waybill(number: str = "SF0001", of: Carrier | None = None, **values: Any) -> Waybill:
    """A kilogram from 苏州 to 上海, booked on 10 March 2026."""
    usual: dict[str, Any] = {
        "service": "标快",
        "booked_on": BOOKED_ON,
        "from_province": "江苏",
        "from_city": "苏州",
        "to_province": "上海",
        "to_city": "上海",
        "actual_weight": Decimal(1),
    }
    record = Waybill(number=number, carrier=of or carrier(), **{**usual, **values})
    return changes.create(record, by=values.get("handled_by") or SYSTEM)


def _exact(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: Decimal(str(value)) if isinstance(value, float) else value for name, value in row.items()}
