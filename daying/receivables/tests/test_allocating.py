"""Which receipt settles which billing (M6.1)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from daying.core import journal
from daying.core.append_only import AppendOnlyError
from daying.core.errors import Refused
from daying.customers.factories import customer
from daying.receivables import actions, queries
from daying.receivables.factories import ON, billed, received
from daying.receivables.models import Account, Allocation, BillingState, LedgerEntry, ReceiptState

pytestmark = pytest.mark.django_db
D = Decimal
LATER = date(2026, 3, 20)


def test_a_receipt_settles_billings_in_part_and_in_full(cast):
    ours = customer(cast.engineer)
    first, second = billed(ours, 60), billed(ours, 100)
    receipt = received(ours, 90)

    receipt = actions.allocate(receipt, billing_amounts=[(first, D(60)), (second, D(30))], by=cast.finance, on=LATER)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.open_amount) == (BillingState.SETTLED, 0)
    assert (second.state, second.open_amount) == (BillingState.OPEN, D(70))
    assert receipt.free_amount == 0
    assert journal.history(receipt).first().changes["allocated"] == [None, {first.number: "60", second.number: "30"}]
    account = Account.objects.get()
    assert (account.balance, account.unallocated) == (D(70), 0)


@pytest.mark.parametrize("amount", ["0", "-1", "60.01", "95"])
def test_more_than_either_side_is_not_allocated(cast, amount):
    ours = customer(cast.engineer)
    billing, receipt = billed(ours, 60), received(ours, 90)

    with pytest.raises(Refused):
        actions.allocate(receipt, billing_amounts=[(billing, D(amount))], by=cast.finance, on=LATER)

    assert not Allocation.objects.exists()


def test_the_parts_together_do_not_go_beyond_the_receipt(cast):
    ours = customer(cast.engineer)
    parts = [(billed(ours, 60), D(50)), (billed(ours, 60), D(50))]

    with pytest.raises(Refused):
        actions.allocate(received(ours, 90), billing_amounts=parts, by=cast.finance, on=LATER)


def test_another_customers_billing_is_not_settled(cast):
    theirs = billed(customer(cast.other_engineer), 60)

    with pytest.raises(Refused):
        actions.allocate_to(received(customer(cast.engineer), 60), by=cast.finance, on=LATER, billing=theirs)


def test_a_draft_is_not_allocated(cast):
    ours = customer(cast.engineer)
    draft = actions.record_receipt(by=cast.finance, customer=ours, received_on=ON, amount=D(60))

    with pytest.raises(Refused):
        actions.allocate(draft, billing_amounts=[(billed(ours, 60), D(60))], by=cast.finance, on=LATER)


def test_an_exact_sum_is_proposed_before_the_oldest(cast):
    ours = customer(cast.engineer)
    billed(ours, 40, due=date(2026, 1, 1))
    exact = [billed(ours, amount, due=date(2026, 2, 1)) for amount in (35, 65)]

    assert queries.propose_allocation(received(ours, 100)) == [(exact[0], D(35)), (exact[1], D(65))]


def test_without_an_exact_sum_the_oldest_due_is_paid_first(cast):
    ours = customer(cast.engineer)
    younger, older = billed(ours, 40, due=date(2026, 2, 2)), billed(ours, 80, due=date(2026, 2, 1))

    receipt = actions.allocate_oldest(received(ours, 100), by=cast.finance, on=LATER)

    assert [(a.billing, a.amount) for a in receipt.allocations.order_by("pk")] == [(older, D(80)), (younger, D(20))]


def test_an_allocation_is_taken_back_once_by_its_opposite(cast):
    ours = customer(cast.engineer)
    billed(ours, 60)
    receipt = actions.allocate_proposed(received(ours, 60), by=cast.finance, on=LATER)
    allocation = receipt.allocations.get()

    receipt = actions.reverse_allocation(allocation, by=cast.finance, on=LATER, reason="记错")
    with pytest.raises(Refused):
        actions.reverse_allocation(allocation, by=cast.finance, on=LATER, reason="再来")

    assert receipt.free_amount == D(60)
    assert receipt.allocations.order_by("pk").last().amount == D(-60)
    assert queries.open_items(ours).get().open_amount == D(60)


def test_a_bounced_receipt_leaves_everything_open_as_before(cast):
    ours = customer(cast.engineer)
    billed(ours, 60)
    receipt = actions.allocate_oldest(received(ours, 50), by=cast.finance, on=LATER)

    receipt = actions.reverse_receipt(receipt, by=cast.finance, on=LATER, reason="退票")

    assert (receipt.state, receipt.allocated_amount) == (ReceiptState.REVERSED, 0)
    assert [entry.amount for entry in LedgerEntry.objects.order_by("pk")] == [D(60), D(-50), D(50)]
    account = Account.objects.get()
    assert (account.balance, account.unallocated) == (D(60), 0)


def test_a_reference_of_the_bank_is_entered_once(cast):
    ours = customer(cast.engineer)
    received(ours, 50, bank="ICBC", bank_reference="0001")

    with pytest.raises(Refused) as refusal:
        received(ours, 50, bank="ICBC", bank_reference="0001")

    assert refusal.value.field == "bank_reference"
    assert received(ours, 50, bank="ABC", bank_reference="0001").state == ReceiptState.RECORDED


def test_a_credit_is_allocated_like_money(cast):
    ours = customer(cast.engineer)
    billing = billed(ours, "60.05")
    credit = actions.adjust(by=cast.finance, on=LATER, customer=ours, amount=D("-0.05"), reason="尾差")

    actions.allocate_to(credit, by=cast.finance, on=LATER, billing=billing)

    assert queries.open_items(ours).get().open_amount == D(60)


def test_only_finance_posts_and_allocates(cast):
    ours = customer(cast.engineer)
    billing, receipt = billed(ours, 60), received(ours, 60)

    with pytest.raises(PermissionDenied):
        actions.allocate(receipt, billing_amounts=[(billing, D(60))], by=cast.engineer, on=LATER)
    with pytest.raises(PermissionDenied):
        actions.record_receipt(by=cast.manager, customer=ours, received_on=ON, amount=D(1))


def test_ledger_and_allocations_are_only_added_to(cast):
    entry = LedgerEntry.objects.get(document_id=billed(customer(cast.engineer), 60).pk)

    with pytest.raises(AppendOnlyError):
        entry.save()
    with pytest.raises(AppendOnlyError):
        Allocation.objects.all().delete()


def test_allocating_to_forty_billings_costs_no_more_statements_than_to_one(cast):
    assert cast.finance.has_perm("receivables.allocate_receipt")  # asked once per request
    used = []
    for count in (1, 40):
        ours = customer(cast.engineer)
        parts = [(billed(ours, 10), D(5)) for _ in range(count)]
        receipt = received(ours, 1000)
        with CaptureQueriesContext(connection) as statements:
            actions.allocate(receipt, billing_amounts=parts, by=cast.finance, on=LATER)
        used.append(len(statements))

    assert used[0] == used[1] < 13


def test_receivables_are_seen_with_their_customer(cast):
    ours = customer(cast.engineer)
    billing, receipt = billed(ours, 60), received(ours, 60)

    assert list(queries.billings_seen_by(cast.engineer)) == [billing]
    assert list(queries.receipts_seen_by(cast.auditor)) == [receipt]
    for person in (cast.other_engineer, cast.tianjin_manager):
        assert not queries.ledger_seen_by(person).exists()


def test_what_is_taken_back_is_open_again(cast):
    ours = customer(cast.engineer)
    billing, receipt = billed(ours, 60), received(ours, 90)
    receipt = actions.allocate_to(receipt, by=cast.finance, on=LATER, billing=billing)

    receipt = actions.take_back(receipt, by=cast.finance, on=LATER, reason="误记")

    billing.refresh_from_db()
    assert (billing.open_amount, receipt.free_amount) == (D(60), D(90))


def test_there_is_nothing_to_take_back_before_something_is_allocated(cast):
    receipt = received(customer(cast.engineer), 90)

    with pytest.raises(PermissionDenied):
        actions.take_back(receipt, by=cast.finance, on=LATER, reason="误记")
