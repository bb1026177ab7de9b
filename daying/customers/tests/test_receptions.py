"""Visitors: planned, agreed by somebody else, received, and what came of it (M3.3)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from daying.core.errors import Refused
from daying.core.periods import Month
from daying.customers import actions, queries, reports
from daying.customers.factories import customer
from daying.customers.models import Customer, FollowUp, ReceptionState

pytestmark = pytest.mark.django_db
TUESDAY, WEDNESDAY = date(2026, 3, 10), date(2026, 3, 11)


def planned(cast, *items, **values):
    plan = {"title": "审厂", "from_on": TUESDAY, "until_on": WEDNESDAY, "in_charge": cast.engineer, **values}
    firm = plan.pop("customer", None) or customer(cast.engineer)
    return actions.plan_reception(by=cast.engineer, customer=firm, lines=items, **plan)


def host(person):
    return {"kind": "host", "what": "介绍产线", "host": person, "on": TUESDAY, "hours": "9:30"}


def meal(cost):
    return {"kind": "meal", "what": "午餐", "on": TUESDAY, "people": 4, "cost": Decimal(cost)}


def received(cast, *items, **values):
    agreed = actions.agree_reception(planned(cast, *items, **values), by=cast.manager)
    return actions.receive_visitors(agreed, by=cast.engineer, on=TUESDAY)


def test_the_plan_adds_up_its_cost(cast):
    plan = planned(cast, {"kind": "visitor", "what": "王总"}, host(cast.quality), meal(600), meal("120.50"))

    assert (plan.number, plan.planned_cost, plan.lines.count()) == ("VR-2026-000001", Decimal("720.50"), 4)


def test_nobody_agrees_to_a_plan_of_their_own(cast):
    plan = actions.plan_reception(
        by=cast.manager,
        customer=customer(cast.engineer),
        title="审厂",
        from_on=TUESDAY,
        until_on=TUESDAY,
        in_charge=cast.engineer,
    )

    with pytest.raises(PermissionDenied):
        actions.agree_reception(plan, by=cast.manager)
    assert list(queries.receptions_to_agree(cast.director)) == [plan]
    assert not queries.receptions_to_agree(cast.manager).exists()


def test_what_is_agreed_is_changed_only_after_the_plan_is_taken_up_again(cast):
    agreed = actions.agree_reception(planned(cast, meal(600)), by=cast.manager)
    values = {
        "customer": agreed.customer,
        "title": "审厂",
        "from_on": TUESDAY,
        "until_on": WEDNESDAY,
        "in_charge": cast.engineer,
        "remarks": "",
    }

    with pytest.raises(Refused):
        actions.amend_reception(agreed, by=cast.engineer, **values, lines=[meal(900)])
    again = actions.plan_again(agreed, by=cast.engineer, reason="多来两人")
    amended = actions.amend_reception(again, by=cast.engineer, **values, lines=[meal(900)])

    assert (amended.state, amended.planned_cost) == (ReceptionState.PLANNED, Decimal(900))


@pytest.mark.parametrize(
    ("item", "days"),
    [
        ({"kind": "host", "what": "陪同"}, {}),
        ({"kind": "agenda", "what": "参观", "on": WEDNESDAY + timedelta(1)}, {}),
        ({"kind": "agenda", "what": "参观"}, {"until_on": TUESDAY - timedelta(1)}),
    ],
)
def test_a_plan_that_cannot_be_is_refused(cast, item, days):
    with pytest.raises(Refused):
        planned(cast, item, **days)


def test_receiving_visitors_is_a_follow_up(cast):
    visit = received(cast)

    assert (visit.state, visit.received_on) == (ReceptionState.RECEIVED, TUESDAY)
    assert FollowUp.objects.get().kind == "visit"
    assert Customer.objects.get().last_followed_up_on == TUESDAY


def test_it_is_closed_with_outcome_and_cost(cast):
    visit = received(cast)

    with pytest.raises(Refused):
        actions.close_reception(visit, by=cast.engineer, outcome="签样", cost=Decimal(-1))
    closed = actions.close_reception(visit, by=cast.engineer, outcome="签样", cost=Decimal("655.20"))

    assert (closed.outcome, closed.cost) == ("签样", Decimal("655.20"))


def test_a_host_of_another_department_sees_the_visit_and_finds_it_at_home(cast):
    ours = actions.agree_reception(planned(cast, host(cast.production)), by=cast.manager)
    planned(cast)

    assert list(queries.receptions_seen_by(cast.production)) == [ours]
    assert list(queries.visits_ahead(cast.production, TUESDAY - timedelta(7))) == [ours]
    assert not queries.visits_ahead(cast.production, TUESDAY - timedelta(8)).exists()
    assert not queries.receptions_seen_by(cast.purchasing).exists()
    assert not queries.receptions_seen_by(cast.other_engineer).exists()


def test_what_is_over_waits_for_its_outcome(cast):
    visit = received(cast)

    assert list(queries.receptions_to_finish(cast.engineer, WEDNESDAY)) == [visit]


def test_what_receptions_cost(cast):
    for cost in (600, 55):
        actions.close_reception(received(cast, meal(100)), by=cast.engineer, outcome="好", cost=Decimal(cost))
    planned(cast, meal(100))

    (row,) = reports.reception.receptions(Month(2026, 3), Customer.objects.all())

    assert (row["person"], row["visits"], row["planned"], row["cost"]) == (cast.engineer, 2, 200, 655)


def test_the_form_takes_a_plan_with_its_lines(cast, client):
    firm = customer(cast.engineer)
    client.force_login(cast.engineer)
    told = {
        "customer": str(firm.public_id),
        "title": "审厂",
        "from_on": "2026-03-10",
        "until_on": "2026-03-11",
        "in_charge": str(cast.engineer.public_id),
        "line.id": ["", ""],
        "line.kind": ["visitor", "meal"],
        "line.what": ["王总", "午餐"],
        "line.host": ["", ""],
        "line.host.text": ["", ""],
        "line.on": ["", "2026-03-10"],
        "line.hours": ["", "12:00"],
        "line.place": ["", "食堂"],
        "line.people": ["", "4"],
        "line.cost": ["", "320"],
    }

    sent = client.post("/receptions/new/", told)

    assert sent.status_code == 302, sent.content.decode()
    page = client.get(sent["Location"]).content.decode()
    assert "王总" in page
    assert "320.00" in page
