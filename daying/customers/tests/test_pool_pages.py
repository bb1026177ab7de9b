"""The pages of the pools: what each person finds on them, and what their buttons do (M3.2)."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from daying.core.actor import SYSTEM
from daying.customers import actions
from daying.customers.factories import customer, pool, pooled
from daying.customers.models import Customer, Pool, PoolEntry, PoolLook, ReclaimRule
from daying.customers.pool import actions as pools
from daying.customers.pool.pages import about_to_fall, in_my_pools
from daying.desk import imports
from daying.desk.imports import undoing
from daying.desk.resource import resource_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def headquarters(cast):
    return pool(cast.engineer.department, cast.engineer, cast.colleague)


@pytest.fixture
def long_ago(cast, headquarters):
    """A customer that nobody has followed up for 40 days."""
    ours = customer(cast.engineer, name="久未跟进有限公司")
    Customer.objects.filter(pk=ours.pk).update(owned_since=timezone.localdate() - timedelta(days=40))
    return ours


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_the_board_shows_each_pool_and_ones_own_room(cast, headquarters, long_ago):
    pooled(headquarters)
    entry = pooled(headquarters)
    pools.claim(entry, by=cast.engineer, on=timezone.localdate())

    (card,) = signed_in(cast.engineer).get("/pools/board/").context["cards"]

    assert (card.waiting, card.taken, card.falling) == (1, 1, 1)
    assert (card.room.held, card.room.claimed) == (2, 1)


@pytest.mark.parametrize("place", ["/pool-customers/{}/", "/api/v1/pool-customers/{}"])
def test_a_member_opens_so_many_of_the_pools_customers_in_a_day(cast, headquarters, place):
    Pool.objects.update(daily_view_cap=2)
    entries = [pooled(headquarters) for _three in range(3)]
    member, manager = signed_in(cast.engineer), signed_in(cast.manager)

    def opened(client, entry):
        return client.get(place.format(entry.public_id)).status_code

    assert [opened(member, one) for one in (*entries[:2], *entries)] == [200, 200, 200, 200, 403]
    assert [opened(manager, one) for one in entries] == [200, 200, 200]
    (card,) = member.get("/pools/board/").context["cards"]
    assert (card.room.looked, card.room.looks) == (2, 2)


def test_what_was_looked_at_yesterday_does_not_count_and_without_a_limit_nothing_does(cast, headquarters):
    entries = [pooled(headquarters) for _two in range(2)]
    member = signed_in(cast.engineer)
    member.get(f"/pool-customers/{entries[0].public_id}/")
    assert not PoolLook.objects.exists()

    Pool.objects.update(daily_view_cap=1)
    yesterday = timezone.localdate() - timedelta(days=1)
    PoolLook.objects.create(entry=entries[0], person=cast.engineer, on=yesterday)

    assert member.get(f"/pool-customers/{entries[1].public_id}/").status_code == 200
    assert member.get(f"/pool-customers/{entries[0].public_id}/").status_code == 403


def test_who_is_no_member_has_no_room_there(cast, headquarters):
    (card,) = signed_in(cast.director).get("/pools/board/").context["cards"]

    assert card.room is None


def test_the_board_costs_the_same_for_many_pools(cast, headquarters, django_assert_max_num_queries):
    for person in (cast.other_engineer, cast.tianjin_engineer, cast.customer_service):
        pool(person.department)
    client = signed_in(cast.director)
    client.get("/pools/board/")

    with django_assert_max_num_queries(25):
        client.get("/pools/board/")


def test_without_a_pool_the_board_says_so(cast):
    assert "没有启用中的公海" in signed_in(cast.director).get("/pools/board/", HTTP_ACCEPT_LANGUAGE="zh-hans").text


def test_what_is_about_to_fall_is_listed_for_those_who_see_it(cast, long_ago):
    found = {
        name: [row["fall"].customer for row in signed_in(getattr(cast, name)).get("/pools/falling/").context["falls"]]
        for name in ("engineer", "manager", "other_engineer")
    }

    assert found == {"engineer": [long_ago], "manager": [long_ago], "other_engineer": []}


def test_the_home_page_counts_what_falls_and_what_may_be_claimed(cast, headquarters, long_ago):
    entry = pooled(headquarters)
    today = timezone.localdate()

    assert list(about_to_fall(cast.engineer, today)) == [long_ago]
    assert list(in_my_pools(cast.engineer, today)) == [entry]
    assert not about_to_fall(cast.colleague, today).exists()
    assert not in_my_pools(cast.customer_service, today).exists()
    assert "久未跟进" in signed_in(cast.engineer).get("/").text


def test_the_preview_moves_nothing_and_the_button_does(cast, long_ago):
    client = signed_in(cast.manager)

    page = client.get("/pools/rules/")
    assert [row["fall"].customer for row in page.context["falls"]] == [long_ago]
    assert not PoolEntry.objects.exists()

    sent = client.post("/pools/rules/run/", {"request_key": page.context["request_key"]}, follow=True)

    assert PoolEntry.objects.get().customer == long_ago
    assert sent.context["falls"] == []


def test_the_button_sent_twice_runs_the_rules_once(cast, long_ago):
    client = signed_in(cast.manager)
    told = {"request_key": "019a0000-0000-7000-8000-000000000001"}

    sentences = [
        str(next(iter(client.post("/pools/rules/run/", told, follow=True).context["messages"]))) for _n in (1, 2)
    ]

    assert sentences[0] == sentences[1]


@pytest.mark.parametrize("person", ["engineer", "finance", "awaiting_assignment"])
def test_others_neither_look_at_the_rules_nor_run_them(cast, headquarters, person):
    client = signed_in(getattr(cast, person))

    assert client.get("/pools/rules/").status_code == client.post("/pools/rules/run/").status_code == 403


def test_a_member_claims_on_the_page_and_comes_to_see_the_customer(cast, headquarters):
    entry = pooled(headquarters)
    client = signed_in(cast.engineer)
    record = f"/pool-customers/{entry.public_id}/"
    file = f"/customers/{entry.customer.public_id}/"

    assert "领取" in client.get(record, HTTP_ACCEPT_LANGUAGE="zh-hans").text
    assert client.get(file).status_code == 404
    client.post(f"{record}do/claim/")

    assert client.get(file).status_code == 200


def test_the_page_of_a_pooled_customer_leads_nowhere_a_member_may_not_go(cast, headquarters):
    entry = pooled(headquarters, phone="022-23456789")

    page = signed_in(cast.engineer).get(f"/pool-customers/{entry.public_id}/").text

    assert str(entry.customer.public_id) not in page
    assert "022-23456789" not in page


def test_the_api_tells_members_of_a_pooled_customer_what_the_page_does(cast, headquarters):
    entry = pooled(headquarters, phone="022-23456789")
    client = signed_in(cast.engineer)

    told = client.get(f"/api/v1/pool-customers/{entry.public_id}")

    assert told.status_code == 200
    assert "022-23456789" not in told.text
    done = client.post(f"/api/v1/pool-customers/{entry.public_id}/claim", {}, content_type="application/json")
    assert (done.status_code, done.json()["state"]) == (200, "taken")


def test_a_refusal_is_told_in_the_dialog(cast, headquarters):
    headquarters.members.update(holding_cap=0)
    entry = pooled(headquarters)

    sent = signed_in(cast.engineer).post(f"/pool-customers/{entry.public_id}/do/claim/")

    assert sent.status_code == 422
    assert PoolEntry.objects.get().state == "waiting"


def test_after_giving_up_the_page_leaves_the_record(cast, headquarters):
    ours = customer(cast.engineer)

    sent = signed_in(cast.engineer).post(
        f"/customers/{ours.public_id}/do/release_to_pool/", {"reason": "没有需求"}, follow=True
    )

    assert sent.redirect_chain[-1][0] == "/customers/"


def test_a_pool_is_opened_with_its_rules_on_one_form(cast):
    sent = {
        "code": "TJ",
        "name": "天津公海",
        "department": cast.tianjin_engineer.department.public_id,
        "is_active": "on",
        "barred_days": 30,
        "rest_days": 0,
        "line.id": ["", ""],
        "line.grade": ["A", ""],
        "line.days_without_follow_up": ["60", "30"],
        "line.days_without_deal": ["", "90"],
        "line.days_after_deal": ["", "180"],
        "line.warn_days": ["14", "7"],
    }

    page = signed_in(cast.director).post("/pools/new/", sent)

    assert page.status_code == 302, page.context["draft"]
    rules = ReclaimRule.objects.order_by("position").values_list("grade", "days_without_follow_up", "days_after_deal")
    assert list(rules) == [("A", 60, None), ("", 30, 180)]
    assert Pool.objects.get().department == cast.tianjin_engineer.department


def test_a_sheet_brings_customers_into_a_pool_and_is_undone_with_their_entries(cast, headquarters, tmp_path):
    path = tmp_path / "customers.csv"
    path.write_text("name,pool\n天津华泰机械,销售一部公海\n上海鑫淼电子,\n", encoding="utf-8")
    mapping = {"columns": {"name": "name", "pool": "pool"}}

    brought = imports.run_file("customers", path, mapping, by=cast.director)

    assert PoolEntry.objects.get().customer.name == "天津华泰机械"
    undone = undoing.undo(resource_for(Customer), brought.action_id, by=cast.director)
    assert (undone.removed, Customer.objects.count(), PoolEntry.objects.count()) == (2, 0, 0)


def test_customers_in_the_pool_are_not_offered_for_new_business(cast, headquarters):
    pooled(headquarters, name="无主有限公司")

    offered = signed_in(cast.manager).get("/customers/lookup/?q=无主").text

    assert "无主有限公司" not in offered


def test_the_history_of_owners_stands_on_the_customers_page(cast, headquarters):
    ours = customer(cast.engineer)
    actions.assign(ours, by=SYSTEM, owner=cast.colleague, reason="区域调整")

    panel = signed_in(cast.colleague).get(f"/customers/{ours.public_id}/panels/owner-changes-by-customer/").text

    assert "区域调整" in panel
    assert str(cast.engineer) in panel


def test_a_stand_in_of_the_administrator_gives_out(cast, headquarters):
    from daying.people import actions as people

    headquarters.members.create(employee=cast.tianjin_manager, is_admin=True)
    entry = pooled(headquarters)
    days = {"from_on": date(2020, 1, 1), "until_on": date(2099, 1, 1)}
    people.delegate(by=cast.tianjin_manager, taker=cast.tianjin_engineer, reason="休假", **days)
    stand_in = type(cast.director).objects.get(pk=cast.tianjin_engineer.pk)

    given = pools.hand_out(entry, by=stand_in, on=timezone.localdate(), owner=cast.tianjin_engineer, reason="急")

    assert given.taken_by == cast.tianjin_engineer
