"""An order of a customer over its credit limit, or overdue, goes only by a decision (M4.3)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from daying.core import changes, events, journal
from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.customers.actions import set_credit_limit
from daying.customers.factories import customer
from daying.orders import actions, credit
from daying.orders.events import OrderReleased
from daying.orders.factories import ORDERED_ON, draft_order, held_for_credit, released_order, reviewed_order
from daying.orders.models import CreditHold, CreditHoldState, OrderLine, SalesOrder, State
from daying.orders.pages import to_decide
from daying.products.factories import product
from daying.products.models import ExchangeRate
from daying.work.queries import open_on

pytestmark = pytest.mark.django_db
D = Decimal
DECIDED_ON = date(2026, 3, 12)


def limited(owner, limit, **values):
    return set_credit_limit(customer(owner, **values), by=SYSTEM, credit_limit=D(limit))


@pytest.fixture
def released(monkeypatch):
    heard = []
    monkeypatch.setitem(events._inside, OrderReleased, [heard.append])
    return heard


def test_an_order_within_the_limit_is_released(cast, released):
    order = reviewed_order(limited(cast.engineer, "999999"))

    order = actions.release(order, by=cast.customer_service, on=ORDERED_ON)

    assert (order.state, order.released_on, len(released)) == (State.RELEASED, ORDERED_ON, 1)
    assert not CreditHold.objects.exists()


def test_an_order_over_the_limit_is_held_with_its_reason(cast, released):
    firm = limited(cast.engineer, "1500")
    product = {"quantity": D(10), "unit_price": D(100)}
    wanted = [{**product, "product": released_order(firm).lines.get().product}]
    before = credit.exposure(firm, ORDERED_ON).amount

    order = actions.release(reviewed_order(firm, lines=wanted), by=cast.customer_service, on=ORDERED_ON)

    hold = CreditHold.objects.get()
    assert (order.state, order.held_state, released) == (State.ON_HOLD, State.REVIEWED, [])
    assert (hold.state, hold.exposure, hold.credit_limit) == (CreditHoldState.OPEN, before + 1000, D(1500))
    assert "1,500.00" in hold.reason
    assert order.stopped_for == hold.reason


def test_what_is_released_and_not_shipped_counts_at_its_prices(cast):
    firm = customer(cast.engineer)
    order = released_order(firm, (10,))
    line = order.lines.get()
    OrderLine.objects.filter(pk=line.pk).update(shipped_quantity=D(4))

    found = credit.exposure(firm, ORDERED_ON)

    # Six of ten are still to come.
    assert found.amount == (line.amount * 6 / 10).quantize(D("0.01"))


def test_who_may_decide_lets_it_go_with_a_reason(cast, released):
    order = held_for_credit(cast.engineer)
    hold = order.credit_holds.get()

    with pytest.raises(PermissionDenied):
        actions.allow(hold, by=cast.customer_service, on=DECIDED_ON, reason="老客户")
    released.clear()
    hold = actions.allow(hold, by=cast.finance, on=DECIDED_ON, reason="老客户")

    order.refresh_from_db()
    assert (order.state, order.released_on, order.held_state) == (State.RELEASED, DECIDED_ON, "")
    assert (hold.state, hold.decision, hold.decided_by) == (CreditHoldState.ALLOWED, "老客户", cast.finance)
    assert len(released) == 1
    assert journal.history(order).first().note == "老客户"


def test_nobody_decides_on_an_order_of_their_own(cast):
    hold = held_for_credit(cast.director).credit_holds.get()

    with pytest.raises(PermissionDenied):
        actions.allow(hold, by=cast.director, on=DECIDED_ON, reason="我的客户")


def test_who_decides_finds_it_on_the_home_page_and_others_do_not(cast):
    order = held_for_credit(cast.engineer)

    found = {name: set(to_decide(getattr(cast, name), DECIDED_ON)) for name in ("finance", "engineer")}

    assert found == {"finance": {order.credit_holds.get()}, "engineer": set()}


def test_resuming_does_not_go_round_the_decision(cast):
    order = held_for_credit(cast.engineer)

    with pytest.raises(Refused, match="信用"):
        actions.resume(order, by=cast.customer_service)


def test_refused_it_stays_reviewed_and_is_judged_again(cast):
    order = held_for_credit(cast.engineer)
    actions.deny(order.credit_holds.get(), by=cast.finance, on=DECIDED_ON, reason="先付款")
    order.refresh_from_db()
    assert (order.state, order.stopped_for) == (State.REVIEWED, "先付款")

    order = actions.release(order, by=cast.customer_service, on=DECIDED_ON)

    assert order.state == State.ON_HOLD
    assert sorted(order.credit_holds.values_list("state", flat=True)) == ["open", "refused"]


def test_checked_again_it_goes_when_the_limit_suffices(cast):
    order = held_for_credit(cast.engineer)
    hold = order.credit_holds.get()
    with pytest.raises(Refused):
        actions.check_again(hold, by=cast.customer_service, on=DECIDED_ON)

    set_credit_limit(order.customer, by=cast.finance, credit_limit=D(999999))
    hold = actions.check_again(hold, by=cast.customer_service, on=DECIDED_ON)

    order.refresh_from_db()
    assert (order.state, hold.state) == (State.RELEASED, CreditHoldState.CLEARED)


def test_a_cancelled_order_awaits_no_decision(cast):
    order = held_for_credit(cast.engineer)

    actions.cancel(order, by=cast.manager, on=DECIDED_ON, reason="客户取消")

    assert order.credit_holds.get().state == CreditHoldState.DROPPED


def test_without_a_limit_release_asks_one_statement_more(cast, released):
    order = reviewed_order(customer(cast.engineer))

    with CaptureQueriesContext(connection) as asked:
        actions.release(order, by=SYSTEM, on=ORDERED_ON)

    about_credit = [q["sql"] for q in asked if "credit_limit" in q["sql"] and "FROM" in q["sql"]]
    assert len(about_credit) == 1
    assert not [q["sql"] for q in asked if "orders_credithold" in q["sql"]]


def abroad(owner, limit):
    """A customer with a limit in USD, which are 7 in RMB from 2 March on."""
    changes.create(ExchangeRate(currency="USD", rate=D(7), valid_from=ORDERED_ON), by=SYSTEM)
    return set_credit_limit(customer(owner, currency="USD"), by=SYSTEM, credit_limit=D(limit))


def in_rmb(firm, net):
    """A released order of the customer in RMB, of so much without tax inside."""
    order = released_order(firm, lines=[{"product": product(), "quantity": D(1), "unit_price": D(net)}])
    SalesOrder.objects.filter(pk=order.pk).update(currency="CNY")
    return order


def test_what_is_owed_in_another_currency_counts_at_the_rate_of_the_day(cast):
    firm = abroad(cast.engineer, "1000")
    in_rmb(firm, 700)

    assert credit.exposure(firm, ORDERED_ON).amount == D(100)


@pytest.mark.parametrize(("limit", "is_held"), [("1100", False), ("1099.99", True)])
def test_an_order_abroad_is_held_beyond_the_limit_in_its_currency(cast, limit, is_held):
    firm = abroad(cast.engineer, limit)
    in_rmb(firm, 700)
    wanted = [{"product": product(), "quantity": D(10), "unit_price": D(100)}]

    order = actions.release(reviewed_order(firm, lines=wanted), by=cast.customer_service, on=ORDERED_ON)

    assert (order.state == State.ON_HOLD) == is_held


def test_without_a_rate_an_order_abroad_is_held_and_says_so(cast):
    firm = abroad(cast.engineer, "1000000")
    in_rmb(firm, 700)
    ExchangeRate.objects.all().delete()
    wanted = [{"product": product(), "quantity": D(1), "unit_price": D(100)}]

    order = actions.release(reviewed_order(firm, lines=wanted), by=cast.customer_service, on=ORDERED_ON)

    assert order.state == State.ON_HOLD
    assert order.stopped_for == "2026-03-02 没有 CNY 兑 USD 的汇率，无法与信用额度比较。"


def test_the_red_line_of_the_review_says_what_would_hold_the_order(cast):
    firm = limited(cast.engineer, "1500", terms="prepaid")
    released_order(firm)
    draft = draft_order(firm)

    against = credit.exposure(firm, ORDERED_ON).against(draft)
    actions.submit(draft, by=SYSTEM, on=ORDERED_ON)

    assert len(against) == 1
    assert open_on(draft).warnings.splitlines() == against


def test_the_exposure_is_told_with_its_limit_and_parts(cast):
    firm = limited(cast.engineer, "1500")
    order = released_order(firm, lines=[{"product": product(tax_rate=D(0)), "quantity": D(2), "unit_price": D(250)}])

    told = credit.told(credit.exposure(firm, ORDERED_ON)).splitlines()

    assert order.total == D(500)
    assert told == ["CNY 500.00，额度 1,500.00，剩余 1,000.00", "已下达未交货订单：CNY 500.00"]


def test_what_goes_beyond_the_limit_is_told_as_such(cast):
    firm = limited(cast.engineer, "400")
    released_order(firm, lines=[{"product": product(), "quantity": D(2), "unit_price": D(250)}])

    assert credit.told(credit.exposure(firm, ORDERED_ON)).splitlines()[0] == "CNY 500.00，超出额度 400.00 共 100.00"


def test_the_page_of_a_held_order_says_who_may_decide(cast, client):
    hold = held_for_credit(cast.engineer).credit_holds.get()
    client.force_login(cast.manager)

    text = client.get(f"/credit-holds/{hold.public_id}/").content.decode()

    assert str(cast.finance) in text
    assert str(cast.gm) in text


def test_on_the_page_who_may_not_decide_is_refused(cast, client):
    hold = held_for_credit(cast.engineer).credit_holds.get()
    client.force_login(cast.manager)

    answer = client.post(f"/credit-holds/{hold.public_id}/do/allow/", {"reason": "老客户"})

    hold.refresh_from_db()
    assert (answer.status_code, hold.state) == (403, CreditHoldState.OPEN)


def test_the_exposure_costs_as_many_statements_however_much_is_open(cast, django_assert_num_queries):
    firm = limited(cast.engineer, "1500")
    for _n in range(3):
        released_order(firm, (1, 2))

    with django_assert_num_queries(3):  # what is owed is asked for in a fourth where there is something
        credit.exposure(firm, ORDERED_ON).amount  # noqa: B018
