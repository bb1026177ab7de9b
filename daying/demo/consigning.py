"""Goods of ours at two customers: filled up, used, reported month by month, counted by both, once with a difference."""

from base64 import b64decode
from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.core.files.base import ContentFile

from daying.core import attachments, changes
from daying.core.models import FileKind
from daying.customers.models import Customer
from daying.demo.agenda import Agenda
from daying.demo.contact import Do
from daying.demo.deliveries import signature
from daying.demo.setting import Setting
from daying.products.models import Product
from daying.stock import actions as stock
from daying.stock.jit import agreements, counting, deciding, replenishing, transfers, usage
from daying.stock.models import (
    DifferenceState,
    JitAgreement,
    JitTransfer,
    MovementKind,
    UsageReport,
    Warehouse,
    WarehouseKind,
)

MONTHS, PRODUCTS, STOCKED = 4, 4, 6000
LEAST, MOST = Decimal(100), Decimal(600)


class Consigning:
    """Plays the warehouses at customers. It draws lots of its own, so that the rest of the story stays as it is."""

    def __init__(self, setting: Setting, agenda: Agenda, do: Do) -> None:
        self.setting, self.agenda, self.do, self.people = setting, agenda, do, setting.people
        self.chance = Random(2027)

    def spread(self) -> None:
        """It began some months ago, at the two customers who have been with us longest."""
        first = _month_before(self.setting.today, MONTHS)
        self.agenda.add(first, self.begin)

    def begin(self, day: date) -> None:
        """A warehouse of our own for what goes to customers, and an agreement with each."""
        keeper = self.people["warehouse"]
        ours = changes.create(Warehouse(code="JIT", name="JIT备货仓", keeper=str(keeper)), by=keeper)
        goods = [one for one in reversed(self.setting.products) if one.list_price and not one.has_prices][
            : 2 * PRODUCTS
        ]
        moves = [stock.Move(ours, one, Decimal(STOCKED), MovementKind.RECEIPT, f"L{day:%y%m}") for one in goods]
        self.do(stock.move, moves, by=keeper, on=day)
        buyers = [one for one in self.setting.customers if one.owner_id and not one.credit_limit][:2]
        for at, buyer in enumerate(buyers):
            self.agree(buyer, ours, goods[at * PRODUCTS : (at + 1) * PRODUCTS], day)

    def agree(self, buyer: Customer, ours: Warehouse, goods: Sequence[Product], day: date) -> None:
        """What lies there at least and at most, and the first fill-up."""
        place = changes.create(
            Warehouse(
                code=f"JIT-{buyer.code}",
                name=f"{buyer}JIT仓",
                kind=WarehouseKind.JIT,
                customer=buyer,
                address=buyer.address,
            ),
            by=self.people["warehouse"],
        )
        lines = [{"product": one, "min_quantity": LEAST, "max_quantity": MOST} for one in goods]
        told = {"warehouse": place, "valid_from": day, "tolerance": Decimal("0.005"), "lines": lines}
        drafted = self.do(agreements.draft_agreement, by=buyer.owner, on=day, **told)
        agreement = self.do(agreements.put_in_force, drafted, by=self.people["director"], on=day)
        self.fill_up(agreement, ours, [{"product": one, "quantity": MOST} for one in goods], day)
        for months in range(1, MONTHS + 1):
            first = _month_before(self.setting.today, MONTHS - months)
            self.agenda.add(first + timedelta(days=3), lambda then: self.report(agreement, ours, then))
        self.agenda.add(self.setting.today - timedelta(days=9), lambda then: self.count(agreement, then))

    def fill_up(self, agreement: JitAgreement, ours: Warehouse, lines: Sequence[Mapping[str, Any]], day: date) -> None:
        """Planned and shipped; it arrives days later."""
        if not lines:
            return
        service, keeper = self.people["service1"], self.people["warehouse"]
        told = {"agreement": agreement, "warehouse": ours, "planned_on": day, "lines": lines}
        planned = self.do(transfers.plan_transfer, by=service, on=day, **told)
        shipped = self.do(transfers.ship_transfer, planned, by=keeper, on=day)
        self.agenda.add(day + timedelta(days=2), lambda then: self.arrive(shipped, then))

    def arrive(self, shipped: JitTransfer, day: date) -> None:
        """All of it."""
        self.do(transfers.receive_transfer, shipped, by=self.people["service1"], on=day)

    def report(self, agreement: JitAgreement, ours: Warehouse, day: date) -> None:
        """What was used in the month before; the last report of all waits for us. Then it is filled up again."""
        until = day.replace(day=1) - timedelta(days=1)
        begun = {"from_on": until.replace(day=1), "until_on": until, "lines": list(self._used(agreement, until))}
        service = self.people["service1"]
        report = self.do(usage.record_usage, by=service, on=day, agreement=agreement, **begun)
        report = self.do(usage.check_usage, report, by=service, on=day)
        if (self.setting.today - day).days > 31 or self.chance.random() < 0.5:
            self.accept(report, day)
        needs = [need for need in replenishing.needs(agreement, day) if need.to_send]
        self.fill_up(agreement, ours, [{"product": one.product, "quantity": one.to_send} for one in needs], day)

    def accept(self, report: UsageReport, day: date) -> None:
        """What differs is settled first."""
        for one in report.differences.filter(state=DifferenceState.OPEN):
            self.do(deciding.settle_difference, one, by=self.people["cs-manager"], on=day, reason="客户确认系误报")
        self.do(usage.accept_usage, report, by=self.people["cs-manager"], on=day)

    def count(self, agreement: JitAgreement, day: date) -> None:
        """Counted by both and signed; of the first product two are missing."""
        service = self.people["service1"]
        count = self.do(counting.open_joint_count, by=service, on=day, agreement=agreement, counted_on=day)
        seen = [
            {"id": line.pk, "product": line.product, "lot": line.lot, "counted": max(line.book_quantity - missing, 0)}
            for line, missing in zip(count.lines.select_related("product"), (2, *[0] * 99), strict=False)
        ]
        told = {"agreement": agreement, "counted_on": day, "lines": seen}
        drawing = ContentFile(b64decode(signature().partition(",")[2]), name="签名.png")
        count = self.do(counting.amend_joint_count, count, by=service, on=day, **told)
        attachments.attach(count, drawing, by=service, kind=FileKind.SEALED)
        self.do(counting.sign_joint_count, count, by=service, on=day, signed_by="仓管 孙师傅")

    def _used(self, agreement: JitAgreement, until: date) -> list[dict[str, Any]]:
        """Each product a few times in the month; once in a while a number that nobody knows."""
        days = monthrange(until.year, until.month)[1]
        rows: list[dict[str, Any]] = [
            {
                "product": line.product,
                "quantity": Decimal(self.chance.randint(20, 90)),
                "used_on": until.replace(day=self.chance.randint(1, days)),
            }
            for line in agreement.lines.select_related("product")
            for _time in range(3)
        ]
        if self.chance.random() < 0.3:
            rows.append({"part_number": "ZX-0001", "quantity": Decimal(5), "used_on": until})
        return rows


def _month_before(day: date, months: int) -> date:
    """The first day of the month so many before."""
    month = day.year * 12 + day.month - 1 - months
    return date(month // 12, month % 12 + 1, 1)
