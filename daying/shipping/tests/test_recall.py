"""Where every piece of a lot is: in warehouses, with customers, back, scrapped; on the page and as a sheet (M3.8)."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest

from daying.core import sheets
from daying.core.actor import SYSTEM
from daying.customers.factories import customer
from daying.orders.factories import released_order
from daying.products.factories import product
from daying.shipping.factories import dispatched_shipment
from daying.stock import actions
from daying.stock.factories import jit_warehouse, stocked, warehouse
from daying.stock.jit import transfers
from daying.stock.jit.factories import accepted, agreement_in_force
from daying.stock.models import EntryKind, MovementKind, TransferKind
from daying.stock.queries.recall import recall

pytestmark = pytest.mark.django_db
MARCH_10, MARCH_12, APRIL_3 = date(2026, 3, 10), date(2026, 3, 12), date(2026, 4, 3)
D = Decimal


@pytest.fixture
def item():
    return product(code="P-9")


@pytest.fixture
def firm(cast):
    return customer(cast.engineer, name="天津华泰机械")


@pytest.fixture
def shipment(firm, item):
    """Of lot L-7 there came 100: 30 left for the customer, 20 lie at another's, 5 were scrapped; one is missing."""
    main = warehouse(code="CP", name="成品仓", is_main=True)
    stocked(main, item, 100, lot="L-7")
    theirs = jit_warehouse(firm, code="J1", name="JIT 仓")
    actions.move([actions.Move(main, item, D(-20), MovementKind.FILL_UP, to=theirs)], by=SYSTEM, on=MARCH_10)
    line = {"product": item, "quantity": D(30)}
    shipment = dispatched_shipment(released_order(firm, lines=[line]))
    scrapped = {"kind": EntryKind.SCRAP, "reason": "锈蚀", "lines": [{"product": item, "quantity": D(5), "lot": "L-7"}]}
    entry = actions.open_entry(by=SYSTEM, warehouse=main, moved_on=MARCH_12, **scrapped)
    actions.post(entry, by=SYSTEM, on=MARCH_12)
    return shipment


def test_every_piece_of_a_lot_is_accounted_for(shipment, firm, item):
    (found,) = recall("L-7")

    assert (found.came, found.own, found.at_jit, found.with_customers, found.lost) == (100, 45, 20, 30, 5)
    assert [(row.warehouse.code, row.quantity) for row in found.there] == [("CP", 45), ("J1", 20)]
    assert [(held.customer, held.shipped, held.has) for held in found.by_customer] == [(firm, 30, 30)]
    (left,) = (one for one in found.moves if one.movement.kind == MovementKind.SHIPMENT)
    assert (left.document, left.customer) == (shipment, firm)


def sent(under, item, quantity, on, **values):
    """A transfer under way; of a return the reason is told."""
    lines = [{"product": item, "quantity": D(quantity)}]
    planned = transfers.plan_transfer(by=SYSTEM, agreement=under, planned_on=on, lines=lines, **values)
    return transfers.ship_transfer(planned, by=SYSTEM, on=on)


@pytest.fixture
def under(firm, item):
    """Of 100 that came 30 were shipped and 40 sent to the JIT warehouse: 10 are on the way, 15 used, 5 came back."""
    main = warehouse(code="CP", name="成品仓", is_main=True)
    stocked(main, item, 100, lot="L-7")
    dispatched_shipment(released_order(firm, lines=[{"product": item, "quantity": D(30)}]))
    under = agreement_in_force(firm, item, warehouse=jit_warehouse(firm, code="J1", name="JIT 仓"))
    transfers.receive_transfer(sent(under, item, 30, MARCH_10), by=SYSTEM, on=MARCH_12)
    sent(under, item, 10, MARCH_12)
    accepted(under, {"product": item, "quantity": 15})
    back = sent(under, item, 5, APRIL_3, kind=TransferKind.RETURN, reason="来料不良")
    transfers.receive_transfer(back, by=SYSTEM, on=APRIL_3)
    return under


def test_goods_at_jit_warehouses_and_on_the_way_there_are_accounted_for(under, firm):
    (found,) = recall("L-7")

    # 100 − 30 − 40 + 5; 30 − 15; 10; 30 + 15 − 5
    assert (found.own, found.at_jit, found.on_the_way, found.with_customers, found.lost) == (35, 15, 10, 40, 0)
    assert found.came == 35 + 15 + 10 + 40
    (held,) = found.by_customer
    assert (held.customer, held.shipped, held.used, held.returned, held.has) == (firm, 30, 15, 5, 40)


def test_what_did_not_arrive_is_told_as_lost(under, firm):
    (line,) = recall("L-7")[0].coming

    transfers.receive_transfer(line.transfer, by=SYSTEM, on=APRIL_3, received={line.pk: D(7)})

    (found,) = recall("L-7")
    assert (found.own, found.at_jit, found.on_the_way, found.with_customers, found.lost) == (35, 22, 0, 40, 3)


def test_the_page_and_the_sheet_tell_what_is_on_the_way(cast, under, client):
    client.force_login(cast.quality)

    page = client.get("/stock/recall/", {"lot": "L-7"})

    (one,) = page.context["found"]
    assert [value for _label, value in one["sums"]] == ["100", "35", "15", "10", "40", "0"]
    (row,) = one["coming"]
    told = (row["source"], row["target"], row["on"], row["quantity"], row["is_lost"])
    assert told == ("CP 成品仓", "J1 JIT 仓", "2026-03-12", "10", False)
    sheet = client.get("/stock/recall/", {"lot": "L-7", "format": "xlsx"})
    rows = [[str(value) for value in row.cells] for row in sheets.read(BytesIO(sheet.content)).rows]
    assert [row[6] for row in rows] == ["35", "15", "10", "100", "-30", "-15", "5"]
    assert rows[2][2] == "在途，发往J1 JIT 仓"


def test_it_takes_as_many_queries_however_much_moved(under, firm, item, django_assert_max_num_queries):
    for _ in range(5):
        dispatched_shipment(released_order(firm, lines=[{"product": item, "quantity": D(2)}]))

    with django_assert_max_num_queries(10):
        (found,) = recall("L-7")

    assert found.with_customers == 50


def test_the_page_names_customers_documents_and_warehouses(cast, shipment, client):
    client.force_login(cast.quality)

    page = client.get("/stock/recall/", {"lot": "L-7"}).content.decode()

    assert all(told in page for told in ("天津华泰机械", shipment.number, "CP 成品仓", "J1 JIT 仓", "SE-2026-000001"))


def test_a_part_of_a_lot_s_name_offers_lots(cast, shipment, client):
    client.force_login(cast.quality)

    page = client.get("/stock/recall/", {"lot": "l-"}).content.decode()

    assert "?lot=L-7&amp;product=P-9" in page


def test_the_sheet_has_a_row_for_each_place_and_movement(cast, shipment, client):
    client.force_login(cast.warehouse)

    answer = client.get("/stock/recall/", {"lot": "L-7", "format": "xlsx"})

    rows = [[str(value) for value in row.cells] for row in sheets.read(BytesIO(answer.content)).rows]
    assert [row[6] for row in rows] == ["45", "20", "100", "-30", "-5"]
    assert any("天津华泰机械" in row[3] and row[4] == shipment.number for row in rows)


@pytest.mark.parametrize("lot", ["", "\0", "无此批号", "x" * 500, "' OR 1=1"])
def test_nonsense_finds_nothing_and_breaks_nothing(cast, shipment, client, lot):
    client.force_login(cast.quality)

    answer = client.get("/stock/recall/", {"lot": lot, "product": lot})

    assert answer.status_code == 200
    assert not answer.context["found"]


def test_who_sees_some_customers_only_does_not_see_recalls(cast, shipment, client):
    client.force_login(cast.engineer)

    assert client.get("/stock/recall/", {"lot": "L-7"}).status_code == 403
