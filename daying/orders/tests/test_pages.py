"""Orders on the screen: entered in the form, handed in by a button, with what the departments say (M5.3)."""

from datetime import date
from decimal import Decimal

import pytest

from daying.customers.factories import customer
from daying.orders import actions, pages
from daying.orders.factories import ORDERED_ON, draft_order, released_order
from daying.orders.models import SalesOrder, State
from daying.products.factories import product
from daying.work import actions as work
from daying.work.queries import opinions_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def engineers_browser(cast, client):
    client.force_login(cast.engineer)
    return client


def typed(ours, *rows):
    """What the form of an order sends. rows: product, quantity; the rest is left to product and customer."""
    head = {"customer": str(ours.public_id), "ordered_on": "2026-03-02", "requested_on": "2026-03-20", "freight": "0"}
    left = dict.fromkeys(("description", "unit", "unit_price", "discount", "tax_rate", "requested_on"), "")
    return head | {
        "line.id": [""] * len(rows),
        "line.product": [str(item.public_id) for item, _ in rows],
        "line.product.text": [str(item) for item, _ in rows],
        "line.quantity": [quantity for _, quantity in rows],
        **{f"line.{name}": [text] * len(rows) for name, text in left.items()},
    }


def test_an_order_is_entered_and_handed_in(cast, engineers_browser):
    ours = customer(cast.engineer)

    answer = engineers_browser.post("/sales-orders/new/", typed(ours, (product(), "3")))

    order = SalesOrder.objects.get()
    assert answer["Location"] == f"/sales-orders/{order.public_id}/"
    assert order.total == Decimal("300.00")
    engineers_browser.post(f"/sales-orders/{order.public_id}/do/submit/", {"request_key": "once"})
    order.refresh_from_db()
    assert order.state == State.UNDER_REVIEW


def test_the_page_of_an_order_shows_what_the_departments_say(cast, engineers_browser):
    order = actions.submit(draft_order(customer(cast.engineer)), by=cast.engineer, on=ORDERED_ON)
    work.agree(opinions_on(order).get(department__code="PMC"), by=cast.pmc, text="产能够")

    page = engineers_browser.get(f"/sales-orders/{order.public_id}/")
    panel = engineers_browser.get(f"/sales-orders/{order.public_id}/panels/opinions/")

    assert str(order.number) in page.content.decode()
    assert str(cast.pmc) in panel.content.decode()


def test_a_customers_number_entered_before_is_told_beside_the_field(cast, engineers_browser):
    ours = customer(cast.engineer)
    known = released_order(ours, customer_po="PO-88")

    answer = engineers_browser.post("/sales-orders/new/", {**typed(ours, (product(), "3")), "customer_po": "PO-88"})

    assert answer.status_code in (409, 422)
    assert known.number in answer.content.decode()
    assert SalesOrder.objects.count() == 1


def test_a_customer_out_of_sight_cannot_be_ordered_for(cast, engineers_browser):
    theirs = customer(cast.other_engineer)

    answer = engineers_browser.post("/sales-orders/new/", typed(theirs, (product(), "3")))

    assert answer.status_code == 422
    assert not SalesOrder.objects.exists()


def test_the_home_page_calls_for_what_waits(cast):
    today = date(2026, 3, 21)
    late = released_order(customer(cast.engineer))
    SalesOrder.objects.filter(pk=released_order(customer(cast.engineer)).pk).update(state=State.REVIEWED)

    assert list(pages.overdue(cast.engineer, today)) == [late]
    assert not pages.overdue(cast.other_engineer, today).exists()
    assert pages.to_release(cast.customer_service, today).count() == 1
    assert not pages.to_release(cast.engineer, today).exists()


def test_each_line_shows_its_promises_and_every_move_with_its_reason(cast, engineers_browser):
    order = released_order(customer(cast.engineer), (10, 20))
    for to, reason, wish, positions in (
        (date(2026, 4, 1), "缺料", False, ""),
        (date(2026, 4, 9), "客户改期", True, "2"),
    ):
        moved = {"to": to, "reason": reason, "is_customers_wish": wish, "positions": positions}
        actions.move_delivery_date(order, by=cast.manager, on=date(2026, 3, 10), **moved)

    lines = engineers_browser.get(f"/sales-orders/{order.public_id}/").context["detail"].lines

    assert {"requested_on", "first_confirmed_on", "confirmed_on"} <= {column.name for column in lines.columns}
    first, second = (told for _cells, told in lines.rows)
    assert [len(first), len(second)] == [1, 2]
    assert [word for word in ("缺料", "2026-03-20", "2026-04-01") if word not in first[0]] == []
    assert [word for word in ("客户改期", "2026-04-09", str(cast.manager)) if word not in second[1]] == []
