"""How much of a customer's file is filled (M3.1)."""

import pytest

from daying.core import changes
from daying.core.actor import SYSTEM
from daying.customers import actions
from daying.customers.completeness import PARTS, missing
from daying.customers.factories import customer
from daying.customers.models import AddressKind, Contact, Customer, Zone

pytestmark = pytest.mark.django_db
FULL = {
    "credit_code": "91350100M000100Y43",
    "short_name": "鑫淼",
    "phone": "022-1234567",
    "address": "解放路1号",
    "city": "天津",
    "industry": "电子",
    "bank_name": "工商银行",
    "bank_account": "6222",
    "credit_limit": 1000,
}


def score(record: Customer) -> int:
    return Customer.objects.get(pk=record.pk).completeness


def test_the_weights_make_a_hundred():
    assert sum(part.weight for part in PARTS) == 100


def test_a_name_alone_is_nothing(cast):
    assert score(customer(cast.engineer)) == 0


def test_what_is_typed_counts_at_once(cast):
    known = customer(cast.engineer)

    changes.update(known, {"phone": "022-1234567", "industry": "电子"}, by=SYSTEM)

    assert score(known) == 20


def test_a_contact_counts_once_it_can_be_reached(cast):
    known = customer(cast.engineer)
    nameless = actions.add_contact(by=cast.engineer, customer=known, name="李工")
    before = score(known)

    actions.change_contact(nameless, by=cast.engineer, customer=known, name="李工", phone="13800138000")

    assert (before, score(known)) == (0, 15)


def test_a_contact_that_goes_to_another_customer_counts_there(cast):
    first, second = customer(cast.engineer), customer(cast.engineer)
    person = actions.add_contact(by=cast.engineer, customer=first, name="李工", phone="13800138000")

    actions.change_contact(person, by=cast.engineer, customer=second, name="李工", phone="13800138000")

    assert (score(first), score(second)) == (0, 15)


def test_a_contact_taken_off_counts_no_longer(cast):
    known = customer(cast.engineer)
    person = actions.add_contact(by=cast.engineer, customer=known, name="李工", phone="13800138000")

    changes.delete(person, by=SYSTEM)

    assert score(known) == 0


def test_nothing_lacks_in_a_full_file(cast):
    zone = changes.create(Zone(code="S", name="华南"), by=SYSTEM)
    known = customer(cast.engineer, zone=zone, **FULL)
    actions.add_contact(by=cast.engineer, customer=known, name="李工", email="li@example.com")
    actions.add_address(by=cast.engineer, customer=known, kind=AddressKind.DELIVERY, address="东丽区二号路")

    assert (score(known), missing(known)) == (100, [])


def test_what_lacks_is_told_the_weightiest_first(cast):
    known = customer(cast.engineer, **FULL)

    assert [part.name for part in missing(known)] == ["contact", "delivery", "zone"]


def test_many_at_once_are_scored(cast):
    rows = [
        {"name": f"第{n}公司", "phone": f"022-{n:07}", "contact_name": "王", "contact_phone": "1"} for n in range(5)
    ]

    entered = actions.open_customers(rows, by=cast.director)

    assert {score(one) for one in entered} == {25}
    assert Contact.objects.count() == 5


def test_the_page_and_the_list_show_it(cast, client):
    known = customer(cast.engineer, phone="022-1234567")
    client.force_login(cast.engineer)

    detail = client.get(f"/customers/{known.public_id}/").content.decode()
    few = client.get("/customers/?completeness_to=50").context["listing"].count
    many = client.get("/customers/?completeness_from=50").context["listing"].count

    assert "bank and account" in detail or "银行" in detail
    assert (few, many) == (1, 0)


def test_the_journal_does_not_tell_what_follows_from_the_rest(cast):
    from daying.core import journal

    entry = journal.history(customer(cast.engineer)).get()

    assert not {"completeness", "name_key", "sound_key", "phone_key"} & set(entry.changes)
