"""Reading carriers, tariffs and the courier book."""

import unicodedata
from datetime import date
from typing import Any

from django.db.models import Model, Q, QuerySet

from daying.carriers.choosing import rated
from daying.carriers.models import (
    UNDER_WAY,
    Carrier,
    CarrierHook,
    Tariff,
    TariffFare,
    TariffService,
    Waybill,
    WaybillEvent,
)
from daying.carriers.rating import Rated
from daying.people.queries import limit

AT_ONCE = 500


def carriers_seen_by(user: Any) -> QuerySet[Carrier]:
    """All of them."""
    return Carrier.objects.all()


def tariffs_seen_by(user: Any) -> QuerySet[Tariff]:
    """All of them."""
    return Tariff.objects.select_related("carrier")


def usual_fare(tariff: Tariff) -> dict[str, str]:
    """The service product and the zone to start from, where a tariff has only one of them. Two queries."""
    services = list(TariffService.objects.filter(tariff=tariff).values_list("service", flat=True)[:2])
    starts = list(
        TariffFare.objects.filter(tariff=tariff).order_by().values_list("from_zone", flat=True).distinct()[:2]
    )
    told = {"service": services, "from_zone": starts}
    return {name: values[0] for name, values in told.items() if len(values) == 1}


def hooks_seen_by(user: Any) -> QuerySet[CarrierHook]:
    """All of them."""
    return CarrierHook.objects.select_related("carrier")


def waybills_seen_by(user: Any) -> QuerySet[Waybill]:
    """Those of customers this person may see; of no customer, those that they or their departments handle.

    One join, and two lists of keys.
    """
    rows = Waybill.objects.all()
    reach = getattr(user, "reach", None)
    if reach is None or reach.is_company:
        return limit(rows, user)
    owners, departments = sorted(reach.owners), sorted(reach.departments)
    of_customers = Q(customer__owner__in=owners) | Q(customer__department__in=departments)
    of_us = Q(handled_by__in=owners) | Q(department__in=departments) | Q(handled_by=user.pk)
    return rows.filter(of_customers | Q(customer=None) & of_us)


def waybills_of(document: Model) -> QuerySet[Waybill]:
    """The waybills that carry one of our documents."""
    return Waybill.objects.filter(subject_type=document._meta.label_lower, subject_id=document.pk)


def overdue(today: date) -> QuerySet[Waybill]:
    """Promised for a day that is past, and nobody has them."""
    return Waybill.objects.filter(state__in=UNDER_WAY, promised_on__lt=today)


def numbered(keys: set[tuple[int, str]], among: QuerySet[Waybill] | None = None) -> list[Waybill]:
    """The waybills that have one of these carriers with its number. One query for each 500."""
    every, among = sorted(keys), Waybill.objects.all() if among is None else among
    found: list[Waybill] = []
    for start in range(0, len(every), AT_ONCE):
        some = every[start : start + AT_ONCE]
        carriers, numbers = {key[0] for key in some}, [key[1] for key in some]
        rows = among.filter(number__in=numbers, carrier__in=carriers)
        found += [row for row in rows if (row.carrier_id, row.number) in keys]
    return found


def plain_number(text: str) -> str:
    """A waybill number as it is compared: in capitals, without spaces, in half-width letters."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def events_of(waybill: Waybill) -> QuerySet[WaybillEvent]:
    """What was told of a waybill, the oldest first."""
    return WaybillEvent.objects.filter(waybill=waybill).select_related("entered_by")


def rating_of(waybill: Waybill) -> Rated | None:
    """What a waybill costs, explained; None where no tariff holds for it. Five queries at most."""
    return rated([waybill])[0]
