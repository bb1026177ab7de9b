"""A tariff made ready to rate by the hundred thousand: its rows in memory, as whole numbers, found by lane.

Grams, fen, and ten-thousandths of a yuan for prices of steps. Nothing here reads the database but `read_rows`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from daying.carriers.models import (
    Rounding,
    SurchargeKind,
    Tariff,
    TariffFare,
    TariffService,
    TariffSurcharge,
    TariffZone,
    ZoneKind,
)
from daying.carriers.places import REGION_OF, Place, city_named, is_place, province_named

GRAMS, FEN, TENTHOUSANDTHS = 1000, 100, 10_000
PARTS = ("services", "zones", "fares", "surcharges")


@dataclass
class Rows:
    """The rows of one tariff, saved or not."""

    services: list[TariffService] = field(default_factory=list)
    zones: list[TariffZone] = field(default_factory=list)
    fares: list[TariffFare] = field(default_factory=list)
    surcharges: list[TariffSurcharge] = field(default_factory=list)


class Service(NamedTuple):
    """A product of the tariff, ready to rate."""

    name: str
    counts_volume: bool
    divisor: int
    minimum: int
    maximum: int
    light_step: int
    light_rounding: str
    heavy_from: int
    heavy_step: int
    heavy_rounding: str
    fare_step: int
    fare_rounding: str
    discount: int
    is_discount_on_all: bool


class Fare(NamedTuple):
    """One band of weight of a lane. above, up_to, first, step in g; up_to 0: any. Prices in fen, the step's in 1/10000.

    days: within which it is promised, None where it is not.
    """

    above: int
    up_to: int
    first: int
    first_price: int
    step: int
    step_price: int
    minimum: int
    divisor: int
    days: int | None = None


class Surcharge(NamedTuple):
    """One step of a surcharge. above, up_to and amount are in the unit of its base; most: None for any."""

    kind: str
    packing: str
    base: str
    above: int
    up_to: int
    amount: int
    rate: int
    least: int
    most: int | None
    service: str
    to_zone: str


class Lane(NamedTuple):
    """What holds for a service between two places. No fares: it does not go there."""

    service: Service | None
    from_zone: str
    to_zone: str
    fares: tuple[Fare, ...]
    surcharges: tuple[Surcharge, ...]


class Zones:
    """The zones of a tariff, each place with those it lies in, the narrowest first."""

    def __init__(self, zones: Iterable[TariffZone], also: Iterable[str] = ()) -> None:
        """also: names that fares have; one that is no zone but a place, or several, is the zone of it."""
        self.cities: dict[str, list[str]] = {}
        self.provinces: dict[str, list[str]] = {}
        self.relative: dict[str, list[str]] = {kind: [] for kind in ZoneKind.values}
        self.names: dict[str, str] = {}
        for zone in zones:
            self.names[plain(zone.name)] = zone.name
            if zone.kind == ZoneKind.PLACES:
                self._take(zone.name, zone.places)
            else:
                self.relative[zone.kind].append(plain(zone.name))
        for name in dict.fromkeys(also):
            if plain(name) not in self.names and all(map(is_place, words_of(name))):
                self.names[plain(name)] = name
                self._take(name, name)

    def around(self, place: Place, start: Place | None = None) -> list[list[str]]:
        """The zones a place lies in, by how narrow they are. start: where the consignment comes from, for an end."""
        near = self._near(place, start) if start else []
        return [
            *near,
            self.cities.get(place.city, []) if place.city else [],
            self.provinces.get(place.province, []),
            self.relative[ZoneKind.REST],
        ]

    def _near(self, place: Place, start: Place) -> list[list[str]]:
        region = REGION_OF.get(place.province)
        is_same = place.province == start.province
        return [
            self.relative[ZoneKind.SAME_CITY] if is_same and place.city and place.city == start.city else [],
            self.relative[ZoneKind.SAME_PROVINCE] if is_same else [],
            self.relative[ZoneKind.SAME_REGION] if region and region == REGION_OF.get(start.province) else [],
        ]

    def _take(self, zone: str, places: str) -> None:
        name = plain(zone)
        for word in words_of(places):
            province = province_named(word)
            known = self.provinces.setdefault(province, []) if province else None
            if known is None:
                known = self.cities.setdefault(city_named(word), [])
            if name not in known:
                known.append(name)


class Ratebook:
    """One tariff, ready to rate. rows: read when not given, in four queries. It is not to be kept beyond a request."""

    def __init__(self, tariff: Tariff, rows: Rows | None = None) -> None:
        rows = rows or read_rows([tariff])[tariff.pk]
        self.tariff = tariff
        self.rows = rows
        self.zones = Zones(rows.zones, (name for row in rows.fares for name in (row.from_zone, row.to_zone)))
        self.services = {plain(row.service): _service(row) for row in rows.services}
        self.fares = _fares(rows.fares)
        self.surcharges = [_surcharge(row) for row in rows.surcharges]
        self._lanes: dict[tuple[str, str, str, str, str], Lane] = {}

    def __str__(self) -> str:
        return str(self.tariff)

    def has(self, service: str) -> bool:
        """Whether it has this product; one of a single product has whatever is not named."""
        return plain(service) in self.services or (not service and len(self.services) == 1)

    def lane(self, service: str, from_province: str, from_city: str, to_province: str, to_city: str) -> Lane:
        """What holds for a service between two places, worked out once."""
        key = (service, from_province, from_city, to_province, to_city)
        found = self._lanes.get(key)
        if found is None:
            found = self._lanes[key] = self._find(service, Place(*key[1:3]), Place(*key[3:]))
        return found

    def ways(self, service: str, start: Place, end: Place) -> list[tuple[str, str]]:
        """The pairs of zones with fares that are equally near to these places; the first ones that there are."""
        for from_zones in self.zones.around(start):
            for to_zones in self.zones.around(end, start):
                found = [(a, b) for a in from_zones for b in to_zones if (service, a, b) in self.fares]
                if found:
                    return found
        return []

    def _find(self, named: str, start: Place, end: Place) -> Lane:
        service = self._service_named(named)
        if service is None:
            return Lane(None, "", "", (), ())
        name = plain(service.name)
        ways = self.ways(name, start, end)
        if not ways:
            return Lane(service, "", "", (), ())
        from_zone, to_zone = ways[0]
        around = {zone for zones in self.zones.around(end, start)[:-1] for zone in zones} | {to_zone}
        surcharges = tuple(
            one for one in self.surcharges if one.service in ("", name) and (not one.to_zone or one.to_zone in around)
        )
        names = self.zones.names
        return Lane(service, names[from_zone], names[to_zone], self.fares[name, from_zone, to_zone], surcharges)

    def _service_named(self, named: str) -> Service | None:
        if not named and len(self.services) == 1:
            return next(iter(self.services.values()))
        return self.services.get(plain(named))


def read_rows(tariffs: Sequence[Tariff]) -> dict[int, Rows]:
    """The rows of these tariffs, by their keys. Four queries however many."""
    found = {tariff.pk: Rows() for tariff in tariffs}
    models: tuple[Any, ...] = (TariffService, TariffZone, TariffFare, TariffSurcharge)
    for part, model in zip(PARTS, models, strict=True):
        for row in model._default_manager.filter(tariff__in=[*found]):
            getattr(found[row.tariff_id], part).append(row)
    return found


def ratebooks(tariffs: Sequence[Tariff]) -> dict[int, Ratebook]:
    """Each of these tariffs ready to rate, by its key. Four queries however many."""
    rows = read_rows(tariffs)
    return {tariff.pk: Ratebook(tariff, rows[tariff.pk]) for tariff in tariffs}


def plain(name: str) -> str:
    """A name of a product or zone as it is compared."""
    return name.strip().casefold()


def words_of(places: str) -> list[str]:
    """The places of a zone: 江苏、浙江, 上海."""
    for mark in ",，、;；/\n\t　":
        places = places.replace(mark, " ")
    return [word for word in places.split(" ") if word]


def rounded(number: int, unit: int, rounding: str) -> int:
    """So many whole units a number makes, the rest up, half up or down. Both above zero."""
    if rounding == Rounding.UP:
        return -(-number // unit)
    return (2 * number + unit) // (2 * unit) if rounding == Rounding.HALF_UP else number // unit


def _service(row: TariffService) -> Service:
    return Service(
        row.service,
        row.counts_volume,
        row.divisor or 0,
        _whole(row.minimum_weight, GRAMS),
        _whole(row.maximum_weight, GRAMS),
        _whole(row.light_step, GRAMS) or 1,
        row.light_rounding,
        _whole(row.heavy_from, GRAMS),
        _whole(row.heavy_step, GRAMS) or 1,
        row.heavy_rounding,
        (_whole(row.fare_step, FEN) or 1) * FEN,
        row.fare_rounding,
        _whole(row.discount, TENTHOUSANDTHS),
        row.is_discount_on_all,
    )


def _fares(rows: Iterable[TariffFare]) -> Mapping[tuple[str, str, str], tuple[Fare, ...]]:
    found: dict[tuple[str, str, str], list[Fare]] = {}
    for row in rows:
        found.setdefault((plain(row.service), plain(row.from_zone), plain(row.to_zone)), []).append(_fare(row))
    return {key: tuple(sorted(bands, key=lambda band: band.above)) for key, bands in found.items()}


def _fare(row: TariffFare) -> Fare:
    return Fare(
        _whole(row.weight_from, GRAMS),
        _whole(row.weight_to, GRAMS),
        _whole(row.first_weight, GRAMS),
        _whole(row.first_price, FEN),
        _whole(row.step, GRAMS),
        _whole(row.step_price, TENTHOUSANDTHS),
        _whole(row.minimum_price, FEN),
        row.divisor or 0,
        row.days,
    )


def _surcharge(row: TariffSurcharge) -> Surcharge:
    unit = FEN if row.base in ("declared", "cod", "freight") else GRAMS if row.base == "weight" else 1
    return Surcharge(
        SurchargeKind(row.kind).value,
        plain(row.packing),
        row.base,
        _whole(row.base_from, unit),
        _whole(row.base_to, unit),
        _whole(row.amount, TENTHOUSANDTHS),
        _whole(row.rate, TENTHOUSANDTHS),
        _whole(row.minimum, FEN),
        None if row.maximum is None else _whole(row.maximum, FEN),
        plain(row.service),
        plain(row.to_zone),
    )


def _whole(value: Any, unit: int) -> int:
    return int(value * unit) if value else 0
