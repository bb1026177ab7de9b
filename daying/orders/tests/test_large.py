"""Orders of many lines: as many statements as for few, and a clear answer where they are too many (M5.3)."""

import json
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.core.lengths import MOST_LINES
from daying.customers.factories import customer
from daying.desk import imports
from daying.orders import actions
from daying.orders.factories import ORDERED_ON, draft_order
from daying.orders.models import OrderLine, SalesOrder, State
from daying.products.factories import product
from daying.work import actions as work
from daying.work.queries import opinions_on

pytestmark = pytest.mark.django_db
FEW, MANY = 20, 1000


@pytest.fixture
def items():
    return [product() for _ in range(10)]


def lines_of(items, count):
    return [{"product": items[n % len(items)], "quantity": Decimal(n + 1)} for n in range(count)]


def statements(act):
    with CaptureQueriesContext(connection) as asked:
        answer = act()
    return answer, len(asked)


def typed(page):
    """What the browser would send back of an order's form."""
    draft = page.context["draft"]
    sent = {bound.html_name: bound.value() for bound in draft.form}
    sent = {name: "" if value is None else str(value) for name, value in sent.items()}
    sent["customer"] = str(draft.record.customer.public_id)
    rows = draft.grid.rows
    sent |= {"version": str(draft.record.version), "line.id": [row.id for row in rows]}
    for at, column in enumerate(draft.grid.columns):
        texts = [row.cells[at].text for row in rows]
        is_record = column.kind == "record"
        sent[column.input] = [row.cells[at].key for row in rows] if is_record else texts
        if is_record:
            sent[f"{column.input}.text"] = texts
    return sent


def course(cast, client, items, count):
    """The statements of every step that an order of so many lines takes."""
    used = {}
    order, used["open"] = statements(lambda: draft_order(customer(cast.engineer), lines=lines_of(items, count)))
    page, used["form"] = statements(lambda: client.get(f"/sales-orders/{order.public_id}/edit/"))
    sent = {**typed(page), "line.quantity": ["7"] * count}
    answer, used["save"] = statements(lambda: client.post(f"/sales-orders/{order.public_id}/edit/", sent))
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    assert OrderLine.objects.filter(order=order, quantity=7).count() == count
    page, used["detail"] = statements(lambda: client.get(f"/sales-orders/{order.public_id}/"))
    assert page.status_code == 200
    order, used["submit"] = statements(lambda: actions.submit(order, by=cast.engineer, on=ORDERED_ON))
    opinions = list(opinions_on(order))
    used["agree"] = sum(statements(lambda one=one: work.agree(one, by=SYSTEM))[1] for one in opinions)
    order.refresh_from_db()
    order, used["release"] = statements(lambda: actions.release(order, by=cast.director, on=ORDERED_ON))
    assert order.state == State.RELEASED
    return used


def test_a_thousand_lines_cost_as_many_statements_as_twenty(cast, client, items):
    client.force_login(cast.engineer)
    course(cast, client, items, 1)  # what the process then remembers

    few, many = (course(cast, client, items, count) for count in (FEW, MANY))

    assert many == few


def test_an_order_of_ten_thousand_lines_is_refused_whole_with_the_limit(cast, items):
    with pytest.raises(Refused, match=str(MOST_LINES)):
        draft_order(customer(cast.engineer), lines=lines_of(items, 10_000))
    assert not SalesOrder.objects.exists()


def test_a_sheet_of_ten_thousand_lines_of_one_order_is_refused_with_the_limit(cast, items, tmp_path):
    path = tmp_path / "order.csv"
    head = "customer,customer_po,ordered_on,requested_on,lines.product,lines.quantity"
    rows = [f"{customer(cast.engineer, code='KH-9').code},PO-9,2026-03-02,2026-03-20,{items[0].code},1"] * 10_000
    path.write_text("\n".join([head, *rows]), encoding="utf-8")

    outcome = imports.run_file("sales-orders", path, None, by=cast.director)

    assert str(MOST_LINES) in outcome.faults[0].sentence
    assert not SalesOrder.objects.exists()


def test_the_api_refuses_ten_thousand_lines_with_the_limit(cast, client, items):
    client.force_login(cast.engineer)
    lines = [{"product": str(items[0].public_id), "quantity": "1"}] * 10_000
    body = {"customer": str(customer(cast.engineer).public_id), "requested_on": "2026-03-20", "lines": lines}
    body["ordered_on"] = "2026-03-02"

    answer = client.post("/api/v1/sales-orders", json.dumps(body), content_type="application/json")

    assert answer.status_code == 422
    assert str(MOST_LINES) in answer.json()["detail"]
    assert not SalesOrder.objects.exists()


def test_a_form_of_ten_thousand_lines_is_refused_with_the_limit(cast, client, items):
    client.force_login(cast.engineer)
    names = ("id", "product", "product.text", "description", "quantity", "unit", "unit_price", "discount", "tax_rate")
    sent = {f"line.{name}": [""] * 10_000 for name in (*names, "requested_on")}

    answer = client.post("/sales-orders/new/", {**sent, "customer": "", "request_key": "once"})

    assert answer.status_code == 413
    assert str(MOST_LINES) in answer.content.decode()
