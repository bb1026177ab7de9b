"""What the carriers ask for the last two months: one bill claimed, agreed and paid, one with differences to decide."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile

from daying.carriers.actions import book_waybills
from daying.carriers.bills import actions, sheet
from daying.carriers.choosing import tariffs_for
from daying.carriers.comparing.actions import work_out
from daying.carriers.models import (
    IN_FORCE,
    BillDifference,
    CarrierBill,
    ComparedTariff,
    Payer,
    Reason,
    Tariff,
    TariffComparison,
    Waybill,
    WaybillKind,
)
from daying.carriers.parcels import GRAMS, parcel_of
from daying.carriers.places import place_named
from daying.carriers.rating import rate
from daying.core import attachments, changes, sheets
from daying.core.periods import Month
from daying.demo.setting import Setting
from daying.people.queries import company

HEAD = [
    "序号",
    "寄件日期",
    "运单号",
    "始发地",
    "目的地",
    "产品类型",
    "计费重量",
    "运费",
    "保价费",
    "应付金额",
    "付款方式",
    "备注",
]
HOME = "苏州"  # where we send from while the company has no address
MOST, FEWEST = 120, 8  # waybills on a bill; with fewer in the book some are booked
LARGEST_COMPARED = 4
CLAIMED = (Reason.WEIGHT, Reason.DOUBLED, Reason.NOT_IN_BOOK)
Do = Callable[..., Any]


class CourierBills:
    """The story of one carrier whose tariff is in force; silent where none is."""

    def __init__(self, setting: Setting, do: Do) -> None:
        self.setting, self.do, self.people = setting, do, setting.people

    def tell(self) -> None:
        """Two bills, and what last quarter would have cost elsewhere."""
        this_month = Month.containing(self.setting.today)
        tariffs = Tariff.objects.filter(
            state__in=IN_FORCE, is_offered=False, valid_from__lte=this_month.shifted(-2).first
        )
        tariff = tariffs.select_related("carrier").order_by("carrier", "-edition").first()
        if tariff is None:
            return
        before, last = (self.bill(tariff, this_month.shifted(count)) for count in (-2, -1))
        if before:
            self.settle(before, this_month.shifted(-1).first)
        if last or before:
            self.compare(this_month)

    def bill(self, tariff: Tariff, month: Month) -> CarrierBill | None:
        """The carrier's file of a month, read and checked on the fifth of the next; None where nothing is rated."""
        waybills = self.sent(tariff, month)
        if not waybills:
            return None
        by, day = self.people["cs-manager"], month.last + timedelta(days=5)
        told = {"carrier": tariff.carrier, "month": str(month), "department": by.department}
        bill = self.do(actions.draw_up, by=by, on=day, number=f"{tariff.carrier.code}{month.first:%y%m}01", **told)
        content = _file([*self.rows(waybills)])
        file = attachments.attach(bill, ContentFile(content, name=f"{month}账单.csv"), by=by)
        described = sheet.described(BytesIO(content), tariff.carrier)
        bill = self.do(actions.keep_file, bill, by=by, on=day, file=file, sheet=described)
        bill = self.do(actions.take, bill, by=by, on=day, read=sheet.read(bill))
        checked: CarrierBill = self.do(actions.check, bill, by=by, on=day)
        return checked

    def sent(self, tariff: Tariff, month: Month) -> list[Waybill]:
        """What the courier book has of the month and can rate; where that is next to nothing, samples go out."""
        book = Waybill.objects.filter(carrier=tariff.carrier, booked_on__range=month.dates, payer=Payer.MONTHLY)
        book = book.filter(estimated_cost__isnull=False).order_by("booked_on", "pk")
        if book.count() < FEWEST:
            self.do(book_waybills, [*self.samples(tariff, month)], by=self.people["service1"], on=month.first)
        return list(book[:MOST])

    def samples(self, tariff: Tariff, month: Month) -> Iterator[dict[str, Any]]:
        """Samples to some customers, by the first product of the tariff."""
        service = tariff.services.order_by("position").first()
        known = [customer for customer in self.setting.customers if place_named("", customer.city).province]
        for place, customer in enumerate(known[: 3 * FEWEST]):
            yield {
                "number": f"{tariff.carrier.code}{month.first:%y%m}{place:08d}",
                "carrier": tariff.carrier,
                "service": service.service if service else "",
                "kind": WaybillKind.SAMPLES,
                "customer": customer,
                "booked_on": month.first + timedelta(days=place),
                **({} if company().address else {"from_city": HOME}),
                "to_city": customer.city,
                "receiver_address": customer.address,
                "actual_weight": Decimal(place % 7) + Decimal("0.8"),
            }

    def rows(self, waybills: Sequence[Waybill]) -> Iterator[list[Any]]:
        """What the carrier writes: right but for a weight, a fee, a row twice and a number that is not ours."""
        for place, waybill in enumerate(waybills):
            weight, cost = waybill.chargeable_weight or waybill.actual_weight, waybill.estimated_cost or Decimal(0)
            if place in (2, 5):
                weight, cost = weight + 3, self.heavier(waybill, weight + 3) or cost + 6
            fee = Decimal(5) if place == 4 else ""
            row = self.row(waybill, weight, cost, fee)
            yield row
            if place == 6:
                yield row
        foreign = self.row(waybills[0], Decimal(1), Decimal(18), "")
        yield [*foreign[:2], f"{foreign[2]}9", *foreign[3:]]

    def row(self, waybill: Waybill, weight: Decimal, cost: Decimal, fee: Any) -> list[Any]:
        """One row of the file."""
        ends = (f"{waybill.from_province}{waybill.from_city}", f"{waybill.to_province}{waybill.to_city}")
        paid = cost + (fee or Decimal(0))
        return ["", waybill.booked_on, waybill.number, *ends, waybill.service, weight, cost, fee, paid, "寄付月结", ""]

    def heavier(self, waybill: Waybill, weight: Decimal) -> Decimal | None:
        """What it would cost if it weighed that."""
        (book,) = tariffs_for([waybill])
        return rate(parcel_of(waybill)._replace(grams=int(weight * GRAMS), volume=0), book).total if book else None

    def settle(self, bill: CarrierBill, day: date) -> None:
        """What is plainly wrong is claimed, the rest accepted; the carrier grants most of it."""
        service, finance = self.people["cs-manager"], self.people["finance"]
        for reason in CLAIMED:
            claimed: dict[str, Any] = {"decision": "claimed", "reason": reason, "because": "与登记不符"}
            self.do(actions.decide_all, bill, by=service, on=day + timedelta(days=6), **claimed)
        self.do(actions.decide_all, bill, by=service, on=day + timedelta(days=6), decision="accepted")
        if BillDifference.objects.filter(bill=bill, state="claimed").exists():
            bill = self.do(actions.send_claims, bill, by=service, on=day + timedelta(days=6))
            for reason in CLAIMED:
                told: dict[str, Any] = {"is_granted": reason != Reason.NOT_IN_BOOK, "reason": reason, "text": "已核实"}
                self.do(actions.answer_all, bill, by=service, on=day + timedelta(days=12), **told)
        bill = self.do(actions.agree, bill, by=finance, on=day + timedelta(days=13))
        self.do(actions.settle, bill, by=finance, on=day + timedelta(days=20), payment="网银")

    def compare(self, month: Month) -> None:
        """What the last three months would have cost under each tariff in force."""
        by, days = self.people["cs-manager"], (month.shifted(-3).first, month.shifted(-1).last)
        tariffs = Tariff.objects.filter(state__in=IN_FORCE).order_by("carrier", "-edition")[:LARGEST_COMPARED]
        record = TariffComparison(name="上季度快递费测算", from_on=days[0], until_on=days[1])
        changes.create(record, by=by, lines=[ComparedTariff(tariff=tariff) for tariff in tariffs])
        self.do(work_out, record, by=by, on=self.setting.today)


def _file(rows: Sequence[Sequence[Any]]) -> bytes:
    stream, total = BytesIO(), sum((row[9] for row in rows), Decimal(0))
    last = ["合计", "", "", "", "", "", "", "", "", total, "", ""]
    numbered = [[place, *row[1:]] for place, row in enumerate(rows, start=1)]
    sheets.write_csv(stream, [sheets.Column(heading) for heading in HEAD], [*numbered, last])
    return stream.getvalue()
