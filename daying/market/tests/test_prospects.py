"""Prospects: entered once, contacted, given over, made customers (M2.4)."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from daying.core.errors import Refused
from daying.customers import actions as customers
from daying.customers.factories import customer
from daying.customers.models import Customer
from daying.market import actions, queries
from daying.market.factories import prospect
from daying.market.models import Prospect, ProspectState, heard_key

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("天津华泰机械有限公司", "天津华太机械公司", True),
        ("天津华泰机械有限公司", "天津华泰机械股份有限公司", True),
        ("天津华泰机械有限公司", "天津华泰机床有限公司", False),
        ("SKF轴承（大连）公司", "skf 轴承(大连)有限公司", True),
    ],
)
def test_companies_sound_alike_whatever_their_form(one, other, alike):
    assert (heard_key(one) == heard_key(other)) is alike


@pytest.mark.parametrize("name", ["华泰公司", "Alfreds Futterkiste", ""])
def test_short_and_foreign_names_have_no_sound_to_compare(name):
    assert heard_key(name) == ""


def test_a_company_is_entered_once(cast):
    prospect(cast.other_engineer, name="天津华泰机械有限公司")

    with pytest.raises(Refused, match=str(cast.other_engineer)) as refused:
        prospect(cast.engineer, name="天津华泰机械 有限公司")

    assert refused.value.field == "name"


def test_a_name_that_only_sounds_the_same_may_be_entered(cast):
    prospect(cast.other_engineer, name="天津华泰机械有限公司")

    assert prospect(cast.engineer, name="天津华太机械有限公司").pk


def test_a_telephone_number_is_known_however_it_is_written(cast):
    known = prospect(cast.other_engineer, phone="022-2345 6789", contact_phone="13800001111")

    for typed in ({"phone": "+86 22 23456789"}, {"contact_phone": "138 0000 1111"}):
        hits = queries.known_of({"name": "别家公司", **typed})
        assert [(hit.record, hit.by) for hit in hits] == [(known, "phone")]


def test_a_contact_brings_the_next_one(cast):
    fresh = prospect(cast.engineer)

    spoken = actions.contact(fresh, by=cast.engineer, said="要样品", next_on=date(2026, 3, 20))

    assert (spoken.state, spoken.next_on) == (ProspectState.CONTACTED, date(2026, 3, 20))
    assert list(queries.to_contact(cast.engineer, TODAY)) == []
    assert list(queries.to_contact(cast.engineer, date(2026, 3, 20))) == [spoken]


def test_who_takes_it_over_sees_it(cast):
    mine = prospect(cast.engineer)

    actions.assign(mine, by=cast.manager, owner=cast.other_engineer, reason="行业")

    assert list(queries.prospects_seen_by(cast.other_engineer)) == [mine]
    assert list(queries.prospects_seen_by(cast.engineer)) == []


def test_it_goes_with_its_owner_to_another_department(cast):
    mine = prospect(cast.engineer)

    actions.move_market_with_owner(cast.engineer.pk, department=cast.other_engineer.department_id, by=cast.hr)

    mine.refresh_from_db()
    assert (mine.department, mine.version) == (cast.other_engineer.department, 2)
    assert mine not in queries.prospects_seen_by(cast.manager)


def test_those_that_may_be_the_same_stand_on_a_tab(cast, client):
    mine = prospect(cast.engineer, name="天津华泰机械有限公司")
    prospect(cast.engineer, name="天津华太机械公司")
    prospect(cast.engineer, name="唐山冶金轴承公司")
    client.force_login(cast.engineer)

    tab = client.get(f"/prospects/{mine.public_id}/panels/prospects/").content.decode()

    assert "天津华太机械公司" in tab
    assert "唐山冶金轴承公司" not in tab


def test_it_becomes_a_customer_of_its_owner(cast):
    mine = prospect(cast.engineer, contact_name="李工", interest="6205")

    actions.qualify(mine, by=cast.manager, on=TODAY)

    firm = Customer.objects.get()
    assert (firm.owner, firm.name, firm.remarks) == (cast.engineer, mine.name, "6205")
    assert firm.prospects.get() == mine


def test_it_is_a_customer_already(cast):
    firm = customer(cast.engineer, name="天津华泰机械有限公司")
    customers.add_contact(by=cast.engineer, customer=firm, name="王总", is_main=True)
    mine = prospect(cast.engineer, name="华泰机械天津工厂", contact_name="李工")

    actions.qualify(mine, by=cast.engineer, on=TODAY, customer=firm)

    assert Customer.objects.get() == firm
    assert [(one.name, one.is_main) for one in firm.contacts.all()] == [("王总", True), ("李工", False)]


def test_a_customer_of_the_same_name_stands_in_the_way(cast):
    mine = prospect(cast.engineer, name="天津华泰机械有限公司")
    customer(cast.other_engineer, name="天津华泰机械有限公司")

    with pytest.raises(Refused, match=str(cast.other_engineer)):
        actions.qualify(mine, by=cast.engineer, on=TODAY)

    mine.refresh_from_db()
    assert (mine.state, Customer.objects.count()) == (ProspectState.NEW, 1)


def test_a_dropped_one_stays_known_and_may_be_picked_up(cast):
    mine = prospect(cast.engineer, name="天津华泰机械有限公司")
    dropped = actions.drop(mine, by=cast.engineer, reason="已停产")

    with pytest.raises(Refused):
        prospect(cast.engineer, name="天津华泰机械有限公司")
    assert actions.pick_up(dropped, by=cast.engineer).state == ProspectState.CONTACTED


def test_customer_service_makes_no_customers_of_prospects(cast):
    mine = prospect(cast.engineer)

    with pytest.raises(PermissionDenied):
        actions.qualify(mine, by=cast.customer_service, on=TODAY)

    assert Prospect.objects.get().state == ProspectState.NEW
