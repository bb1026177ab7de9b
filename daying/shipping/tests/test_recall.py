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
from daying.stock.models import EntryKind, MovementKind
from daying.stock.queries.recall import recall

pytestmark = pytest.mark.django_db
MARCH_10, MARCH_12 = date(2026, 3, 10), date(2026, 3, 12)
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

    assert (found.came, found.on_hand, found.with_customers, found.lost) == (100, 65, 30, 5)
    assert [(row.warehouse.code, row.quantity) for row in found.there] == [("CP", 45), ("J1", 20)]
    assert found.by_customer == [(firm, 30)]
    (left,) = (one for one in found.moves if one.movement.kind == MovementKind.SHIPMENT)
    assert (left.document, left.customer) == (shipment, firm)


def test_it_takes_as_many_queries_however_much_moved(shipment, firm, item, django_assert_max_num_queries):
    for _ in range(5):
        dispatched_shipment(released_order(firm, lines=[{"product": item, "quantity": D(2)}]))

    with django_assert_max_num_queries(8):
        (found,) = recall("L-7")

    assert found.with_customers == 40


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
