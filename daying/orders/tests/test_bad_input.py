"""What cannot be an order is told in a sentence, by page, API and sheet alike, and nothing of it is written (M5.3)."""

import json
from datetime import date
from decimal import Decimal

import pytest

from daying.core.actor import SYSTEM
from daying.core.errors import Refused, Stale
from daying.customers.factories import customer
from daying.desk import imports
from daying.orders import actions
from daying.orders.factories import ORDERED_ON, WANTED_ON, draft_order, released_order, review_rule
from daying.orders.models import SalesOrder
from daying.orders.tests.test_pages import typed
from daying.products.factories import product
from daying.work import actions as work
from daying.work.models import Countersignature
from daying.work.queries import opinions_on

pytestmark = pytest.mark.django_db
D = Decimal
HEAD = "customer,customer_po,ordered_on,requested_on,lines.product,lines.quantity"


@pytest.fixture
def buyer(cast):
    return customer(cast.engineer, code="KH-1")


@pytest.fixture
def browser(cast, client):
    client.force_login(cast.engineer)
    return client


def by_api(browser, buyer, line, **head):
    body = {"customer": str(buyer.public_id), "ordered_on": "2026-03-02", "requested_on": "2026-03-20", **head}
    body["lines"] = [line]
    return browser.post("/api/v1/sales-orders", json.dumps(body), content_type="application/json")


def by_sheet(cast, folder, *rows):
    path = folder / "orders.csv"
    path.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    outcome = imports.run_file("sales-orders", path, None, by=cast.director)
    return [(fault.row, str(fault)) for fault in outcome.faults]


@pytest.mark.parametrize("quantity", ["0", "-3"])
def test_nothing_or_less_is_not_ordered(cast, buyer, browser, tmp_path, quantity):
    item = product(code="P-1")

    page = browser.post("/sales-orders/new/", typed(buyer, (item, quantity)))
    api = by_api(browser, buyer, {"product": str(item.public_id), "quantity": quantity})
    sheet = by_sheet(cast, tmp_path, f"KH-1,,2026-03-02,2026-03-20,P-1,{quantity}")

    assert (page.status_code, api.status_code) == (422, 409)
    for told in (page.content.decode(), api.json()["detail"], sheet[0][1]):
        assert "数量须大于零" in told
    assert not SalesOrder.objects.exists()


def test_an_unknown_part_is_named(cast, buyer, browser, tmp_path):
    sent = {**typed(buyer, (product(), "1")), "line.product": [""], "line.product.text": ["NIX-1"]}

    page = browser.post("/sales-orders/new/", sent)
    sheet = by_sheet(cast, tmp_path, "KH-1,,2026-03-02,2026-03-20,NIX-1,1")

    assert page.status_code == 422
    assert "NIX-1" in page.content.decode()
    assert [row for row, told in sheet if "NIX-1" in told] == [2]
    assert not SalesOrder.objects.exists()


def test_goods_are_not_wanted_before_they_are_ordered(cast, buyer, browser, tmp_path):
    item = product(code="P-1")

    page = browser.post("/sales-orders/new/", {**typed(buyer, (item, "1")), "requested_on": "2026-03-01"})
    api = by_api(browser, buyer, {"product": str(item.public_id), "quantity": "1", "requested_on": "2025-03-20"})
    sheet = by_sheet(cast, tmp_path, "KH-1,,2026-03-02,2025-03-20,P-1,1")

    assert (page.status_code, api.status_code) == (422, 409)
    assert "2026-03-01" in page.content.decode()
    assert "2025-03-20" in api.json()["detail"]
    assert [row for row, told in sheet if "2025-03-20" in told] == [2]
    assert not SalesOrder.objects.exists()


def test_a_draft_is_not_amended_to_a_day_before_its_own(cast, buyer):
    order = draft_order(buyer)

    with pytest.raises(Refused, match="2026-03-01"):
        actions.amend(
            order, by=cast.engineer, customer=buyer, ordered_on=ORDERED_ON, requested_on=date(2026, 3, 1), lines=None
        )
    order.refresh_from_db()
    assert order.requested_on == WANTED_ON


def test_orders_of_another_system_keep_the_days_they_have(cast, buyer):
    assert released_order(buyer, ordered_on=date(2026, 3, 2), requested_on=date(2026, 3, 1)).pk


@pytest.mark.parametrize("least", [None, D("0.20")])
def test_a_price_below_cost_is_a_red_line_whatever_the_rule_asks(cast, buyer, least):
    review_rule("严", "FIN", rank=1, lowest_margin=least)
    item = product(code="P-1", cost=D(80), tax_rate=D(0))
    order = draft_order(buyer, lines=[{"product": item, "quantity": D(1), "unit_price": D("79.99"), "tax_rate": D(0)}])

    actions.submit(order, by=cast.engineer, on=ORDERED_ON)

    warnings = Countersignature.objects.get().warnings.splitlines()
    assert [told for told in warnings if "P-1" in told] == [f"低于成本销售：{item}"]


def test_who_saves_second_is_told_what_the_first_changed(cast, buyer, browser):
    order = draft_order(buyer)
    head = {"customer": buyer, "ordered_on": ORDERED_ON, "requested_on": WANTED_ON}
    actions.amend(order, by=cast.manager, version=1, freight=D(9), **head)

    with pytest.raises(Stale) as stale:
        actions.amend(order, by=cast.engineer, version=1, freight=D(5), **head)
    line = order.lines.get()
    sent = {**typed(buyer, (line.product, "77")), "line.id": [str(line.pk)], "version": "1", "freight": "5"}
    page = browser.post(f"/sales-orders/{order.public_id}/edit/", sent)

    assert [(theirs, mine) for _label, theirs, mine in stale.value.differences] == [(D(9), D(5))]
    assert page.status_code == 409
    assert str(cast.manager) in page.content.decode()
    order.refresh_from_db()
    assert (order.freight, order.lines.get().quantity) == (D(9), D(10))


@pytest.mark.parametrize("late", [work.agree, work.refuse])
def test_an_opinion_after_the_review_has_closed_changes_nothing(cast, buyer, late):
    order = actions.submit(draft_order(buyer), by=cast.engineer, on=ORDERED_ON)
    first, second = opinions_on(order)[:2]
    work.refuse(first, by=SYSTEM, text="产能不够")

    with pytest.raises(Refused):
        late(second, by=SYSTEM, **({"text": "晚了"} if late is work.refuse else {}))

    order.refresh_from_db()
    assert order.state == "draft"


def test_the_page_links_to_the_order_that_has_the_customers_number(cast, buyer, browser):
    known = released_order(buyer, customer_po="PO-88")

    page = browser.post("/sales-orders/new/", {**typed(buyer, (product(), "1")), "customer_po": "PO-88"})

    assert f'<a href="/sales-orders/{known.public_id}/">' in page.content.decode()
    assert SalesOrder.objects.get() == known


def test_the_sentence_itself_is_never_taken_for_markup(cast, buyer, browser):
    released_order(buyer, customer_po="<b>PO</b>")

    page = browser.post("/sales-orders/new/", {**typed(buyer, (product(), "1")), "customer_po": "<b>PO</b>"})

    assert "<b>PO</b>" not in page.content.decode()


def test_api_and_sheet_name_the_order_that_has_the_customers_number(cast, buyer, browser, tmp_path):
    known, item = released_order(buyer, customer_po="PO-88"), product(code="P-1")

    api = by_api(browser, buyer, {"product": str(item.public_id), "quantity": "1"}, customer_po="PO-88")
    sheet = by_sheet(cast, tmp_path, "KH-1,PO-88,2026-03-02,2026-03-20,P-1,1")

    assert (api.status_code, [*api.json()["faults"]]) == (409, ["customer_po"])
    assert known.number in api.json()["detail"]
    assert [row for row, told in sheet if known.number in told] == [2]
    assert SalesOrder.objects.get() == known


def test_a_copy_takes_everything_but_the_customers_number_and_the_days(cast, buyer, browser):
    item = product()
    line = {"product": item, "quantity": D(3), "unit_price": D(7), "discount": D("0.1"), "description": "加长"}
    line |= {"requested_on": date(2026, 4, 1)}
    more = {"customer_po": "PO-88", "kind": "special", "freight": D(12), "delivery_name": "二号仓", "remarks": "轻放"}
    order = draft_order(buyer, lines=[line], **more)

    draft = browser.get(f"/sales-orders/new/?copy={order.public_id}").context["draft"]

    shown = {name: draft.form[name].value() for name in draft.form.fields}
    assert {name: shown[name] for name in more if name != "customer_po"} == {
        name: value for name, value in more.items() if name != "customer_po"
    }
    assert (shown["customer_po"], shown["requested_on"]) == ("", None)
    assert shown["ordered_on"] != ORDERED_ON
    (row,) = draft.grid.rows
    texts = {cell.column.name: cell.text for cell in row.cells}
    wanted = {"product": str(item), "quantity": "3", "unit_price": "7", "discount": "10%", "description": "加长"}
    assert {name: texts[name] for name in wanted} == wanted
    assert (row.id, texts["requested_on"]) == ("", "")
