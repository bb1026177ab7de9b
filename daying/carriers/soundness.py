"""What is wrong with a tariff, said before anybody relies on it: holes, overlaps, names that lead nowhere.

Every pair of a zone it comes from and a province that a product claims to serve must have exactly one set of fares,
whose bands of weight follow each other without gap or overlap. Found when a tariff is approved, not when it is used.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from django.utils.translation import gettext as _

from daying.carriers.models import Reach, SurchargeBase, SurchargeKind, TariffService, TariffSurcharge, ZoneKind
from daying.carriers.places import MAINLAND, PROVINCES, Place, is_place, place_named
from daying.carriers.ratebook import Fare, Ratebook, plain, words_of
from daying.carriers.wording import kg

STEPPED = (SurchargeKind.COD_FEE, SurchargeKind.INSURANCE, SurchargeKind.PACKING)
SHARED = (SurchargeBase.DECLARED, SurchargeBase.COD, SurchargeBase.FREIGHT)


def faults(book: Ratebook) -> list[str]:
    """Everything that is wrong with a tariff, a sentence each. No query; a nationwide one takes some milliseconds."""
    if not book.rows.services or not book.rows.fares:
        return [_("It has no service products and fares yet.")]
    return [
        *_of_zones(book),
        *_of_names(book),
        *_of_bands(book),
        *_of_surcharges(book),
        *(sentence for row in book.rows.services for sentence in _of_reach(book, row)),
    ]


def _of_zones(book: Ratebook) -> Iterator[str]:
    for zone in book.rows.zones:
        if zone.kind == ZoneKind.PLACES and not words_of(zone.places):
            yield _("Zone %(zone)s names no places.") % {"zone": zone.name}
        for word in words_of(zone.places) if zone.kind == ZoneKind.PLACES else ():
            if not is_place(word):
                told = {"zone": zone.name, "place": word}
                yield _("Zone %(zone)s: “%(place)s” is not a province or city that we know.") % told


def _of_names(book: Ratebook) -> Iterator[str]:
    """Fares and surcharges name products and zones that there are; a fare starts from a place."""
    starts = {plain(zone.name) for zone in book.rows.zones if zone.kind not in (ZoneKind.PLACES, ZoneKind.REST)}
    told: list[tuple[str, str, tuple[str, ...]]] = [
        (str(row), row.service, (row.from_zone, row.to_zone)) for row in book.rows.fares
    ]
    told += [(str(row), row.service, (row.to_zone,)) for row in book.rows.surcharges]
    for label, service, zones in dict.fromkeys(told):
        if service and plain(service) not in book.services:
            yield _("%(row)s: there is no service product “%(name)s” in this tariff.") % {"row": label, "name": service}
        for zone in zones:
            if zone and plain(zone) not in book.zones.names:
                yield _("%(row)s: “%(name)s” is neither a zone of this tariff nor a place.") % {
                    "row": label,
                    "name": zone,
                }
    for start in dict.fromkeys(row.from_zone for row in book.rows.fares if plain(row.from_zone) in starts):
        yield _("“%(zone)s” depends on where a consignment comes from, so none can come from it.") % {"zone": start}


def _of_bands(book: Ratebook) -> Iterator[str]:
    for (name, from_zone, to_zone), bands in book.fares.items():
        service = book.services.get(name)
        if service is None:
            continue
        names = book.zones.names
        lane = _lane(service.name, names.get(from_zone, from_zone), names.get(to_zone, to_zone))
        for sentence in (*_gaps(bands, service.maximum), *_steps(bands)):
            yield f"{lane}: {sentence}"
        if service.counts_volume and not service.divisor and not all(band.divisor for band in bands):
            yield _("%(lane)s: no divisor, and the service product counts volume.") % {"lane": lane}
        elif len({band.divisor for band in bands}) > 1:
            yield _("%(lane)s: its bands of weight have different divisors.") % {"lane": lane}


def _gaps(bands: Sequence[Fare], maximum: int) -> Iterator[str]:
    if bands[0].above:
        yield _("nothing up to %(weight)s.") % {"weight": kg(bands[0].above)}
    for one, after in pairwise(bands):
        if not one.up_to or after.above < one.up_to:
            told = {"one": _band(one), "other": _band(after)}
            yield _("the fares for %(one)s and for %(other)s overlap.") % told
        elif after.above > one.up_to:
            yield _("nothing from %(start)s to %(end)s.") % {"start": kg(one.up_to), "end": kg(after.above)}
    end = bands[-1].up_to
    if end and (not maximum or maximum > end):
        yield _("nothing above %(weight)s, and the service product does not end there.") % {"weight": kg(end)}


def _steps(bands: Sequence[Fare]) -> Iterator[str]:
    for band in bands:
        if band.up_to and band.up_to <= band.above:
            yield _("the band %(band)s ends before it begins.") % {"band": _band(band)}
        if band.step_price and not band.step:
            yield _("the price of a step has no step for %(band)s.") % {"band": _band(band)}


def _of_surcharges(book: Ratebook) -> Iterator[str]:
    for row in book.rows.surcharges:
        if row.rate and row.base not in SHARED:
            yield _("%(surcharge)s: a share can only be taken of an amount of money.") % {"surcharge": row}
        if row.maximum is not None and row.maximum < row.minimum:
            yield _("%(surcharge)s: at most is less than at least.") % {"surcharge": row}
    stepped: dict[tuple[str, ...], list[TariffSurcharge]] = defaultdict(list)
    for row in book.rows.surcharges:
        if row.kind in STEPPED:
            key = (row.kind, plain(row.service), plain(row.to_zone), plain(row.packing), row.base)
            stepped[key].append(row)
    for rows in stepped.values():
        rows.sort(key=lambda row: row.base_from)
        for one, after in pairwise(rows):
            if one.base_to is None or after.base_from < one.base_to:
                told = {"surcharge": one, "amount": f"{after.base_from.normalize():f}"}
                yield _("%(surcharge)s: two steps hold above %(amount)s.") % told


def _of_reach(book: Ratebook, service: TariffService) -> Iterator[str]:
    """From each zone it starts from, exactly one set of fares to every province that it claims to serve."""
    name = plain(service.service)
    own = list(dict.fromkeys(start for of, start, _end in book.fares if of == name))
    if not own:
        yield _("%(service)s has no fares.") % {"service": service.service}
    ends = _ends(book, service)
    for zone in own:
        missing: dict[str, None] = {}
        doubled: dict[tuple[str, str], None] = {}
        for start in _starts(book, zone, own):
            for end in ends:
                ways = book.ways(name, start, end)
                if not ways and service.reach != Reach.LISTED:
                    missing[end.city or end.province] = None
                if len(ways) > 1:
                    both = ", ".join(book.zones.names[to] for _start, to in ways)
                    doubled[end.city or end.province, both] = None
        told = {"service": service.service, "zone": book.zones.names.get(zone, zone)}
        if missing:
            yield _("%(service)s from %(zone)s has no fare to %(places)s.") % {**told, "places": "、".join(missing)}
        for place, both in doubled:
            yield _("%(service)s from %(zone)s has two fares to %(place)s: %(zones)s.") % {
                **told,
                "place": place,
                "zones": both,
            }


def _ends(book: Ratebook, service: TariffService) -> list[Place]:
    """Every province, without the three beyond where the product does not claim them, and the cities named in zones."""
    provinces = PROVINCES if service.reach == Reach.ALL else MAINLAND
    cities = [place_named("", city) for city in book.zones.cities]
    return [*(Place(name, "") for name in provinces), *cities]


def _starts(book: Ratebook, zone: str, zones: Sequence[str]) -> list[Place]:
    """The places that make up a zone from which something comes; of the rest, every province no other zone has."""
    provinces = [place for place, names in book.zones.provinces.items() if zone in names]
    cities = [place for place, names in book.zones.cities.items() if zone in names]
    found = [*(place_named(name) for name in provinces), *(place_named("", city) for city in cities)]
    if not found:
        taken = {place for place, names in book.zones.provinces.items() if set(names) & set(zones)}
        return [Place(name, "") for name in MAINLAND if name not in taken]
    return found


def _lane(service: str, start: str, end: str) -> str:
    return _("%(service)s %(start)s to %(end)s") % {"service": service, "start": start, "end": end}


def _band(band: Fare) -> str:
    start = kg(band.above)
    return f"{start}–{kg(band.up_to)}" if band.up_to else _("above %(weight)s") % {"weight": start}
