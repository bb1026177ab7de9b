"""Lines are added, taken out and reduced by a change; what is shipped stays (M5.4)."""

from datetime import date
from decimal import Decimal

import pytest

from daying.core import journal
from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.core.models import OutgoingMail
from daying.customers.factories import customer
from daying.orders import actions, invariants
from daying.orders.changing import actions as changing
from daying.orders.changing.queries import as_of
from daying.orders.factories import change_of, contract_in_force, draft_order, released_order
from daying.orders.models import ChangeReviewer, ChangeState, SalesOrder, State
from daying.people.models import Employee
from daying.products.factories import product
from daying.work import actions as work
from daying.work.models import Copy
from daying.work.queries import opinions_on

pytestmark = pytest.mark.django_db
D = Decimal
ON = date(2026, 3, 10)
LATER = date(2026, 4, 3)
OUT = {"is_taken_out": True}


@pytest.fixture
def order(cast):
    return released_order(customer(cast.engineer), (10, 5))


def added(thing, quantity=3, **values):
    return {"line_number": None, "product": thing, "quantity": D(quantity), "unit_price": D(10), **values}


def done(change, by=SYSTEM, **said):
    change = changing.submit_change(change, by=by, on=ON)
    for opinion in opinions_on(change):
        work.agree(opinion, by=SYSTEM, **said)
    change.refresh_from_db()
    return change


def asked(change):
    return [opinion.department.code for opinion in opinions_on(change)]


def broken():
    """What no order may be."""
    return [*invariants.wrong_totals(), *invariants.wrong_states(), *invariants.without_promise()]


def ship(order, cast, quantity):
    return actions.count_shipped(order, {order.lines.first().pk: D(quantity)}, by=cast.warehouse, on=ON)


def test_a_line_is_added_with_a_promise_and_the_next_number(cast, order):
    thing = product()

    change = done(change_of(order, added(thing, requested_on=LATER)), by=cast.engineer)

    order.refresh_from_db()
    line = order.lines.get(position=3)
    assert change.state == ChangeState.DONE
    assert (line.product, line.quantity, line.unit_price) == (thing, 3, 10)
    assert (line.confirmed_on, line.first_confirmed_on, order.confirmed_on) == (LATER, LATER, LATER)
    assert order.total == sum(one.amount for one in order.lines.all())
    assert not broken()


def test_pmcs_day_promises_the_line_that_is_added(cast, order):
    done(change_of(order, added(product())), promised_on=LATER)

    assert [line.confirmed_on == LATER for line in order.lines.all()] == [False, False, True]


def test_a_line_added_is_seen_by_every_department_it_concerns(cast, order):
    change = changing.submit_change(change_of(order, added(product())), by=cast.engineer, on=ON)

    assert asked(change) == ["ENG", "FIN", "PMC", "QA"]


def test_without_a_price_the_line_added_has_the_listed_one(cast, order):
    thing = product(list_price=D("7.5"))

    change = change_of(order, added(thing, unit_price=None))

    assert change.lines.get().unit_price == D("7.5")


def test_a_line_taken_out_counts_no_more_and_keeps_its_number(cast, order):
    first = order.lines.first()

    change = done(change_of(order, OUT))

    order.refresh_from_db()
    first.refresh_from_db()
    assert (change.state, first.quantity, first.amount, first.open_quantity) == (ChangeState.DONE, 0, 0, 0)
    assert order.total == order.lines.last().amount
    with pytest.raises(Refused, match="1"):
        change_of(order, {"quantity": D(4)})
    assert not broken()


def test_the_last_line_is_not_taken_out(cast, order):
    change = change_of(order, OUT, OUT)

    with pytest.raises(Refused):
        changing.submit_change(change, by=cast.engineer, on=ON)


@pytest.mark.parametrize("wanted", [{"quantity": D(5)}, OUT, {"unit_price": D(9)}])
def test_what_is_shipped_is_neither_reduced_nor_repriced(cast, order, wanted):
    ship(order, cast, 6)
    change = change_of(order, wanted)

    with pytest.raises(Refused, match="6"):
        changing.submit_change(change, by=cast.engineer, on=ON)


def test_reduced_to_what_is_shipped_the_order_is_shipped(cast):
    order = released_order(customer(cast.engineer), (10,))
    ship(order, cast, 6)

    done(change_of(order, {"quantity": D(6)}))

    order.refresh_from_db()
    assert order.state == State.SHIPPED
    assert not broken()


def test_on_hold_it_is_shipped_as_soon_as_it_goes_on(cast):
    order = released_order(customer(cast.engineer), (10,))
    order = actions.hold(ship(order, cast, 6), by=SYSTEM, reason="等款")

    done(change_of(order, {"quantity": D(6)}))

    order.refresh_from_db()
    assert actions.resume(order, by=SYSTEM).state == State.SHIPPED


@pytest.mark.parametrize(
    "line",
    [
        {"line_number": 7, "quantity": D(1)},
        {"line_number": None, "quantity": D(1)},
        {"line_number": 1, "quantity": D(0)},
        {"line_number": 1, "quantity": D(-3)},
        {"line_number": 1, "unit_price": D(-1)},
        {"line_number": 1, "is_taken_out": True, "quantity": D(3)},
    ],
)
def test_a_line_that_makes_no_sense_is_refused(cast, order, line):
    with pytest.raises(Refused):
        change_of(order, line)


def test_another_product_is_another_line(cast, order):
    with pytest.raises(Refused):
        change_of(order, {"product": product()})


def test_a_line_named_twice_is_refused(cast, order):
    with pytest.raises(Refused):
        change_of(order, {"quantity": D(3)}, {"line_number": 1, "quantity": D(4)})


def test_added_without_quantity_it_is_refused(cast, order):
    with pytest.raises(Refused):
        change_of(order, added(product(), quantity=0))


def test_a_day_that_has_passed_is_refused(cast, order):
    change = change_of(order, {"requested_on": date(2026, 3, 9)})

    with pytest.raises(Refused, match="2026-03-09"):
        changing.submit_change(change, by=cast.engineer, on=ON)


@pytest.mark.parametrize("state", ["cancelled", "closed", "shipped", "under_review"])
def test_an_order_that_takes_no_change_says_in_which_state_it_is(cast, order, state):
    change = change_of(order, {"quantity": D(12)})
    SalesOrder.objects.filter(pk=order.pk).update(state=state)

    with pytest.raises(Refused, match=str(State(state).label)):
        changing.submit_change(change, by=cast.engineer, on=ON)
    order.refresh_from_db()
    with pytest.raises(Refused, match=str(State(state).label)):
        change_of(order, {"quantity": D(12)})


def test_what_another_change_made_first_is_not_overwritten(cast, order):
    late = change_of(order, {"quantity": D(13)})
    done(change_of(order, {"quantity": D(12)}))

    with pytest.raises(Refused, match="1"):
        changing.submit_change(late, by=cast.engineer, on=ON)
    order.refresh_from_db()
    assert (order.lines.first().quantity, order.revision) == (12, 2)


def test_terms_become_others(cast, order):
    done(change_of(order, terms="prepaid", payment_days=0))

    order.refresh_from_db()
    assert (order.terms, order.payment_days) == ("prepaid", 0)


def test_the_contract_bounds_a_change_too(cast):
    firm, thing = customer(cast.engineer), product()
    agreed = contract_in_force(firm, lines=[{"product": thing, "quantity": D(100)}])
    order = draft_order(firm, contract=agreed, lines=[{"product": thing, "quantity": D(90), "unit_price": D(1)}])
    SalesOrder.objects.filter(pk=order.pk).update(state="reviewed", number="SO-1")
    order.refresh_from_db()

    with pytest.raises(Refused, match="100"):
        changing.submit_change(change_of(order, {"quantity": D(101)}), by=cast.engineer, on=ON)
    assert done(change_of(order, {"quantity": D(100)})).state == ChangeState.DONE


# ---- who reviews


def test_an_administrator_says_who_reviews_what(cast, order):
    ChangeReviewer.objects.filter(touched="quantity").update(department=cast.purchasing.department, duty="缺料")

    change = changing.submit_change(change_of(order, {"quantity": D(12)}), by=cast.engineer, on=ON)

    assert [(one.department.code, one.duty) for one in opinions_on(change)] == [("PUR", "缺料")]


def test_where_nobody_is_named_nothing_is_submitted(cast, order):
    ChangeReviewer.objects.filter(touched="price").update(is_active=False)
    change = change_of(order, {"unit_price": D(9)})

    with pytest.raises(Refused):
        changing.submit_change(change, by=cast.engineer, on=ON)
    change.refresh_from_db()
    assert (change.state, change.number) == (ChangeState.DRAFT, None)


# ---- who is told


def test_old_and_new_are_told_to_those_asked_and_on_the_page(cast, client, order):
    change = change_of(order, {"quantity": D(12)}, OUT, added(product(name="轴承座")), payment_days=60)

    change = changing.submit_change(change, by=cast.engineer, on=ON)

    opinion = opinions_on(change).get(department__code="PMC")
    client.force_login(cast.pmc)
    for url in (f"/opinions/{opinion.public_id}/", f"/change-orders/{change.public_id}/"):
        page = client.get(url).content.decode()
        assert "10 → 12" in page
        assert "30 → 60" in page
        assert "轴承座" in page


def test_owner_reviewers_and_author_are_told_by_mail_and_at_home(cast, client):
    Employee.objects.filter(pk=cast.engineer.pk).update(email="wang@example.com")
    order = actions.submit(draft_order(customer(cast.engineer)), by=cast.manager, on=date(2026, 3, 2))
    for opinion in opinions_on(order):
        work.agree(opinion, by=SYSTEM)
    order.refresh_from_db()

    change = done(change_of(order, {"unit_price": D(9)}), by=cast.manager)

    told = set(Copy.objects.values_list("person__username", flat=True))
    assert {"engineer1", "pmc", "finance"} <= told
    assert change.revision == 2
    client.force_login(Employee.objects.get(pk=cast.engineer.pk))
    assert f"{order}" in client.get("/").content.decode()
    assert "→ 9.00" in OutgoingMail.objects.filter(to="wang@example.com").latest("pk").body


def test_a_refusal_is_told_to_the_owner(cast, order):
    change = changing.submit_change(change_of(order, {"quantity": D(12)}), by=cast.manager, on=ON)

    work.refuse(opinions_on(change).get(), by=cast.pmc, text="产能不足")

    copy = Copy.objects.get(person=cast.engineer)
    assert "产能不足" in copy.note


# ---- as it stood


def test_lines_added_and_taken_out_stand_as_they_stood(cast):
    with journal.acting("opening", date(2026, 3, 2)):
        order = released_order(customer(cast.engineer), (10, 5))
    first, second = order.lines.all()
    done(change_of(order, OUT, added(product()), terms="prepaid"))
    order.refresh_from_db()

    head, lines = as_of(order, date(2026, 3, 9))
    assert ([line["id"] for line in lines], head["terms"]) == ([first.pk, second.pk], "monthly")
    assert lines[0]["quantity"] == "10.000"
    head, lines = as_of(order, date.max)
    assert [line["position"] for line in lines] == [2, 3]
    assert head["terms"] == "prepaid"


def test_before_it_was_written_the_page_says_so(cast, client, order):
    client.force_login(cast.engineer)

    page = client.get(f"/sales-orders/{order.public_id}/as-of/", {"on": "2001-01-01"}).content.decode()

    assert "尚未" in page
