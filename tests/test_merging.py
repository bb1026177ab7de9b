"""Two files of one customer become one: every package's records go along, and the books still hold (M3.1)."""

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from daying.core import attachments, journal
from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.core.verify import verify
from daying.customers import actions as customers
from daying.customers import merging
from daying.customers.development import actions as plans
from daying.customers.factories import customer
from daying.customers.models import Contact, Customer, CustomerState
from daying.desk import comments
from daying.orders.factories import draft_order
from daying.receivables import actions as receivables
from daying.receivables.ageing import ageing
from daying.receivables.factories import billed, received
from daying.receivables.models import Account, Billing, Receipt

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 20)


def merge(loser: Customer, winner: Customer, by) -> Customer:
    return merging.merge(loser, by=by, winner=winner, reason="同一家公司")


def test_the_other_file_is_closed_and_points_to_the_one_that_stays(cast):
    loser, winner = customer(cast.engineer), customer(cast.other_engineer)

    closed = merge(loser, winner, cast.director)

    assert (closed.state, closed.merged_into) == (CustomerState.CLOSED, winner)
    assert journal.history(closed).first().note == "同一家公司"
    assert loser.code in journal.history(winner).first().note


def test_the_books_of_both_are_the_books_of_one(cast):
    loser, winner = customer(cast.engineer), customer(cast.engineer)
    billed(loser, 1000)
    receivables.allocate_oldest(received(loser, 300), by=SYSTEM, on=ON)
    billed(winner, 500)
    then = ageing(date(2026, 12, 31))
    owed = {row["customer_id"]: row["balance"] for row in then}

    merge(loser, winner, cast.director)

    after = ageing(date(2026, 12, 31))
    assert {row["customer_id"]: row["balance"] for row in after} == {winner.pk: sum(owed.values())}
    assert Account.objects.get(customer=loser).balance == 0
    assert Account.objects.get(customer=winner).balance == Decimal(1200)
    assert {one.customer_id for one in [*Billing.objects.all(), *Receipt.objects.all()]} == {winner.pk}
    assert [fault.invariant.name for fault in verify() if fault.rows] == []


def test_a_receipt_that_moved_can_still_be_taken_back(cast):
    loser, winner = customer(cast.engineer), customer(cast.engineer)
    receipt = received(loser, 300)
    merge(loser, winner, cast.director)

    receivables.reverse_receipt(Receipt.objects.get(pk=receipt.pk), by=SYSTEM, on=ON, reason="退票")

    assert Account.objects.get(customer=winner).balance == 0
    assert [fault.invariant.name for fault in verify() if fault.rows] == []


def test_one_main_contact_is_left_and_nobody_is_lost(cast):
    loser, winner = customer(cast.engineer), customer(cast.engineer)
    for firm, name in ((loser, "李工"), (winner, "王工")):
        customers.add_contact(by=SYSTEM, customer=firm, name=name, is_main=True)

    merge(loser, winner, cast.director)

    assert dict(Contact.objects.filter(customer=winner).values_list("name", "is_main")) == {"李工": False, "王工": True}


def test_what_the_one_that_stays_lacks_it_takes_over(cast):
    loser = customer(cast.engineer, credit_code="91350100M000100Y43", phone="022-1", city="天津")
    winner = customer(cast.engineer, city="北京")

    merge(loser, winner, cast.director)

    winner = Customer.objects.get(pk=winner.pk)
    assert (winner.credit_code, winner.phone, winner.city) == ("91350100M000100Y43", "022-1", "北京")


AUTUMN, WINTER = (date(2025, 8, 1), date(2026, 3, 9)), (date(2025, 9, 1), date(2026, 4, 2))
SPRING = (date(2025, 3, 1), date(2026, 1, 5))


@pytest.mark.parametrize(
    ("theirs", "ours", "kept"),
    [
        (SPRING, AUTUMN, (SPRING[0], AUTUMN[1])),
        (WINTER, AUTUMN, (AUTUMN[0], WINTER[1])),
        (WINTER, (None, None), WINTER),
        ((None, None), AUTUMN, AUTUMN),
    ],
)
def test_the_earliest_first_deal_and_the_latest_last_one_count(cast, theirs, ours, kept):
    loser, winner = customer(cast.engineer), customer(cast.engineer)
    for firm, (first, last) in ((loser, theirs), (winner, ours)):
        Customer.objects.filter(pk=firm.pk).update(
            first_deal_on=first, last_deal_on=last, last_followed_up_on=last, next_follow_up_on=first
        )

    merge(loser, winner, cast.director)

    winner = Customer.objects.get(pk=winner.pk)
    assert (winner.first_deal_on, winner.last_deal_on) == kept
    assert (winner.next_follow_up_on, winner.last_followed_up_on) == kept


def test_a_plan_that_names_both_keeps_one_target_with_what_was_said_of_either(cast, client):
    loser, winner, third = (customer(cast.engineer) for _three in range(3))
    lines = [{"customer": loser, "remarks": "送样"}, {"customer": third}, {"customer": winner, "remarks": "降价"}]
    told = {"by": SYSTEM, "owner": cast.engineer, "year": 2026, "stretch": "year", "wanted": 5}
    plan = plans.draw_up_plan(**told, lines=lines)
    client.force_login(cast.director)
    looked = client.get(f"/customers/{loser.public_id}/merge/", {"winner": str(winner.public_id)})

    merge(loser, winner, cast.director)

    assert looked.context["doubles"] == [plan]
    assert not looked.context["clashes"]
    assert [(line.customer, line.remarks) for line in plan.lines.all()] == [(third, ""), (winner, "降价; 送样")]
    before, after = journal.history(plan).first().changes["lines"]
    assert (len(before), len(after)) == (3, 2)


def test_a_plan_that_names_the_closed_one_names_the_other_from_now_on(cast):
    loser, winner = customer(cast.engineer), customer(cast.engineer)
    told = {"by": SYSTEM, "owner": cast.engineer, "year": 2026, "stretch": "year", "wanted": 5}
    plan = plans.draw_up_plan(**told, lines=[{"customer": loser, "remarks": "送样"}])

    merge(loser, winner, cast.director)

    assert [(line.customer, line.remarks) for line in plan.lines.all()] == [(winner, "送样")]
    assert merging.catch_up(by=SYSTEM) == 0


def test_both_histories_are_read_on_one_page_with_comments_and_files(cast, client):
    loser, winner = customer(cast.engineer), customer(cast.engineer)
    comments.say(loser, by=cast.engineer, text="老客户，慎重")
    attachments.attach(loser, SimpleUploadedFile("合同.pdf", b"%PDF-1.7"), by=cast.engineer)
    merge(loser, winner, cast.director)
    client.force_login(cast.director)

    page = client.get(f"/customers/{winner.public_id}/").content.decode()

    assert "老客户，慎重" in page
    assert attachments.of(winner).get().name == "合同.pdf"


def test_a_merge_after_a_merge_leads_to_the_last(cast):
    first, second, third = (customer(cast.engineer) for _n in range(3))
    merge(first, second, cast.director)

    merge(second, third, cast.director)

    assert Customer.objects.get(pk=first.pk).merged_into == third


def test_who_types_the_name_of_a_merged_customer_is_led_to_the_one_that_stays(cast):
    from daying.customers.queries import duplicates_of

    loser, winner = customer(cast.engineer, name="鑫淼电子"), customer(cast.other_engineer, name="天津鑫淼")
    merge(loser, winner, cast.director)

    assert duplicates_of(name="鑫淼电子")[0].customer == winner


def test_two_orders_of_one_number_are_told_and_nothing_moves(cast):
    loser, winner = customer(cast.engineer), customer(cast.engineer)
    for firm in (loser, winner):
        draft_order(firm, customer_po="PO-77")

    with pytest.raises(Refused):
        merge(loser, winner, cast.director)

    assert loser.orders.count() == 1
    assert merging.clashes(loser, winner)


@pytest.mark.parametrize("case", ["itself", "closed"])
def test_some_customers_are_not_merged_into(cast, case):
    loser = customer(cast.engineer)
    winner = loser if case == "itself" else customers.close(customer(cast.engineer), by=SYSTEM, reason="停业")

    with pytest.raises(Refused):
        merge(loser, winner, cast.director)


def test_not_everybody_merges(cast):
    with pytest.raises(PermissionDenied):
        merge(customer(cast.engineer), customer(cast.engineer), cast.engineer)


def test_a_merged_customer_is_not_opened_again(cast):
    closed = merge(customer(cast.engineer), customer(cast.engineer), cast.director)

    with pytest.raises(PermissionDenied):
        customers.reopen(closed, by=SYSTEM)


def test_what_was_begun_before_follows(cast):
    loser, winner = customer(cast.engineer), customer(cast.engineer)
    closed = merge(loser, winner, cast.director)
    stray = draft_order(winner)
    type(stray).objects.filter(pk=stray.pk).update(customer=closed)

    merging.catch_up(by=SYSTEM)

    stray.refresh_from_db()
    assert stray.customer == winner
    assert merging.catch_up(by=SYSTEM) == 0


def test_the_page_shows_what_moves_and_merges_once(cast, client):
    loser, winner = customer(cast.engineer, phone="022-7"), customer(cast.engineer)
    draft_order(loser)
    client.force_login(cast.director)
    url = f"/customers/{loser.public_id}/merge/"

    looked = client.get(url, {"winner": str(winner.public_id)})
    sent = {"winner": str(winner.public_id), "do": "1", "reason": "同一家", "request_key": "k1"}
    bare = client.post(url, {**sent, "reason": ""})
    done = [client.post(url, sent).status_code for _twice in range(2)]

    assert {one.label: one.count for one in looked.context["moving"]}[str(capital("orders", "salesorder"))] == 1
    assert [one.value for one in looked.context["fills"]] == ["022-7"]
    assert (bare.status_code, done) == (422, [302, 302])
    assert Customer.objects.get(pk=loser.pk).merged_into == winner


def capital(app: str, model: str) -> str:
    from django.apps import apps
    from django.utils.text import capfirst

    return capfirst(str(apps.get_model(app, model)._meta.verbose_name_plural))


def test_the_step_leads_to_its_page(cast, client):
    loser = customer(cast.engineer)
    client.force_login(cast.director)

    assert (
        f'href="/customers/{loser.public_id}/merge/"' in client.get(f"/customers/{loser.public_id}/").content.decode()
    )


def test_the_api_merges_too(cast, client):
    loser, winner = customer(cast.engineer), customer(cast.engineer)
    client.force_login(cast.director)

    done = client.post(
        f"/api/v1/customers/{loser.public_id}/merge",
        {"winner": str(winner.public_id), "reason": "同一家"},
        content_type="application/json",
        HTTP_IDEMPOTENCY_KEY="1",
    )

    assert done.status_code == 200, done.content
    assert done.json()["state"] == "closed"


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_two_who_merge_at_once_the_other_way_round_leave_one(cast):
    one, other = customer(cast.engineer), customer(cast.engineer)
    for firm in (one, other):
        draft_order(firm)
    told, start = [], threading.Barrier(2)

    def run(loser: Customer, winner: Customer) -> None:
        start.wait()
        try:
            merge(loser, winner, SYSTEM)
            told.append("merged")
        except Refused:
            told.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(told) == ["merged", "refused"]
    (left,) = Customer.objects.filter(state=CustomerState.ACTIVE)
    assert left.orders.count() == 2
