"""An order that was agreed to is changed by those whom the change touches (M5.4)."""

from datetime import date
from decimal import Decimal

import pytest

from daying.core import events
from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.customers.factories import customer
from daying.orders import actions
from daying.orders.changing import actions as changing
from daying.orders.changing.queries import as_of
from daying.orders.events import OrderChanged
from daying.orders.factories import ORDERED_ON, WANTED_ON, change_of, draft_order, released_order
from daying.orders.models import ChangeState, DateMove
from daying.work import actions as work
from daying.work.queries import opinions_on

pytestmark = pytest.mark.django_db
D = Decimal
ON = date(2026, 3, 10)
LATER = date(2026, 4, 3)


@pytest.fixture
def order(cast):
    return released_order(customer(cast.engineer), (10, 5))


@pytest.fixture
def told(monkeypatch):
    heard = []
    monkeypatch.setitem(events._inside, OrderChanged, [heard.append])
    return heard


def asked(change):
    return [opinion.department.code for opinion in opinions_on(change)]


def agreed(change, **said):
    for opinion in opinions_on(change):
        work.agree(opinion, by=SYSTEM, **said)
    change.refresh_from_db()
    return change


@pytest.mark.parametrize(
    ("changed", "departments"),
    [
        ({"quantity": D(12)}, ["PMC"]),
        ({"requested_on": LATER}, ["PMC"]),
        ({"unit_price": D("9.5")}, ["FIN"]),
        ({"description": "加厚型"}, ["ENG", "QA"]),
        ({"quantity": D(12), "unit_price": D("9.5")}, ["FIN", "PMC"]),
    ],
)
def test_only_departments_touched_are_asked(cast, order, changed, departments):
    change = changing.submit_change(change_of(order, changed), by=cast.engineer, on=ON)

    assert asked(change) == departments
    assert change.number == "CO-2026-000001"


def test_terms_are_finances(cast, order):
    change = change_of(order, payment_days=order.payment_days + 30)

    assert asked(changing.submit_change(change, by=cast.engineer, on=ON)) == ["FIN"]


def test_a_change_of_nothing_is_not_asked_about(cast, order):
    with pytest.raises(Refused):
        changing.submit_change(change_of(order, {"quantity": D(10)}), by=cast.engineer, on=ON)


def test_agreed_it_rewrites_the_order_with_its_next_revision(cast, order, told):
    change = change_of(order, {"quantity": D(12), "unit_price": D(100), "requested_on": LATER})

    change = agreed(changing.submit_change(change, by=cast.engineer, on=ON))

    order.refresh_from_db()
    first, second = order.lines.all()
    assert (change.state, change.revision, order.revision) == (ChangeState.DONE, 2, 2)
    assert (first.quantity, first.unit_price, first.confirmed_on, first.first_confirmed_on) == (12, 100, LATER, LATER)
    assert first.amount >= 1200
    assert order.total == first.amount + second.amount
    assert order.confirmed_on == LATER
    assert (DateMove.objects.get().from_on, DateMove.objects.get().is_customers_wish) == (WANTED_ON, True)
    assert [(event.line_ids, event.moved_ids) for event in told] == [((first.pk,), (first.pk,))]


def test_our_own_change_does_not_reset_the_first_promise(cast, order):
    change = change_of(order, {"requested_on": LATER}, asked_by="us")

    agreed(changing.submit_change(change, by=cast.engineer, on=ON))

    first = order.lines.first()
    assert (first.confirmed_on, first.first_confirmed_on) == (LATER, WANTED_ON)


def test_refused_it_leaves_the_order(cast, order):
    change = changing.submit_change(change_of(order, {"quantity": D(12)}), by=cast.engineer, on=ON)

    work.refuse(opinions_on(change).get(), by=SYSTEM, text="产能不足")

    change.refresh_from_db()
    order.refresh_from_db()
    assert change.state == ChangeState.REFUSED
    assert "产能不足" in change.objection
    assert (order.lines.first().quantity, order.revision) == (10, 1)


def test_what_was_shipped_meanwhile_is_not_taken_back(cast, order):
    change = changing.submit_change(change_of(order, {"quantity": D(4)}), by=cast.engineer, on=ON)
    actions.count_shipped(order, {order.lines.first().pk: D(6)}, by=cast.warehouse, on=ON)

    assert agreed(change).state == ChangeState.REFUSED
    assert order.lines.first().quantity == 10


def test_one_change_at_a_time(cast, order):
    changing.submit_change(change_of(order, {"quantity": D(12)}), by=cast.engineer, on=ON)

    with pytest.raises(Refused):
        changing.submit_change(change_of(order, {"quantity": D(13)}), by=cast.engineer, on=ON)


def test_withdrawn_nobody_is_asked_any_more(cast, order):
    change = changing.submit_change(change_of(order, {"quantity": D(12)}), by=cast.engineer, on=ON)

    changing.withdraw_change(change, by=cast.engineer)

    assert [opinion.state for opinion in opinions_on(change)] == ["lapsed"]


def test_a_draft_is_changed_itself(cast):
    with pytest.raises(Refused):
        change_of(draft_order(customer(cast.engineer)), {"quantity": D(12)})


def test_an_order_is_read_as_it_stood_on_a_day(cast):
    order = actions.submit(draft_order(customer(cast.engineer)), by=SYSTEM, on=ORDERED_ON)
    for opinion in opinions_on(order):
        work.agree(opinion, by=SYSTEM)
    order = actions.release(order, by=SYSTEM, on=date(2026, 3, 5))
    change = changing.submit_change(change_of(order, {"quantity": D(12)}), by=cast.engineer, on=ON)
    agreed(change)
    order.refresh_from_db()
    head, lines = as_of(order, date.max)
    assert (head["revision"], lines[0]["quantity"]) == (2, "12.000")
    head, lines = as_of(order, date(2026, 3, 9))
    assert (head["state"], head["revision"], lines[0]["quantity"]) == ("released", 1, "10.000")
    assert as_of(order, ORDERED_ON)[0]["state"] == "under_review"
    assert as_of(order, date(2000, 1, 1)) is None


def test_goods_shipped_later_were_not_shipped_then(cast, order):
    order = actions.hold(order, by=SYSTEM, reason="等款")
    order = actions.resume(order, by=SYSTEM)
    actions.move_delivery_date(order, by=SYSTEM, on=date(2026, 3, 5), to=LATER, reason="缺料", positions="1")
    actions.count_shipped(order, {order.lines.first().pk: D(6)}, by=SYSTEM, on=ON)
    order.refresh_from_db()

    _head, lines = as_of(order, date(2026, 3, 9))

    assert [D(line["shipped_quantity"]) for line in lines] == [0, 0]
    assert lines[0]["confirmed_on"] == LATER.isoformat()


def test_the_page_shows_the_order_of_a_day(cast, client, order):
    agreed(changing.submit_change(change_of(order, {"quantity": D(12)}), by=cast.engineer, on=ON))
    client.force_login(cast.engineer)
    url = f"/sales-orders/{order.public_id}/as-of/"

    assert 'data-label="数量">12</td>' in client.get(url).content.decode()
    assert "该日期订单尚未录入" in client.get(url, {"on": "2000-01-01"}).content.decode()
    assert client.get(url, {"on": "bad"}).status_code == 422
    client.force_login(cast.other_engineer)
    assert client.get(url).status_code == 404
