"""What the warehouse enters itself: posted, reversed, taken in from a sheet, and refused in a sentence (M3.8)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.core.verify import verify
from daying.desk import imports
from daying.products.factories import product
from daying.stock import actions, queries
from daying.stock.actions import Move, move
from daying.stock.factories import stocked, warehouse
from daying.stock.models import EntryKind, EntryState, MovementKind, StockEntry, StockMovement
from tests.fingerprint import fingerprint

pytestmark = pytest.mark.django_db
MARCH_2, MARCH_3, MARCH_9 = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 9)
D = Decimal


@pytest.fixture
def place():
    return warehouse(code="W", name="成品仓")


@pytest.fixture
def item():
    return product(code="P-9")


def entered(place, *lines: dict[str, Any], by=SYSTEM, **values: Any) -> StockEntry:
    return actions.open_entry(by=by, warehouse=place, lines=lines, **{"moved_on": MARCH_3, **values})


def posted(place, *lines, **values):
    return actions.post(entered(place, *lines, **values), by=SYSTEM, on=MARCH_9)


def test_a_draft_moves_nothing_and_posting_gives_number_goods_and_age(cast, place, item):
    draft = entered(place, {"product": item, "quantity": D(5), "lot": " A ", "received_on": MARCH_2}, by=cast.warehouse)

    before = queries.balance(item, place)
    done = actions.post(draft, by=cast.warehouse, on=MARCH_9)

    assert (before, done.number, done.state) == (0, "SE-2026-000001", EntryState.POSTED)
    assert [(row.lot, row.received_on, row.quantity) for row in queries.lots(item)] == [("A", MARCH_2, 5)]
    moved = StockMovement.objects.get()
    assert (moved.kind, moved.moved_on, moved.document) == (MovementKind.RECEIPT, MARCH_3, done)


def test_only_the_warehouse_posts(cast, place, item):
    draft = entered(place, {"product": item, "quantity": D(5)})

    with pytest.raises(PermissionDenied):
        actions.post(draft, by=cast.engineer, on=MARCH_9)

    assert not StockMovement.objects.exists()


def test_a_transfer_takes_the_oldest_to_the_other_warehouse(place, item):
    other = warehouse()
    stocked(place, item, 4, lot="A")

    posted(place, {"product": item, "quantity": D(3)}, kind=EntryKind.TRANSFER, to=other)

    assert queries.balance(item, place) == 1
    assert [(row.lot, row.received_on, row.quantity) for row in queries.lots(item, warehouses=[other])] == [
        ("A", MARCH_2, 3)
    ]


@pytest.mark.parametrize(
    ("kind", "quantity", "left"),
    [(EntryKind.SCRAP, 3, 7), (EntryKind.ADJUSTMENT, -3, 7), (EntryKind.ADJUSTMENT, 3, 13)],
)
def test_scrapping_and_adjusting_change_the_stock_for_a_reason(place, item, kind, quantity, left):
    stocked(place, item, 10)

    posted(place, {"product": item, "quantity": D(quantity)}, kind=kind, reason="锈蚀")

    assert queries.balance(item, place) == left


def test_what_was_posted_is_reversed_and_not_changed(place, item):
    done = posted(place, {"product": item, "quantity": D(5), "lot": "A"})

    with pytest.raises(Refused, match="was posted: reverse it and enter another"):
        actions.amend_entry(done, by=SYSTEM, warehouse=place, moved_on=MARCH_3)
    back = actions.reverse(done, by=SYSTEM, on=MARCH_9, reason="录错")

    assert (back.state, queries.balance(item, place)) == (EntryState.REVERSED, 0)
    assert list(StockMovement.objects.order_by("pk").values_list("quantity", "moved_on", "note")) == [
        (5, MARCH_3, ""),
        (-5, MARCH_9, "Reversed: 录错"),
    ]
    assert not verify()


def test_a_reversed_transfer_lies_where_it_lay_with_its_age(place, item):
    other = warehouse()
    stocked(place, item, 4, lot="A")
    done = posted(place, {"product": item, "quantity": D(3)}, kind=EntryKind.TRANSFER, to=other)

    actions.reverse(done, by=SYSTEM, on=MARCH_9, reason="退回")

    assert [(row.warehouse, row.lot, row.received_on, row.quantity) for row in queries.lots(item)] == [
        (place, "A", MARCH_2, 4)
    ]


def test_goods_that_have_gone_on_cannot_be_reversed(place, item):
    done = posted(place, {"product": item, "quantity": D(5)})
    move([Move(place, item, D(-1), MovementKind.SHIPMENT)], by=SYSTEM, on=MARCH_9)

    with pytest.raises(Refused, match="there are 4 件"):
        actions.reverse(done, by=SYSTEM, on=MARCH_9, reason="录错")

    assert StockEntry.objects.get().state == EntryState.POSTED


def test_a_draft_is_changed_with_its_lines(place, item):
    draft = entered(place, {"product": item, "quantity": D(5)})

    actions.amend_entry(
        draft, by=SYSTEM, warehouse=place, moved_on=MARCH_2, lines=[{"product": item, "quantity": D(7)}]
    )

    assert [line.quantity for line in draft.lines.all()] == [7]
    assert StockEntry.objects.get().moved_on == MARCH_2


BAD = [
    ({"lines": []}, "at least one line"),
    ({"kind": EntryKind.TRANSFER}, "names the warehouse to which"),
    ({"kind": EntryKind.SCRAP}, "Say why"),
    ({"line": {"quantity": D(0)}}, "Line 1: the quantity of .* is above zero"),
    ({"line": {"quantity": D(-2)}}, "Line 1: the quantity of .* is above zero"),
    ({"line": {"quantity": D("1.5")}}, "Line 1: .* with 0 decimal places at most"),
    ({"line": {"received_on": MARCH_9}}, "Line 1: goods are not there since a day after they came"),
]


@pytest.mark.parametrize(("values", "sentence"), BAD)
def test_bad_input_is_refused_in_a_sentence_and_nothing_is_written(place, values, sentence):
    whole = product(places=0)
    line = {"product": whole, "quantity": D(2), **values.get("line", {})}
    head = {name: value for name, value in values.items() if name != "line"}
    before = fingerprint()

    with pytest.raises(Refused, match=sentence):
        actions.open_entry(by=SYSTEM, **{"warehouse": place, "moved_on": MARCH_3, "lines": [line], **head})

    assert fingerprint() == before


def test_a_warehouse_transfers_nothing_to_itself(place, item):
    with pytest.raises(Refused, match="to another warehouse"):
        entered(place, {"product": item, "quantity": D(1)}, kind=EntryKind.TRANSFER, to=place)


def test_goods_that_come_tomorrow_are_not_posted_today(place, item):
    draft = entered(place, {"product": item, "quantity": D(1)}, moved_on=MARCH_9)

    with pytest.raises(Refused, match="lies ahead"):
        actions.post(draft, by=SYSTEM, on=MARCH_3)


def test_more_than_is_there_is_not_scrapped_and_the_entry_stays_a_draft(place, item):
    stocked(place, item, 2)
    draft = entered(place, {"product": item, "quantity": D(3)}, kind=EntryKind.SCRAP, reason="锈蚀")

    with pytest.raises(Refused, match=r"there are 2 件 in .*, 3 are wanted"):
        actions.post(draft, by=SYSTEM, on=MARCH_9)

    kept = StockEntry.objects.get()
    assert (kept.state, kept.number) == (EntryState.DRAFT, None)


def test_receipts_come_in_by_a_sheet_of_the_trade_s_own_headings(cast, place, item, tmp_path):
    path = tmp_path / "入库.csv"
    path.write_text(
        "Kind,Warehouse,Moved on,生产单号,Product,入库数量,批号\n"
        "Goods received,W,2026-03-03,MO-7,P-9,5,A\n"
        "Goods received,W,2026-03-03,MO-7,P-9,6,B\n",
        encoding="utf-8",
    )

    outcome = imports.run_file("stock-entries", path, None, by=cast.warehouse)

    assert not outcome.faults
    entry = StockEntry.objects.get()
    assert (entry.reference, entry.state) == ("MO-7", EntryState.DRAFT)
    assert [(line.quantity, line.lot) for line in entry.lines.all()] == [(5, "A"), (6, "B")]


def test_the_stock_a_company_begins_with_comes_by_a_sheet_and_is_posted(cast, place, item, tmp_path):
    path = tmp_path / "期初.csv"
    path.write_text(
        "Warehouse,Product,期初数量,批号,入库日期,Counts from\nW,P-9,12,A,2026-01-05,2026-03-01\n", encoding="utf-8"
    )

    outcome = imports.run_file("opening-stock", path, None, by=cast.warehouse)

    assert not outcome.faults
    entry = StockEntry.objects.get()
    assert (entry.kind, entry.state, entry.moved_on) == (EntryKind.OPENING, EntryState.POSTED, date(2026, 3, 1))
    assert [(row.lot, row.received_on, row.quantity) for row in queries.lots(item)] == [("A", date(2026, 1, 5), 12)]
    assert not verify()


def test_a_sheet_with_faults_is_told_by_row_and_nothing_is_taken(cast, place, item, tmp_path):
    path = tmp_path / "期初.csv"
    path.write_text("Warehouse,Product,Quantity\nW,P-9,5\nX,P-9,5\nW,P-0,5\nW,P-9,viele\nW,P-9,-5\n", encoding="utf-8")
    before = fingerprint()

    outcome = imports.run_file("opening-stock", path, None, by=cast.warehouse)

    assert [(fault.row, fault.heading) for fault in outcome.faults] == [
        (3, "Warehouse"),
        (4, "Product"),
        (5, "Quantity"),
        (6, "Quantity"),
    ]
    assert fingerprint() == before
