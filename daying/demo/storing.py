"""What lies in the warehouse: the stock the company began with, what production sends, counts, closings, safety stock.

The company keeps its stock in the product since four months; whatever is shipped since then is there.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from daying.core import changes, journal
from daying.core.compiled import Compiled
from daying.core.money import QuantityField
from daying.core.periods import Month
from daying.demo.agenda import Agenda
from daying.demo.contact import Do
from daying.demo.setting import Setting
from daying.products.models import Category, Product
from daying.shipping.models import Shipment, ShipmentLine
from daying.stock import actions as stock
from daying.stock.models import EntryKind, SafetyStockProposal, StockCount, StockEntry, StockLevel, Warehouse
from daying.stock.queries import on_hand

Answer = Callable[[Any, date, date], None]  # lets the departments agree to something, promised for a day, on a day
KEPT_FOR = timedelta(days=122)
WEEK = timedelta(days=7)
LOW, BATCH = 60, (150, 400)  # production sends a batch of what falls below
BEGAN_WITH, OLDEST = (60, 500), 320  # days before, of what lay there on the first day
ONE_IN = 5  # of the products has had a safety stock
REASONS = ["盘点时发现少件", "上次发货多发", "标签贴错，已找到"]


def _wanted(shipment: int, warehouse: int) -> QuerySet[ShipmentLine]:
    """The lines of a shipment, each with what is there of its product."""
    levels = StockLevel.objects.filter(product=OuterRef("product"), warehouse=warehouse)
    there = Coalesce(Subquery(levels.values("quantity")), Decimal(0), output_field=QuantityField())
    return ShipmentLine.objects.filter(shipment=shipment).annotate(there=there).select_related("product")


WANTED = Compiled(_wanted)


class Storing:
    """Plays the warehouse. It draws lots of its own, so that the rest of the story stays as it is."""

    def __init__(self, setting: Setting, agenda: Agenda, do: Do, answer: Answer) -> None:
        self.setting, self.agenda, self.do, self.answer = setting, agenda, do, answer
        self.keeper, self.chance = setting.people["warehouse"], Random(1949)
        self.first = Month.containing(setting.today - KEPT_FOR).first
        self.main: Warehouse | None = None

    def spread(self) -> None:
        """What comes by itself, week by week and month by month."""
        self.agenda.add(self.first, self.begin)
        monday = self.first + timedelta(days=7 - self.first.weekday())
        while monday < self.setting.today:
            self.agenda.add(monday, self.make_up)
            monday += WEEK
        month = Month.containing(self.first).next()
        while month.first + timedelta(days=10) < self.setting.today:
            self.agenda.add(month.first + timedelta(days=10), self.close)
            self.agenda.add(month.first + timedelta(days=14), self.move_out)
            month = month.next()
        for back, happening in ((9 * WEEK, self.propose), (2 * WEEK, self.count), (WEEK, self.scrap)):
            self.agenda.add(self.setting.today - back, happening)

    def begin(self, day: date) -> None:
        """The warehouses, with what lies there by an earlier list."""
        with journal.acting("stock.add_warehouse", day):
            told = {"address": "天津市西青区工业园二号路 8 号", "keeper": str(self.keeper)}
            self.main = changes.create(Warehouse(code="CP", name="成品仓", is_main=True, **told), by=self.keeper)
            self.outer = changes.create(Warehouse(code="WZ", name="外租仓", keeper="刘师傅"), by=self.keeper)
        rows = [
            {
                "warehouse": self.main,
                "product": item,
                "quantity": Decimal(self.chance.randint(*BEGAN_WITH)),
                "received_on": (made := day - timedelta(days=self.chance.randint(3, OLDEST))),
                "lot": f"{made:%y%m%d}",
            }
            for item in self.setting.products
        ]
        self.do(stock.take_over_stock, rows, by=self.keeper, on=day)
        held = [
            {"product": one, "quantity": Decimal(40), "effective_on": day} for one in self.setting.products[::ONE_IN]
        ]
        self.do(stock.take_over_safety_stocks, held, by=self.setting.people["pmc"], on=day)

    def supply(self, shipment: Shipment, day: date) -> None:
        """Production sends what a shipment lacks, in time."""
        if self.main is None:
            return
        wanted: dict[Product, Decimal] = defaultdict(Decimal)
        there: dict[Product, Decimal] = {}
        for line in WANTED(shipment.pk, self.main.pk):
            wanted[line.product] += line.quantity
            there[line.product] = line.there  # type: ignore[attr-defined]
        short = {item: quantity for item, quantity in wanted.items() if there[item] < quantity}
        if short:
            self.receive({item: quantity + self.chance.randint(*BATCH) for item, quantity in short.items()}, day)

    def make_up(self, day: date) -> None:
        """Production makes up for what has become few."""
        there = on_hand(self.setting.products, warehouses=[self._main])
        low = [item for item in self.setting.products if there[item.pk] < LOW]
        if low:
            self.receive({item: Decimal(self.chance.randint(*BATCH)) for item in low}, day)

    def receive(self, quantities: dict[Product, Decimal], day: date) -> StockEntry:
        """An entry of goods from production, posted."""
        lines = [{"product": item, "quantity": some, "lot": f"{day:%y%m%d}"} for item, some in quantities.items()]
        return self._entered(day, lines, reference=f"MO-{day:%Y-%m%d}")

    def move_out(self, day: date) -> None:
        """Some goods go to the outer warehouse, where there is room."""
        there = on_hand(self.setting.products, warehouses=[self._main])
        many = sorted(self.setting.products, key=lambda item: -there[item.pk])[:4]
        lines = [{"product": item, "quantity": there[item.pk] // 4} for item in many]
        self._entered(day, lines, kind=EntryKind.TRANSFER, to=self.outer)

    def scrap(self, day: date) -> None:
        """A few pieces are rusty."""
        there = on_hand(self.setting.products, warehouses=[self._main])
        line = {"product": max(self.setting.products, key=lambda item: there[item.pk]), "quantity": Decimal(3)}
        self._entered(day, [line], kind=EntryKind.SCRAP, reason="锈蚀，已判废")

    def close(self, day: date) -> None:
        """The month before is closed."""
        closed_on = Month.containing(day).previous().last
        self.do(stock.close_month, by=self.setting.people["finance"], on=day, closed_on=closed_on)

    def count(self, day: date) -> None:
        """One category is counted, and Finance posts what differs."""
        counted = self._counted(day, 0)
        self.do(stock.post_count, counted, by=self.setting.people["finance"], on=day)

    def propose(self, day: date) -> None:
        """PMC proposes what one category needs; the warehouse agrees two days later."""
        proposal = self._proposed(day, 0, "按近两个月出货重算")
        self.agenda.add(day + timedelta(days=2), lambda then: self.answer(proposal, then, then))

    def look_ahead(self, today: date) -> None:
        """What waits today: goods not posted, a count to be posted, a safety stock proposal to be agreed."""
        line = {"product": self.setting.products[-1], "quantity": Decimal(120), "lot": f"{today:%y%m%d}"}
        told = {"warehouse": self._main, "moved_on": today, "lines": [line], "reference": "MO-2026-0630"}
        self.do(stock.open_entry, by=self.keeper, on=today, **told)
        self._counted(today, 1)
        self._proposed(today, 2, "旺季前备货")

    @property
    def _main(self) -> Warehouse:
        assert self.main
        return self.main

    def _proposed(self, day: date, place: int, reason: str) -> SafetyStockProposal:
        """For the month to come. Of the first product somebody knows better."""
        pmc, first = self.setting.people["pmc"], Month.containing(day).next().first
        items = list(Product.objects.filter(category=Category.objects.order_by("pk")[place]).order_by("pk"))
        lines: list[dict[str, Any]] = [{"product": item} for item in items]
        lines[0] |= {"quantity": Decimal(80), "note": "大客户年度框架，按最低备货量"}
        told = {"effective_on": first, "reason": reason, "lines": lines}
        drafted = self.do(stock.draft_proposal, by=pmc, on=day, **told)
        submitted: SafetyStockProposal = self.do(stock.submit_proposal, drafted, by=pmc, on=day)
        return submitted

    def _entered(self, day: date, lines: list[dict[str, Any]], **told: Any) -> StockEntry:
        head = {"warehouse": self._main, "moved_on": day, "lines": lines}
        drafted = self.do(stock.open_entry, by=self.keeper, on=day, **head, **told)
        posted: StockEntry = self.do(stock.post, drafted, by=self.keeper, on=day)
        return posted

    def _counted(self, day: date, place: int) -> StockCount:
        """Of the first two lots one piece is missing each."""
        category = Category.objects.order_by("pk")[place]
        head = {"warehouse": self._main, "counted_on": day, "category": category}
        drafted = self.do(stock.draft_count, by=self.keeper, on=day, **head)
        lines = [
            {
                "product": line.product,
                "lot": line.lot,
                "received_on": line.received_on,
                "counted_quantity": max(line.book_quantity - (number < 2), Decimal(0)),
                "reason": self.chance.choice(REASONS) if number < 2 else "",
            }
            for number, line in enumerate(drafted.lines.select_related("product"))
        ]
        self.do(stock.amend_count, drafted, by=self.keeper, on=day, lines=lines, **head)
        counted: StockCount = self.do(stock.finish_count, drafted, by=self.keeper, on=day)
        return counted
