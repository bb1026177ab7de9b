"""What is rated: a consignment as whole numbers, from a waybill or from what somebody types."""

from decimal import Decimal
from typing import NamedTuple

from daying.carriers.models import Waybill
from daying.carriers.places import place_named

GRAMS, FEN, MM = 1000, 100, 10


class Parcel(NamedTuple):
    """A consignment. Weights are in g, volume in mm³ of all pieces, money in fen; places by their short names."""

    service: str
    from_province: str
    from_city: str
    to_province: str
    to_city: str
    grams: int
    volume: int = 0
    pieces: int = 1
    declared: int = 0
    cod: int = 0
    packing: str = ""
    is_carried_up: bool = False


def parcel_of(waybill: Waybill) -> Parcel:
    """A waybill as it is rated. What the receiver pays is rated all the same. No query."""
    start = place_named(waybill.from_province, waybill.from_city)
    end = place_named(waybill.to_province, waybill.to_city)
    return Parcel(
        waybill.service,
        start.province,
        start.city,
        end.province,
        end.city,
        int(waybill.actual_weight * GRAMS),
        volume_of(waybill.volume, (waybill.length, waybill.width, waybill.height), waybill.pieces),
        waybill.pieces,
        int(waybill.declared_value * FEN),
        int(waybill.cod_amount * FEN),
        waybill.packing,
        waybill.is_carried_up,
    )


def volume_of(volume: Decimal | None, sizes: tuple[Decimal | None, Decimal | None, Decimal | None], pieces: int) -> int:
    """The volume of all pieces in mm³: as it was measured in m³, else of one piece in cm, times the pieces."""
    if volume:
        return int(volume * 10**9)
    length, width, height = sizes
    if not (length and width and height):
        return 0
    return int(length * MM * (width * MM) * (height * MM)) * pieces
