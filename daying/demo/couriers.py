"""The courier book: the waybills of the last months' shipments, samples and papers, and what carriers told of them."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby
from random import Random
from typing import Any

from django.utils import timezone

from daying.carriers import actions
from daying.carriers.models import EventSource, EventStatus, Waybill, WaybillKind, WaybillState
from daying.carriers.places import place_in
from daying.demo import words
from daying.demo.setting import Setting
from daying.people.queries import company
from daying.shipping.models import Shipment

MONTHS_BACK = timedelta(days=120)
MOST_SHIPMENTS, LETTERS = 240, 60
HOME = "苏州"  # where we send from while the company has no address
LATE, LOST, FETCHED_LATE = 0.1, 0.02, 0.08  # of the waybills
BROKEN = 4  # every fourth parcel of samples
PAID = Decimal(180)
PAPERS = ["合同原件", "发票", "对账单"]
Do = Callable[..., Any]
Row = dict[str, Any]


class Couriers:
    """Plays the courier book, month by month in bulk. It draws lots of its own."""

    def __init__(self, setting: Setting, do: Do) -> None:
        self.setting, self.do, self.people, self.chance = setting, do, setting.people, Random(2027)

    def tell(self) -> None:
        """Book what was sent, then take in what carriers told."""
        rows = sorted([*self.of_shipments(), *self.letters()], key=lambda row: row["booked_on"])
        booked: list[Waybill] = []
        for _month, some in groupby(rows, key=lambda row: f"{row['booked_on']:%Y-%m}"):
            of_month = [*some]
            told = {"by": self.people["warehouse"], "on": of_month[-1]["booked_on"]}
            booked += self.do(actions.book_waybills, of_month, **told)
        reports = [report for waybill in booked for report in self.way(waybill)]
        source = EventSource.FILE
        self.do(actions.track, reports, by=self.people["warehouse"], on=self.setting.today, source=source)
        self.harm()

    def harm(self) -> None:
        """Some samples arrive broken; for all but the latest the carrier has paid."""
        arrived = Waybill.objects.filter(kind=WaybillKind.SAMPLES, state=WaybillState.DELIVERED)
        broken = list(arrived.order_by("-delivered_on", "pk")[::BROKEN])
        for place, waybill in enumerate(broken):
            told = {"by": self.people["warehouse"], "on": waybill.delivered_on}
            waybill = self.do(actions.damage_waybill, waybill, damage="样品外壳压裂", **told)
            if place:
                self.do(actions.compensate_waybill, waybill, amount=PAID, **told)

    def of_shipments(self) -> Iterator[Row]:
        """The shipments of the last months that went out with a number."""
        sent = Shipment.objects.filter(dispatched_on__gte=self.setting.today - MONTHS_BACK, carrier__isnull=False)
        sent = sent.exclude(tracking_number="").select_related("carrier", "customer").order_by("-dispatched_on", "-pk")
        for shipment in sent[:MOST_SHIPMENTS]:
            assert shipment.dispatched_on
            yield {
                **self.usual(shipment.dispatched_on),
                "document": shipment,
                "number": shipment.tracking_number,
                "carrier": shipment.carrier,
                "service": self.service(shipment.carrier),
                "customer": shipment.customer,
                "receiver_address": shipment.customer.address,
                "pieces": self.chance.choice([1, 1, 2, 3]),
                "actual_weight": Decimal(self.chance.randrange(8, 320)) / 10,
                "declared_value": Decimal(self.chance.randrange(1, 40)) * 500,
            }

    def letters(self) -> Iterator[Row]:
        """Samples and papers, that carry no shipment."""
        for place in range(min(LETTERS, len(self.setting.customers))):
            customer, kind = (
                self.setting.customers[place],
                self.chance.choice([WaybillKind.SAMPLES, WaybillKind.PAPERS]),
            )
            day = self.setting.today - timedelta(days=self.chance.randrange(1, MONTHS_BACK.days))
            weight = Decimal("0.3") if kind == WaybillKind.PAPERS else Decimal(self.chance.randrange(5, 60)) / 10
            carrier = self.setting.carriers[place % 2]
            yield {
                **self.usual(day),
                "number": f"{carrier.code}9{place:03d}{self.chance.randrange(10**9):09d}",
                "carrier": carrier,
                "service": self.service(carrier),
                "kind": kind,
                "customer": customer,
                "handled_by": customer.owner,
                "actual_weight": weight,
                "remarks": "样品" if kind == WaybillKind.SAMPLES else self.chance.choice(PAPERS),
            }

    def service(self, carrier: Any) -> str:
        """Mostly the ordinary product of who has several."""
        of_carrier = {"SF": ["标快", "标快", "特快"]}.get(carrier.code, [""])
        return self.chance.choice(of_carrier)

    def usual(self, day: date) -> Row:
        """What all have in common."""
        away = {} if place_in(company().address).province else {"from_city": HOME}
        receiver = self.chance.choice(words.SURNAMES) + self.chance.choice(["工", "经理", "师傅"])
        return {"booked_on": day, "promised_on": day + timedelta(days=3), "receiver_name": receiver, **away}

    def way(self, waybill: Waybill) -> Sequence[actions.Report]:
        """Mostly picked up in the evening and delivered within three days."""
        is_late = self.chance.random() < FETCHED_LATE
        picked_up = _at(waybill.booked_on + timedelta(days=1), 7) if is_late else _at(waybill.booked_on, 18)
        days = self.chance.choice([4, 5, 6]) if self.chance.random() < LATE else self.chance.choice([1, 2, 2, 3])
        arrives = _at(waybill.booked_on + timedelta(days=days), self.chance.randrange(9, 18))
        now = timezone.make_aware(datetime.combine(self.setting.today, time(8)))
        start, end = waybill.from_city or HOME, waybill.to_city
        told = [(picked_up, EventStatus.PICKED_UP, start, "快件已揽收", "")]
        if self.chance.random() < LOST and waybill.subject_id is None:
            told.append((arrives, EventStatus.REFUSED, end, "收件人拒收", ""))
        else:
            told.append((_at(arrives.date(), 8), EventStatus.OUT, end, "正在派送", ""))
            told.append((arrives, EventStatus.DELIVERED, end, "已签收", waybill.receiver_name))
        return [actions.Report(waybill.pk, *one) for one in told if one[0] <= now]


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
