"""Waybills as the database keeps them, in whole numbers: what rating by the hundred thousand reads."""

from collections.abc import Sequence
from typing import Any

from django.db.models import BigIntegerField, ExpressionWrapper, F

from daying.carriers.parcels import Parcel
from daying.carriers.places import place_named

TEXTS = ("service", "packing", "from_province", "from_city", "to_province", "to_city", "pieces", "is_carried_up")
FIGURES = ("actual_weight", "volume", "length", "width", "height", "declared_value", "cod_amount")
COLUMNS = len(TEXTS) + len(FIGURES)


def as_kept(expression: Any) -> Any:
    """A figure in the whole numbers in which it is kept: g, fen."""
    return ExpressionWrapper(expression, output_field=BigIntegerField())


def figures(path: str = "") -> dict[str, Any]:
    """The figures of a waybill as annotations. path: to the waybill, from another table: `waybill__`."""
    return {f"n_{name}": as_kept(F(f"{path}{name}")) for name in FIGURES}


def columns(path: str = "") -> list[str]:
    """What to read, in the order in which `parcel` takes it."""
    return [*(f"{path}{name}" for name in TEXTS), *figures()]


def parcel(row: Sequence[Any]) -> Parcel:
    """A waybill as it is rated, the same as `parcels.parcel_of` makes of its record. row: the values of `columns`."""
    service, packing, from_province, from_city, to_province, to_city, pieces, is_carried_up = row[:8]
    grams, volume, length, width, height, declared, cod = row[8:COLUMNS]
    start, end = place_named(from_province, from_city), place_named(to_province, to_city)
    size = _volume(volume, length, width, height, pieces)
    return Parcel(service, *start, *end, grams, size, pieces, declared, cod, packing, is_carried_up)


def _volume(volume: int | None, length: int | None, width: int | None, height: int | None, pieces: int) -> int:
    """In mm³: of all pieces in dm³ as it was measured, else of one in hundredths of a mm. See parcels.volume_of."""
    if volume:
        return volume * 10**6
    return length * width * height // 10**6 * pieces if length and width and height else 0
