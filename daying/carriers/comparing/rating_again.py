"""Past waybills rated again under other tariffs, by the hundred thousand: in whole numbers, lane by lane."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from daying.carriers import kept
from daying.carriers.comparing.paid import paid
from daying.carriers.models import Waybill
from daying.carriers.parcels import Parcel
from daying.carriers.ratebook import Ratebook
from daying.carriers.rating import rate
from daying.core.progress import progress

AT_ONCE = 5_000


@dataclass
class Under:
    """What some waybills come to under one tariff. paid: what was paid for those that it could rate. In fen."""

    rated: int = 0
    unrated: int = 0
    paid: int = 0
    fen: int = 0

    def take(self, now: int, then: int | None) -> None:
        """Count a waybill; then: None where the tariff could not rate it."""
        if then is None:
            self.unrated += 1
        else:
            self.rated, self.paid, self.fen = self.rated + 1, self.paid + now, self.fen + then


@dataclass
class Lane:
    """From where to where, what went there in g and for how much in fen, and what it comes to under each tariff."""

    start: str
    end: str
    under: list[Under]
    count: int = 0
    grams: int = 0
    paid: int = 0

    def as_json(self) -> dict[str, Any]:
        """As the record keeps it."""
        told = [[one.rated, one.unrated, one.paid, one.fen] for one in self.under]
        return {
            "from": self.start,
            "to": self.end,
            "count": self.count,
            "g": self.grams,
            "fen": self.paid,
            "under": told,
        }


@dataclass
class Again:
    """All of them: under each tariff, and lane by lane."""

    under: list[Under]
    lanes: dict[tuple[str, str], Lane] = field(default_factory=dict)
    count: int = 0
    grams: int = 0
    paid: int = 0


def rate_again(waybills: QuerySet[Waybill], books: Sequence[Ratebook]) -> Again:
    """Rate each of them under each of these tariffs. One query, read in parts; memory grows with the lanes alone.

    A product that a tariff has not is rated as its cheapest that goes there. What was paid is as `paid` has it.
    """
    again = Again([Under() for _book in books])
    choices: dict[tuple[int, str], tuple[str, ...]] = {}
    for parcel, grams, now in parcels(waybills):
        lane = _lane(again, parcel, len(books))
        for each in (again, lane):
            each.count, each.grams, each.paid = each.count + 1, each.grams + grams, each.paid + now
        for place, book in enumerate(books):
            key = place, parcel.service
            if key not in choices:
                choices[key] = _services(book, parcel.service)
            then = cheapest(parcel, book, choices[key])
            again.under[place].take(now, then)
            lane.under[place].take(now, then)
        if again.count % AT_ONCE == 0:
            progress(again.count, 0, _("%(count)d waybills rated") % {"count": again.count})
    return again


def cheapest(parcel: Parcel, book: Ratebook, services: Sequence[str]) -> int | None:
    """What it costs in fen under the cheapest of these products; None where none of them goes there."""
    if len(services) == 1:
        rated = rate(parcel if services[0] == parcel.service else parcel._replace(service=services[0]), book)
        return None if rated.fault else rated.fen
    found = [rate(parcel._replace(service=service), book) for service in services]
    return min((rated.fen for rated in found if not rated.fault), default=None)


def parcels(waybills: QuerySet[Waybill]) -> Iterator[tuple[Parcel, int, int]]:
    """Each waybill as it is rated, its weight charged in g, and what was paid for it in fen."""
    more = {"n_charged": kept.as_kept(F("chargeable_weight")), "n_paid": kept.as_kept(paid())}
    rows = waybills.order_by().annotate(**kept.figures(), **more)
    for row in rows.values_list(*kept.columns(), *more).iterator(chunk_size=AT_ONCE):
        parcel, charged, now = kept.parcel(row), row[-2], row[-1]
        yield parcel, charged or parcel.grams, now or 0


def _services(book: Ratebook, service: str) -> tuple[str, ...]:
    return (service,) if book.has(service) else tuple(one.name for one in book.services.values())


def _lane(again: Again, parcel: Parcel, tariffs: int) -> Lane:
    key = parcel.from_province, parcel.to_province
    found = again.lanes.get(key)
    if found is None:
        found = again.lanes[key] = Lane(*key, [Under() for _place in range(tariffs)])
    return found


def money_of(fen: int) -> Decimal:
    """In RMB."""
    return Decimal(fen).scaleb(-2)
