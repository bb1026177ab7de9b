"""Whoever leaves hands everything over in one step, and a stand-in finds what the other has in hand (M0.5)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from daying.core import changes, journal
from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.customers import actions as customers
from daying.customers.development import actions as plans
from daying.customers.factories import customer
from daying.customers.models import Customer, Zone
from daying.customers.queries import customers_seen_by
from daying.market.factories import market_note, prospect, trial
from daying.orders.factories import draft_order, lines, released_order
from daying.orders.queries import open_orders_of
from daying.people import actions
from daying.people.handing_over import in_hand, kinds
from daying.people.models import Delegation, Employee, HandOver
from daying.people.queries import hand_overs_seen_by
from daying.quotes import actions as quotes
from daying.quotes.factories import opportunity
from daying.receivables.factories import billed
from daying.work import actions as work
from daying.work.models import Opinion, Task

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
ON = date(2026, 3, 10)


def looked_after(firm: Customer) -> None:
    """Something in each of the rooms of the customers' side."""
    opportunity(firm)
    customers.record_follow_up(by=SYSTEM, customer=firm, summary="谈价格", done_on=TODAY)
    customers.raise_need(by=SYSTEM, customer=firm, title="样品")
    days = {"from_on": TODAY, "until_on": TODAY}
    customers.plan_reception(by=SYSTEM, customer=firm, title="来访", in_charge=firm.owner, **days)
    told = {"year": TODAY.year, "stretch": "year", "wanted": 3, "owner": firm.owner}
    plans.draw_up_plan(by=SYSTEM, **told)
    prospect(firm.owner)
    trial(firm.owner, customer=firm)
    market_note(firm.owner, customer=firm)


def busy(person: Employee) -> Customer:
    """Somebody with something of every kind in hand."""
    firm = customer(person)
    changes.create(Zone(code="S", name="华南", owner=person), by=SYSTEM)
    quotes.open_quotation(by=SYSTEM, customer=firm, quoted_on=ON, valid_until=date(2026, 12, 31), lines=lines(5))
    draft_order(firm)
    work.create_task(by=SYSTEM, title="回访客户", assignee=person, due_on=TODAY)
    return firm


def in_hand_of(person: Employee) -> dict[str, int]:
    return {kind.key: len(records) for kind, records in in_hand(person)}


def test_the_packages_have_said_what_is_handed_over():
    assert {"stand-ins", "tasks", "opinions", "customers", "zones", "quotations", "orders"} <= {k.key for k in kinds()}


def test_all_goes_to_one_in_one_step(cast):
    firm = busy(cast.engineer)

    actions.hand_over(cast.engineer, by=cast.hr, on=TODAY, taker=cast.other_engineer, reason="离职")

    assert in_hand_of(cast.engineer) == {}
    assert in_hand_of(cast.other_engineer) == {"customers": 1, "zones": 1, "quotations": 1, "orders": 1, "tasks": 1}
    assert Customer.objects.get(pk=firm.pk).department == cast.other_engineer.department
    assert not customers_seen_by(Employee.objects.get(pk=cast.engineer.pk)).exists()


def test_each_kind_may_go_to_another(cast):
    busy(cast.engineer)
    takers = dict.fromkeys(in_hand_of(cast.engineer), cast.colleague) | {"tasks": cast.manager}

    actions.hand_over_by_kind(cast.engineer, by=cast.hr, on=TODAY, takers=takers, reason="离职")

    assert in_hand_of(cast.manager) == {"tasks": 1}
    assert in_hand_of(cast.colleague) == {"customers": 1, "zones": 1, "quotations": 1, "orders": 1}


def test_a_record_says_what_went_to_whom_and_the_journal_says_it_of_each(cast):
    firm = busy(cast.engineer)

    actions.hand_over(cast.engineer, by=cast.hr, on=TODAY, taker=cast.colleague, reason="离职")

    record = HandOver.objects.get()
    told = {line.kind: (line.taker, line.count) for line in record.lines.all()}
    assert (record.giver, record.count) == (cast.engineer, 5)
    assert told["customers"] == (cast.colleague, 1)
    assert firm.code in record.lines.get(kind="customers").names
    assert journal.history(firm).first().note == "离职"
    ids = {journal.history(one).first().action_id for one in (firm, record, Task.objects.get(), cast.engineer)}
    assert len(ids) == 1


def test_what_nobody_is_named_for_stops_all_of_it(cast):
    firm = busy(cast.engineer)

    with pytest.raises(Refused):
        actions.hand_over_by_kind(cast.engineer, by=cast.hr, on=TODAY, takers={"customers": cast.colleague}, reason="x")

    assert Customer.objects.get(pk=firm.pk).owner == cast.engineer
    assert not HandOver.objects.exists()


@pytest.mark.parametrize("case", ["oneself", "gone"])
def test_somebody_who_works_here_takes_it(cast, case):
    busy(cast.engineer)
    taker = cast.engineer if case == "oneself" else actions.close_account(cast.colleague, by=cast.hr, on=TODAY)

    with pytest.raises(Refused):
        actions.hand_over(cast.engineer, by=cast.hr, on=TODAY, taker=taker, reason="离职")


def test_not_everybody_may(cast):
    with pytest.raises(PermissionDenied):
        actions.hand_over(cast.engineer, by=cast.manager, on=TODAY, taker=cast.colleague, reason="离职")


def test_the_sign_in_is_closed_with_it(cast):
    busy(cast.engineer)
    takers = dict.fromkeys(in_hand_of(cast.engineer), cast.colleague)

    actions.hand_over_by_kind(cast.engineer, by=cast.hr, on=TODAY, takers=takers, reason="离职", closes_account=True)

    gone = Employee.objects.get(pk=cast.engineer.pk)
    assert (gone.is_active, HandOver.objects.get().closes_account) == (False, True)


def test_what_is_over_stays_whose_it_was(cast):
    from daying.orders.models import SalesOrder, State

    done = released_order(customer(cast.engineer))
    SalesOrder.objects.filter(pk=done.pk).update(state=State.CLOSED)

    assert not open_orders_of(cast.engineer).exists()


def test_an_opinion_asked_for_in_person_goes_to_the_department_where_the_taker_is_of_another(cast):
    asked = customer(cast.engineer)
    meant = work.Asked(cast.pmc.department, duty="看", person=cast.pmc)
    work.open_countersignature(asked, by=cast.engineer, title="意见", steps=[[meant]])

    actions.hand_over(cast.pmc, by=cast.hr, on=TODAY, taker=cast.finance, reason="离职")

    assert Opinion.objects.get().person is None


def test_whoever_was_away_has_another_stand_in(cast):
    until = TODAY + timedelta(9)
    actions.delegate(by=cast.manager, taker=cast.engineer, from_on=TODAY - timedelta(2), until_on=until)

    actions.hand_over(cast.engineer, by=cast.hr, on=TODAY, taker=cast.colleague, reason="离职")

    (stand_in,) = Delegation.objects.on(TODAY).filter(giver=cast.manager)
    assert (stand_in.taker, stand_in.until_on) == (cast.colleague, until)


def test_those_it_is_about_read_the_record_and_others_do_not(cast):
    busy(cast.engineer)
    actions.hand_over(cast.engineer, by=cast.hr, on=TODAY, taker=cast.colleague, reason="离职")

    assert [hand_overs_seen_by(one).count() for one in (cast.engineer, cast.colleague, cast.gm)] == [1, 1, 1]
    assert not hand_overs_seen_by(cast.other_engineer).exists()


def test_the_page_shows_what_is_in_hand_and_hands_it_over_once(cast, client):
    busy(cast.engineer)
    client.force_login(cast.hr)
    url = f"/employees/{cast.engineer.public_id}/hand-over/"

    looked = client.get(url)
    sent = {"on": f"{TODAY}", "reason": "离职", "request_key": "k", "closes_account": "on"}
    nobody = client.post(url, sent)
    done = [client.post(url, {**sent, "taker": str(cast.colleague.public_id)}) for _twice in range(2)]

    assert {one.kind.key for one in looked.context["waiting"]} == set(in_hand_of(cast.colleague))
    assert nobody.status_code == 422
    assert [answer.status_code for answer in done] == [302, 302]
    assert HandOver.objects.count() == 1
    page = client.get(done[0]["Location"]).content.decode()
    assert str(cast.colleague) in page
    assert not Employee.objects.get(pk=cast.engineer.pk).is_active


def test_the_page_is_not_for_everybody(cast, client):
    client.force_login(cast.engineer)

    assert client.get(f"/employees/{cast.colleague.public_id}/hand-over/").status_code == 403


def test_the_api_hands_over_too(cast, client):
    busy(cast.engineer)
    client.force_login(cast.gm)

    done = client.post(
        f"/api/v1/employees/{cast.engineer.public_id}/hand_over",
        {"taker": str(cast.colleague.public_id), "reason": "离职"},
        content_type="application/json",
        HTTP_IDEMPOTENCY_KEY="1",
    )

    assert done.status_code == 200, done.content
    assert HandOver.objects.get().count == 5


# ---- a stand-in, everywhere


@pytest.fixture
def stand_in(cast, client):
    """The engineer of Sales 2 stands in for the one of Sales 1, whose customer the pages show."""
    firm = busy(cast.engineer)
    billed(firm, 100)
    Task.objects.update(assignee=cast.engineer)
    actions.delegate(by=cast.engineer, taker=cast.other_engineer, from_on=TODAY, until_on=TODAY + timedelta(1))
    client.force_login(cast.other_engineer)
    return firm


@pytest.mark.parametrize(
    "slug",
    [
        *("opportunities", "follow-ups", "needs", "receptions", "development-plans", "owner-changes"),
        *("prospects", "trials", "market-notes"),
    ],
)
def test_a_stand_in_finds_the_rooms_of_the_customers_side(stand_in, cast, client, slug):
    looked_after(stand_in)
    customers.assign(stand_in, by=SYSTEM, owner=cast.colleague, reason="换人")
    customers.assign(Customer.objects.get(pk=stand_in.pk), by=SYSTEM, owner=cast.engineer, reason="换回")

    mine = client.get(f"/{slug}/")
    told = client.get(f"/api/v1/{slug}")

    expected = 2 if slug == "owner-changes" else 1
    assert mine.context["listing"].count == expected
    assert len(told.json()["items"]) == expected


@pytest.mark.parametrize(
    "url",
    [
        *("/customers/", "/customers/{}/", "/customers/{}/files/", "/customers/{}/timeline/", "/customers/?q={code}"),
        *("/customers/lookup/?q={code}", "/search/?q={code}", "/api/v1/customers", "/api/v1/customers/{}"),
        *("/quotations/", "/sales-orders/", "/billings/", "/tasks/"),
    ],
)
def test_a_stand_in_finds_what_the_other_has(stand_in, client, url):
    answer = client.get(url.format(stand_in.public_id, code=stand_in.code))

    assert answer.status_code == 200, url
    if "timeline" in url:
        assert stand_in.code in answer.content.decode()
    elif "customers" in url or "search" in url:
        assert str(stand_in.public_id) in answer.content.decode()
    else:
        assert answer.context["listing"].count == 1


def test_the_home_page_of_a_stand_in_tells_what_waits_for_the_other(stand_in, client):
    page = client.get("/").content.decode()

    assert "回访客户" in page


def test_what_waits_on_the_customers_side_is_told_to_the_stand_in(stand_in, cast, client):
    late = opportunity(stand_in, expected_on=TODAY - timedelta(1))
    meant = prospect(cast.engineer)
    step = {"next_on": TODAY, "next_what": "送目录"}
    customers.record_follow_up(by=SYSTEM, customer=stand_in, summary="谈价格", done_on=TODAY - timedelta(1), **step)

    page = client.get("/").content.decode()

    assert [one in page for one in (str(late), str(meant), "送目录")] == [True, True, True]


def test_the_day_after_it_is_over(stand_in, cast):
    Delegation.objects.update(from_on=TODAY - timedelta(3), until_on=TODAY)

    person = Employee.objects.get(pk=cast.other_engineer.pk)

    assert not customers_seen_by(person).exists()
