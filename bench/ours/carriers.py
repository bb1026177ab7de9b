"""A bill read, matched, rated and compared; waybills under several tariffs: by the product's own functions."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from bench.carriers import grams_of, place_of
from bench.process import Figures, django_cpu
from daying.carriers.bills import actions, checking
from daying.carriers.bills.columns import target
from daying.carriers.bills.reading import read
from daying.carriers.comparing.rating_again import rate_again
from daying.carriers.factories import FARES, carrier, tariff
from daying.carriers.models import BilledWaybill, Carrier, CarrierBill, Tariff, Waybill
from daying.carriers.places import place_named
from daying.carriers.ratebook import ratebooks
from daying.core import sheets
from daying.core.actor import SYSTEM
from daying.core.compiled import insert_many
from daying.desk.imports.mapping import guess
from daying.people.models import Department

CODE, AT_ONCE = "BENCH", 2_000
JOIN = (
    "SELECT b.id, b.number, b.weight, b.amount, w.id, w.actual_weight, w.to_province, w.to_city, w.service "
    "FROM carriers_billedwaybill b JOIN carriers_waybill w ON w.carrier_id = %s AND w.number = b.number "
    "WHERE b.bill_id = %s"
)


@transaction.atomic
def fill(count: int, tariffs: int) -> Figures:
    """Write the courier book and the tariffs."""
    of = carrier(CODE)
    for place in range(tariffs):
        fares = [{**fare, "first_price": fare["first_price"] + place} for fare in FARES]
        tariff(of, name=f"价目{place}", fares=fares, is_offered=place > 0)
    for start in range(1, count + 1, AT_ONCE):
        insert_many([_waybill(number, of) for number in range(start, min(start + AT_ONCE, count + 1))])
    return {}


def bill(sheet: str) -> Figures:
    """Milliseconds of CPU of each part."""
    of = Carrier.objects.get(code=CODE)
    drawn = actions.draw_up(by=SYSTEM, carrier=of, month="2026-03", department=Department.objects.all()[0])
    found = _read(Path(sheet))
    told = {"read": django_cpu(lambda: _gone_through(Path(sheet)), 1)}
    told["take"] = django_cpu(lambda: actions.take(drawn, by=SYSTEM, read=found), 1)
    told["join"] = django_cpu(lambda: _joined(drawn), 1)
    told["check"] = django_cpu(lambda: actions.check(drawn, by=SYSTEM), 1)
    told["judge"] = django_cpu(lambda: _judged(drawn), 1)
    rated = BilledWaybill.objects.filter(bill=drawn, own_amount__isnull=False).count()
    assert rated == len(found.waybills), rated
    return told


def whatif(sheet: str, tariffs: int) -> Figures:
    """Milliseconds of CPU."""
    of = Carrier.objects.get(code=CODE)
    books = [*ratebooks(list(Tariff.objects.filter(carrier=of).select_related("carrier"))).values()]
    assert len(books) == tariffs
    waybills = Waybill.objects.filter(carrier=of)
    return {
        "read": django_cpu(lambda: _gone_through(Path(sheet)), 1),
        "rate": django_cpu(lambda: rate_again(waybills, books), 1),
    }


def _gone_through(path: Path) -> int:
    """Reading the file and nothing else."""
    with path.open("rb") as file:
        return sum(1 for _row in sheets.read(file, expected=target().headings).rows)


def _read(path: Path) -> Any:
    with path.open("rb") as file:
        found = sheets.read(file, expected=target().headings)
        return read(found.header, found.rows, guess(target(), found.header))


def _joined(drawn: CarrierBill) -> int:
    with connection.cursor() as cursor:
        cursor.execute(JOIN, [drawn.carrier_id, drawn.pk])
        return len(cursor.fetchall())


def _judged(drawn: CarrierBill) -> int:
    """Matching and rating alone."""
    checking.match(drawn)
    return sum(len(right) + len(judged) for right, judged in checking.judged_all(drawn))


def _waybill(number: int, of: Carrier) -> Waybill:
    start, end = place_named("", "苏州"), place_named("", place_of(number))
    return Waybill(
        number=f"B{number:09d}",
        carrier=of,
        service="标快",
        booked_on=date(2026, 3, 1 + number % 28),
        from_province=start.province,
        from_city=start.city,
        to_province=end.province,
        to_city=end.city,
        actual_weight=Decimal(grams_of(number)).scaleb(-3),
        estimated_cost=Decimal(10),
    )
