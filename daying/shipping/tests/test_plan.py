"""The shipment plan: conflicts found by themselves, a proposal by a stated rule, a decision by a person (M5.6)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from daying.core import journal
from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.core.models import OutgoingMail
from daying.customers.factories import customer
from daying.orders.factories import released_order
from daying.orders.models import OrderLine
from daying.products.factories import product
from daying.shipping.factories import dispatched_shipment, planned_shipment, reserved
from daying.shipping.models import Reservation, Shipment
from daying.shipping.plan import pages, receiving, week
from daying.shipping.plan.allocating import Decision, allocate, keep_another, let_stock_go
from daying.shipping.plan.contests import contests, one_contest
from daying.shipping.plan.week import plan, planned_too_late
from daying.shipping.tests.people import contact
from daying.stock.factories import stocked, warehouse

pytestmark = pytest.mark.django_db
D = Decimal
TODAY = date(2026, 3, 10)
UNTIL = date(2026, 3, 31)


@pytest.fixture
def goods():
    """A product of which ten lie in the main warehouse."""
    made = product(code="6204", unit="套")
    stocked(warehouse(code="CP", is_main=True), made, 10)
    return made


def wanted(cast, goods, quantity, on=date(2026, 3, 20), grade="C", **values):
    """A released order for so many, promised for a day, of a customer of a grade."""
    firm = customer(values.pop("owner", cast.engineer), grade=grade)
    lines = [{"product": goods, "quantity": D(quantity)}]
    return released_order(firm, lines=lines, requested_on=on, **values)


def line_of(order):
    return order.lines.get()


def given(contest):
    """What the rule gives to which order, first in line first."""
    return [(claim.line.order, claim.given) for claim in contest.claims]


def test_enough_for_all_is_no_conflict(cast, goods):
    wanted(cast, goods, 6)
    wanted(cast, goods, 4)

    assert contests(UNTIL) == []


def test_where_no_warehouse_is_kept_nothing_is_short(cast):
    wanted(cast, product(), 6)

    assert contests(UNTIL) == []


def test_two_orders_that_want_the_same_stock_are_found(cast, goods):
    later = wanted(cast, goods, 6, on=date(2026, 3, 25))
    earlier = wanted(cast, goods, 7, on=date(2026, 3, 18))

    (found,) = contests(UNTIL)

    assert (found.is_conflict, found.there, found.short) == (True, D(10), D(3))
    assert given(found) == [(earlier, D(7)), (later, D(3))]
    assert set(pages.in_conflict(cast.pmc, date(2026, 3, 12))) == {later, earlier}
    assert not pages.in_conflict(cast.engineer, date(2026, 3, 12)).exists()


def test_one_order_alone_is_short_and_no_conflict(cast, goods):
    wanted(cast, goods, 12)

    (found,) = contests(UNTIL)

    assert (found.is_conflict, found.short) == (False, D(2))


def test_of_one_day_the_higher_grade_comes_first_and_of_one_grade_the_earlier_order(cast, goods):
    common = wanted(cast, goods, 4, grade="C")
    later = wanted(cast, goods, 4, grade="A", ordered_on=date(2026, 3, 4))
    earlier = wanted(cast, goods, 4, grade="A", ordered_on=date(2026, 3, 3))

    (found,) = contests(UNTIL)

    assert given(found) == [(earlier, D(4)), (later, D(4)), (common, D(2))]


def test_what_comes_in_by_the_promised_day_counts_as_there(cast, goods):
    wanted(cast, goods, 7)
    wanted(cast, goods, 6)
    receiving.expect(by=cast.pmc, product=goods, quantity=D(3), expected_on=date(2026, 3, 20))

    assert contests(UNTIL) == []


def test_who_waits_is_proposed_the_day_on_which_enough_comes_in(cast, goods):
    wanted(cast, goods, 7, on=date(2026, 3, 18))
    second = wanted(cast, goods, 6, on=date(2026, 3, 19))
    for quantity, day in ((2, date(2026, 3, 24)), (5, date(2026, 3, 26))):
        receiving.expect(by=cast.pmc, product=goods, quantity=D(quantity), expected_on=day)

    claim = contests(UNTIL)[0].claims[1]

    assert claim.line.order == second
    assert (claim.given, claim.short, claim.new_date) == (D(3), D(3), date(2026, 3, 26))


def test_where_nothing_is_expected_nobody_knows_a_day(cast, goods):
    wanted(cast, goods, 12)

    assert contests(UNTIL)[0].claims[0].new_date is None


def test_what_was_reserved_stays_reserved(cast, goods):
    first = wanted(cast, goods, 6, on=date(2026, 3, 18))
    second = wanted(cast, goods, 6, on=date(2026, 3, 25))
    reserved(second, 6)

    (found,) = contests(UNTIL)

    assert given(found) == [(first, D(4)), (second, D(6))]


def test_what_is_kept_for_a_later_promise_is_not_there_for_this_one(cast, goods):
    wanted(cast, goods, 6, on=date(2026, 3, 18))
    wanted(cast, goods, 6, on=date(2026, 3, 18))
    reserved(wanted(cast, goods, 5, on=date(2026, 6, 1)), 5)

    (found,) = contests(UNTIL)

    assert sum(claim.given for claim in found.claims) == D(5)


def test_a_decision_reserves_promises_anew_tells_and_is_journaled(cast, goods):
    first, second = wanted(cast, goods, 7, grade="A"), wanted(cast, goods, 6)
    contact(second.customer, name="李工", email="li@binhai.example")
    shipment = planned_shipment(second, planned_on=date(2026, 3, 20))
    later = date(2026, 3, 27)

    done = allocate(
        goods,
        [Decision(line_of(first).pk, D(7)), Decision(line_of(second).pk, D(3), later)],
        by=cast.pmc,
        on=TODAY,
        reason="按交期与客户等级",
    )

    assert [(one.order_line.order, one.quantity) for one in done.reservations] == [(first, D(7)), (second, D(3))]
    line = line_of(second)
    assert (line.confirmed_on, line.first_confirmed_on) == (later, date(2026, 3, 20))
    assert line.date_moves.get().reason == "按交期与客户等级"
    shipment.refresh_from_db()
    assert shipment.planned_on == later
    mail = OutgoingMail.objects.get()
    assert mail.to == "li@binhai.example"
    assert "2026-03-20 → 2026-03-27" in mail.body
    entry = journal.history(done.reservations[0]).first()
    assert (entry.verb, entry.by) == ("shipping.allocate", cast.pmc)
    assert contests(UNTIL)[0].is_decided
    assert not pages.in_conflict(cast.pmc, date(2026, 3, 20)).exists()


def test_who_has_no_address_is_named_to_be_called(cast, goods):
    order = wanted(cast, goods, 12)

    done = allocate(goods, [Decision(line_of(order).pk, D(10), UNTIL)], by=cast.pmc, on=TODAY, reason="缺料")

    assert (done.told, done.untold) == ([], [str(order.customer)])


@pytest.mark.parametrize(
    ("quantities", "day"),
    [((11, 0), None), ((8, 3), None), ((-1, 0), None), ((7, 7), None), ((7, 3), date(2026, 3, 9))],
    ids=["more than open", "more than there", "below zero", "beyond both", "a day that has passed"],
)
def test_what_cannot_be_is_refused_and_nothing_is_half_written(cast, goods, quantities, day):
    first, second = wanted(cast, goods, 8), wanted(cast, goods, 6)
    decisions = [
        Decision(line_of(order).pk, D(quantity), day)
        for order, quantity in zip((first, second), quantities, strict=True)
    ]

    with pytest.raises(Refused):
        allocate(goods, decisions, by=cast.pmc, on=TODAY, reason="按交期")

    assert not Reservation.objects.exists()
    assert set(OrderLine.objects.values_list("confirmed_on", flat=True)) == {date(2026, 3, 20)}
    assert not OutgoingMail.objects.exists()


def test_a_decision_needs_its_reason_and_its_right(cast, goods):
    decisions = [Decision(line_of(wanted(cast, goods, 8)).pk, D(8))]

    with pytest.raises(Refused):
        allocate(goods, decisions, by=cast.pmc, on=TODAY, reason=" ")
    with pytest.raises(PermissionDenied):
        allocate(goods, decisions, by=cast.warehouse, on=TODAY, reason="按交期")


def test_lines_of_another_product_or_twice_are_refused(cast, goods):
    line, other = line_of(wanted(cast, goods, 8)), line_of(wanted(cast, product(), 8))

    for decisions in ([Decision(other.pk, D(1))], [Decision(line.pk, D(1))] * 2):
        with pytest.raises(Refused):
            allocate(goods, decisions, by=cast.pmc, on=TODAY, reason="按交期")


def test_a_reservation_is_changed_by_hand_as_far_as_there_is_something(cast, goods):
    first, second = wanted(cast, goods, 8), wanted(cast, goods, 6)
    one, other = reserved(first, 6)[0], reserved(second, 4)[0]

    with pytest.raises(Refused):
        keep_another(one, by=cast.pmc, quantity=D(7), reason="加单")
    let_stock_go(other, by=cast.pmc, reason="客户推迟")
    changed = keep_another(one, by=cast.pmc, quantity=D(8), reason="加单")

    assert (changed.quantity, changed.reason) == (D(8), "加单")
    with pytest.raises(Refused):
        keep_another(one, by=cast.pmc, quantity=D(9), reason="多留")


def test_deciding_again_replaces_what_was_decided(cast, goods):
    first, second = line_of(wanted(cast, goods, 8)), line_of(wanted(cast, goods, 6))
    told = {"by": cast.pmc, "on": TODAY, "reason": "按交期"}
    allocate(goods, [Decision(first.pk, D(8)), Decision(second.pk, D(2))], **told)

    allocate(goods, [Decision(first.pk, D(4)), Decision(second.pk, D(6))], **told)

    assert list(Reservation.objects.order_by("pk").values_list("quantity", flat=True)) == [D(4), D(6)]


def test_the_week_shows_what_is_promised_planned_and_expected(cast, goods):
    order, other = wanted(cast, goods, 7), wanted(cast, goods, 6)
    shipment = planned_shipment(order, planned_on=date(2026, 3, 19))
    receipt = receiving.expect(by=cast.pmc, product=goods, quantity=D(1), expected_on=date(2026, 3, 18))
    late = wanted(cast, product(), 2, on=date(2026, 3, 6))

    shown = plan(cast.pmc, date(2026, 3, 18), TODAY)

    days = {day.on: day for day in shown.days}
    assert len(days) == 7
    assert [(one.line.order, one.planned) for one in days[date(2026, 3, 20)].promises] == [(order, 7), (other, 0)]
    assert [one.shipment for one in days[date(2026, 3, 19)].leaving] == [shipment]
    assert days[date(2026, 3, 18)].receipts == [receipt]
    assert [one.line.order for one in shown.late] == [late]
    assert {one.product for one in shown.contests} >= {goods}
    assert not shown.is_cut


def test_what_left_is_counted_by_day_and_leads_to_its_list(cast, client):
    for _one in range(3):
        dispatched_shipment(wanted(cast, product(), 2), on=date(2026, 3, 10))

    told = client.get("/shipment-plan/happenings/?start=2026-03-01&end=2026-04-01").json()

    gone = [one for one in told if one["className"] == "plan-gone"]
    assert [(one["title"], one["start"]) for one in gone] == [("已发出 3 单", "2026-03-10")]
    assert {day.on: day.gone for day in plan(cast.pmc, TODAY, TODAY).days}[date(2026, 3, 10)] == 3
    assert "SH-2026-000003" in client.get(gone[0]["url"]).content.decode()
    assert "已发出 3 单" in client.get("/shipment-plan/?on=2026-03-10").content.decode()


def test_a_page_of_too_much_says_so(cast, goods, client, monkeypatch):
    monkeypatch.setattr(week, "MOST", 1)
    wanted(cast, goods, 2)
    wanted(cast, goods, 2)

    assert "每类只显示前 1 条" in client.get("/shipment-plan/?on=2026-03-20").content.decode()


def test_a_shipment_after_the_promised_day_is_found(cast, goods):
    order = wanted(cast, goods, 7)
    planned_shipment(order, (3,), planned_on=date(2026, 3, 20))
    late = planned_shipment(order, planned_on=date(2026, 3, 21))

    assert list(planned_too_late()) == [late]
    assert list(pages.late_plans(cast.warehouse, TODAY)) == [late]


def test_each_sees_the_promises_to_their_own_customers(cast, goods):
    wanted(cast, goods, 7)

    assert any(day.promises for day in plan(cast.engineer, date(2026, 3, 18), TODAY).days)
    assert not any(day.promises for day in plan(cast.other_engineer, date(2026, 3, 18), TODAY).days)


def test_forty_orders_cost_no_more_queries_than_four(cast, goods):
    receiving.expect(by=cast.pmc, product=goods, quantity=D(1), expected_on=date(2026, 3, 18))
    used = []
    for count in (4, 36):
        for _n in range(count):
            planned_shipment(wanted(cast, goods, 7), planned_on=date(2026, 3, 19))
        with CaptureQueriesContext(connection) as statements:
            plan(cast.pmc, date(2026, 3, 18), TODAY)
        used.append(len(statements))

    assert used[1] <= used[0]


@pytest.fixture
def client(cast, monkeypatch):
    """The planner's browser on 10 March."""
    monkeypatch.setattr("daying.shipping.plan.views.timezone.localdate", lambda *_: TODAY)
    found = Client()
    found.force_login(cast.pmc)
    return found


def test_the_planner_decides_on_the_page(cast, goods, client):
    first, second = line_of(wanted(cast, goods, 7, grade="A")), line_of(wanted(cast, goods, 6))
    address = f"/shipment-plan/conflicts/{goods.public_id}/"

    page = client.get(address).content.decode()
    answer = client.post(
        address,
        {
            f"quantity-{first.pk}": "7",
            f"quantity-{second.pk}": "3",
            f"date-{second.pk}": "2026-03-27",
            "reason": "按规则",
            "tells": "on",
        },
    )

    assert 'value="7"' in page
    assert "短缺 3" in page
    assert answer.status_code == 302
    assert Reservation.objects.count() == 2
    assert client.get("/shipment-plan/?on=2026-03-18").status_code == 200


def test_what_is_refused_on_the_page_keeps_what_was_typed(cast, goods, client):
    line = line_of(wanted(cast, goods, 12))

    answer = client.post(
        f"/shipment-plan/conflicts/{goods.public_id}/", {f"quantity-{line.pk}": "11", "reason": "都给他"}
    )

    assert answer.status_code == 422
    assert "都给他" in answer.content.decode()
    assert not Reservation.objects.exists()


def test_a_shipment_is_moved_on_the_calendar_until_it_is_picked(cast, goods, client):
    shipment = planned_shipment(wanted(cast, goods, 7), planned_on=date(2026, 3, 19))
    told = {"id": str(shipment.public_id), "to": "2026-03-23"}

    assert client.post("/shipment-plan/move/", told).status_code == 200

    assert Shipment.objects.get().planned_on == date(2026, 3, 23)
    Shipment.objects.update(state="picked")
    assert client.post("/shipment-plan/move/", told).status_code == 409


@pytest.mark.parametrize("told", [{}, {"id": "x", "to": "2026-03-23"}, {"id": "x", "to": "tomorrow"}])
def test_nonsense_moves_nothing(client, told):
    assert client.post("/shipment-plan/move/", told).status_code == 404


def test_the_calendar_is_told_what_happens(cast, goods, client):
    planned_shipment(wanted(cast, goods, 7), planned_on=date(2026, 3, 19))
    receiving.expect(by=cast.pmc, product=goods, quantity=D(1), expected_on=date(2026, 3, 18))

    told = client.get("/shipment-plan/happenings/?start=2026-03-01T00:00:00&end=2026-04-01").json()

    assert {one["className"] for one in told} == {"plan-planned", "plan-promised", "plan-receipt"}
    assert client.get("/shipment-plan/calendar/").status_code == 200
    assert client.get("/shipment-plan/happenings/?start=2026-01-01&end=2027-01-01").status_code == 404


@pytest.mark.parametrize("on", ["9999-12-31", "0001-01-01", "x", "2026-02-30"])
def test_no_day_breaks_the_plan(client, on):
    assert client.get(f"/shipment-plan/?on={on}").status_code == 200


def test_the_pages_are_closed_to_others(cast, goods):
    wanted(cast, goods, 12)
    client = Client()
    client.force_login(cast.engineer)

    assert client.get("/shipment-plan/").status_code == 200
    assert client.get(f"/shipment-plan/conflicts/{goods.public_id}/").status_code == 403
    client.force_login(cast.hr)
    assert client.get("/shipment-plan/").status_code == 403


def test_what_is_expected_is_put_off_dropped_and_arrives(cast, goods):
    receipt = receiving.expect(by=cast.pmc, product=goods, quantity=D(5), expected_on=date(2026, 3, 9))
    assert list(pages.overdue_receipts(cast.pmc, TODAY)) == [receipt]

    receiving.put_off(receipt, by=cast.pmc, to=date(2026, 3, 16), reason="缺料")
    assert not pages.overdue_receipts(cast.pmc, TODAY).exists()
    assert receiving.note_arrival(receipt, by=cast.warehouse).state == "arrived"
    many = receiving.expect_many([{"product": goods, "quantity": D(1), "expected_on": TODAY}] * 2, by=cast.pmc)
    assert receiving.drop_receipt(many[0], by=SYSTEM, reason="取消").state == "dropped"
    assert one_contest(goods, UNTIL) is None
