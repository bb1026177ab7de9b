"""What a consignment would cost with every carrier: all tariffs of a day, each product of each, the cheapest first."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from daying.carriers.models import IN_FORCE, Tariff
from daying.carriers.parcels import Parcel
from daying.carriers.ratebook import ratebooks
from daying.carriers.rating import NO_FARE, Rated, rate


class Tried(NamedTuple):
    """What can be sent, the cheapest first, and what cannot."""

    rated: list[Rated]
    refused: list[Rated]


def tried(parcel: Parcel, on: date, also: Tariff | None = None) -> Tried:
    """Rate it under each product of each tariff in force on a day. also: a draft or an offer. Five queries."""
    found = [
        rate(parcel._replace(service=service.name), book)
        for book in ratebooks(_tariffs(on, also)).values()
        for service in book.services.values()
    ]
    good = sorted((one for one in found if not one.fault), key=lambda one: (one.fen, one.fare.days or 99))
    return Tried(good, sorted((one for one in found if one.fault), key=lambda one: one.fault == NO_FARE))


def _tariffs(on: date, also: Tariff | None) -> Sequence[Tariff]:
    holds = Q(valid_from__lte=on) & (Q(valid_until=None) | Q(valid_until__gte=on))
    rows = Tariff.objects.filter(holds, state__in=IN_FORCE, is_offered=False, carrier__is_active=True)
    return [*rows.select_related("carrier"), *([also] if also else [])]
