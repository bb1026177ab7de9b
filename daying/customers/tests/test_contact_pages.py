"""Following up from the customer's page, as on a telephone, up to the manager's question (M3.3)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from daying.core import changes
from daying.customers import actions
from daying.customers.factories import customer
from daying.customers.models import FollowUp
from daying.desk.home import what_waits

pytestmark = pytest.mark.django_db


def waiting(person):
    return {one.todo.key: one.count for one in what_waits(person)}


def test_from_the_customers_page_to_the_overdue_list_and_the_supervision(cast, client, time_machine):
    ours, today = customer(cast.engineer), timezone.localdate()
    li = actions.add_contact(by=cast.engineer, customer=ours, name="李工")
    actions.add_contact(by=cast.engineer, customer=customer(cast.engineer), name="王丽")
    client.force_login(cast.engineer)
    step = f"/customers/{ours.public_id}/do/follow_up/"

    assert step in client.get(f"/customers/{ours.public_id}/").content.decode()
    dialog = client.get(step, HTTP_HX_REQUEST="true").content.decode()
    assert "李工" in dialog
    assert "王丽" not in dialog
    told = {
        "summary": "样品已到",
        "kind": "visit",
        "contact": str(li.public_id),
        "next_on": str(today + timedelta(3)),
        "next_what": "问试用结果",
    }
    client.post(step, told)

    written = FollowUp.objects.get()
    assert (written.done_on, written.kind, written.contact) == (today, "visit", li)
    assert "样品已到" in client.get(f"/customers/{ours.public_id}/timeline/").content.decode()
    assert "customers.overdue_follow_ups" not in waiting(cast.engineer)
    time_machine.move_to(timezone.now() + timedelta(4))
    assert waiting(cast.engineer)["customers.overdue_follow_ups"] == 1
    assert waiting(cast.manager)["customers.overdue_at_my_people"] == 1
    client.force_login(cast.engineer)  # the session ended long ago
    listed = client.get("/follow-ups/", {"state": "open", "customer__owner": "me"})
    assert "问试用结果" in listed.content.decode()
    client.force_login(cast.manager)
    assert str(cast.engineer) in client.get("/reports/follow-up-supervision/").content.decode()


def test_the_full_form_offers_the_contacts_of_the_customer(cast, client):
    ours, theirs = customer(cast.engineer), customer(cast.engineer)
    li = actions.add_contact(by=cast.engineer, customer=ours, name="李工")
    actions.add_contact(by=cast.engineer, customer=theirs, name="王丽")
    client.force_login(cast.engineer)

    offered = client.get("/contacts/lookup/", {"customer": str(ours.public_id)}).json()

    assert str(li.public_id) in str(offered)
    assert "王丽" not in str(offered)
    assert client.get(f"/follow-ups/new/?customer={ours.public_id}").status_code == 200


def test_only_its_author_is_offered_to_edit_it(cast, client):
    ours = customer(cast.engineer)
    today = timezone.localdate()
    written = actions.record_follow_up(by=cast.engineer, customer=ours, done_on=today, summary="谈价格")
    edit = f"/follow-ups/{written.public_id}/edit/"

    client.force_login(cast.manager)
    assert client.get(edit).status_code == 409
    client.force_login(cast.engineer)
    assert client.get(edit).status_code == 200


def test_nobody_reads_what_others_said_to_their_customers(cast, client):
    ours = customer(cast.engineer)
    written = actions.record_follow_up(by=cast.engineer, customer=ours, done_on=timezone.localdate(), summary="底价")
    client.force_login(cast.other_engineer)

    assert client.get(f"/follow-ups/{written.public_id}/").status_code == 404
    assert "底价" not in client.get("/follow-ups/").content.decode()


def test_the_api_follows_up_too(cast, client):
    ours = customer(cast.engineer)
    client.force_login(cast.engineer)

    done = client.post(
        f"/api/v1/customers/{ours.public_id}/follow_up",
        {"summary": "电话", "kind": "call"},
        content_type="application/json",
        HTTP_IDEMPOTENCY_KEY="1",
    )

    assert done.status_code == 200, done.content
    assert FollowUp.objects.get().summary == "电话"


def test_a_closed_customer_is_no_longer_reminded_of(cast):
    ours, today = customer(cast.engineer), timezone.localdate()
    actions.record_follow_up(
        by=cast.engineer, customer=ours, done_on=today - timedelta(9), summary="电话", next_on=today - timedelta(2)
    )
    assert "customers.overdue_follow_ups" in waiting(cast.engineer)

    actions.close(ours, by=cast.director, reason="停业")

    assert "customers.overdue_follow_ups" not in waiting(cast.engineer)
    assert changes.locked(type(ours), ours.pk).next_follow_up_on
