"""Which tariff holds for a waybill: its carrier's of its day, one of its account first, that has its service."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from daying.carriers.models import IN_FORCE, Tariff, Waybill
from daying.carriers.parcels import parcel_of
from daying.carriers.ratebook import Ratebook, ratebooks
from daying.carriers.rating import Rated, rate

Key = tuple[int, str, str, date]  # carrier, account, service, day


def tariffs_for(waybills: Sequence[Waybill]) -> list[Ratebook | None]:
    """For each waybill in its turn the tariff that holds for it, None where there is none. Five queries at most.

    An account's own tariff goes before the carrier's general one, one that has the service before one that has not,
    and the later before the earlier. Offers hold for nothing.
    """
    books = _books({waybill.carrier_id for waybill in waybills})
    chosen: dict[Key, Ratebook | None] = {}
    found = []
    for waybill in waybills:
        key = (waybill.carrier_id, waybill.account, waybill.service, waybill.booked_on)
        if key not in chosen:
            chosen[key] = _best(books.get(waybill.carrier_id, ()), *key[1:])
        found.append(chosen[key])
    return found


def rated(waybills: Sequence[Waybill]) -> list[Rated | None]:
    """For each waybill in its turn what it costs; None where no tariff holds for it. Five queries at most."""
    books = tariffs_for(waybills)
    return [rate(parcel_of(one), book) if book else None for one, book in zip(waybills, books, strict=True)]


def _books(carriers: Iterable[int]) -> dict[int, list[Ratebook]]:
    rows = Tariff.objects.filter(carrier__in=carriers, state__in=IN_FORCE, is_offered=False)
    tariffs = list(rows.select_related("carrier").order_by("-valid_from", "-edition", "-pk"))
    ready = ratebooks(tariffs) if tariffs else {}
    found: dict[int, list[Ratebook]] = defaultdict(list)
    for tariff in tariffs:
        found[tariff.carrier_id].append(ready[tariff.pk])
    return found


def _best(books: Iterable[Ratebook], account: str, service: str, on: date) -> Ratebook | None:
    holding = [book for book in books if _holds(book.tariff, account, on)]
    return min(holding, key=lambda book: (not book.has(service), not book.tariff.account), default=None)


def _holds(tariff: Tariff, account: str, on: date) -> bool:
    is_then = tariff.valid_from <= on and (tariff.valid_until is None or on <= tariff.valid_until)
    return is_then and tariff.account in ("", account)
