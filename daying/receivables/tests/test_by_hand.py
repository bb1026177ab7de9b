"""What finance does to the ledger by hand, on its pages (M6.1)."""

from decimal import Decimal

import pytest
from django.test import Client

from daying.customers.factories import customer
from daying.receivables import actions, queries
from daying.receivables.factories import ON, billed, received
from daying.receivables.models import Account, Allocation, Billing, LedgerEntry

pytestmark = pytest.mark.django_db
ADJUST = "/ledger/adjust/"


def pages_of(person):
    client = Client()
    client.force_login(person)
    return client


def typed(firm, **said):
    usual = {"kind": "adjustment", "amount": "50", "currency": "", "on": str(ON), "due": "", "reason": "尾差"}
    return {"customer": str(firm.public_id), "request_key": "one", **usual, **said}


def test_an_adjustment_sent_twice_is_entered_once(cast):
    firm, finance = customer(cast.engineer), pages_of(cast.finance)

    answers = [finance.post(ADJUST, typed(firm)) for _ in range(2)]

    billing = Billing.objects.get()
    assert [answer.url for answer in answers] == [f"/billings/{billing.public_id}/"] * 2
    assert (billing.total, billing.kind, Account.objects.get().balance) == (50, "adjustment", 50)


def test_an_opening_balance_is_due_when_it_is_said(cast):
    firm = customer(cast.engineer)

    pages_of(cast.finance).post(ADJUST, typed(firm, kind="opening", due="2026-05-31"))

    assert str(Billing.objects.get().due_on) == "2026-05-31"


def test_a_wrong_amount_is_told_beside_the_form(cast):
    answer = pages_of(cast.finance).post(ADJUST, typed(customer(cast.engineer), amount="0"))

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"amount"}


def test_one_allocation_is_taken_back_from_its_page(cast):
    firm, finance = customer(cast.engineer), pages_of(cast.finance)
    billed(firm, 100)
    receipt = actions.allocate_oldest(received(firm, 60), by=cast.finance, on=ON)
    allocation = queries.standing_allocations(receipt).get()
    page = finance.get(f"/allocations/{allocation.public_id}/").content.decode()
    address = f"/allocations/{allocation.public_id}/take-back/"

    answer = finance.post(address, {"on": str(ON), "reason": "客户要求", "request_key": "one"})

    assert address in page
    assert answer.url == f"/receipts/{receipt.public_id}/"
    assert sum(Allocation.objects.values_list("amount", flat=True)) == Decimal(0)
    assert finance.post(address, {"on": str(ON), "reason": "再次"}).status_code == 422
    assert address not in finance.get(f"/allocations/{allocation.public_id}/").content.decode()


def test_who_may_not_is_offered_nothing(cast):
    engineer = pages_of(cast.engineer)

    assert engineer.get(ADJUST).status_code == 403
    assert ADJUST not in engineer.get("/ledger/").content.decode()
    assert ADJUST in pages_of(cast.finance).get("/ledger/").content.decode()


def test_an_entry_leads_to_its_document(cast):
    bill = billed(customer(cast.engineer), 100)
    entry = LedgerEntry.objects.get(document_number=bill.number)

    page = pages_of(cast.finance).get(f"/ledger/{entry.public_id}/").content.decode()

    assert f'href="/billings/{bill.public_id}/"' in page
