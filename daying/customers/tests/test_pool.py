"""Claiming from a pool, giving out of it, putting into it: who may, how many, and what is written down (M3.2, M0.5)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from daying.core import journal
from daying.core.append_only import AppendOnlyError
from daying.core.errors import Refused
from daying.customers import actions
from daying.customers.factories import customer, pool, pooled
from daying.customers.models import Cause, Customer, EntryState, OwnerChange, PoolEntry
from daying.customers.pool import actions as pools
from daying.customers.pool.queries import entries_seen_by, in_my_pools, owner_changes_seen_by
from daying.customers.pool.sparing import SPARES, Spare
from daying.customers.queries import customers_seen_by, duplicates_of
from daying.people import actions as people

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 10)


@pytest.fixture
def headquarters(cast):
    return pool(cast.engineer.department, cast.engineer, cast.colleague)


def test_who_claims_a_customer_looks_after_it(cast, headquarters):
    entry = pooled(headquarters)

    taken = pools.claim(entry, by=cast.engineer, on=ON)

    ours = Customer.objects.get()
    assert (ours.owner, ours.department, ours.pool) == (cast.engineer, cast.engineer.department, None)
    assert (taken.state, taken.taken_by) == (EntryState.TAKEN, cast.engineer)
    told = OwnerChange.objects.get()
    assert (told.cause, told.from_pool, told.to_owner, told.created_by) == (
        Cause.CLAIMED,
        headquarters,
        cast.engineer,
        cast.engineer,
    )
    assert journal.history(ours).first().verb == "customers.claim"


def test_what_is_claimed_is_claimed_once(cast, headquarters):
    entry = pooled(headquarters)
    pools.claim(entry, by=cast.engineer, on=ON)

    with pytest.raises(Refused):
        pools.claim(entry, by=cast.colleague, on=ON)


def test_only_members_claim(cast, headquarters):
    with pytest.raises(PermissionDenied):
        pools.claim(pooled(headquarters), by=cast.other_engineer, on=ON)


def test_without_the_right_not_even_a_member_claims(cast):
    theirs = pool(cast.engineer.department, cast.customer_service)

    with pytest.raises(PermissionDenied):
        pools.claim(pooled(theirs), by=cast.customer_service, on=ON)


def test_one_may_have_so_many_customers_without_a_deal(cast, headquarters):
    headquarters.holding_cap = 2
    headquarters.save()
    won = customer(cast.engineer)
    actions.note_deal(won, on=ON)
    customer(cast.engineer)
    pools.claim(pooled(headquarters), by=cast.engineer, on=ON)

    with pytest.raises(Refused, match="2"):
        pools.claim(pooled(headquarters), by=cast.engineer, on=ON)


def test_a_member_may_have_a_limit_of_their_own(cast, headquarters):
    headquarters.members.filter(employee=cast.engineer).update(holding_cap=0)

    with pytest.raises(Refused):
        pools.claim(pooled(headquarters), by=cast.engineer, on=ON)


def test_one_claims_so_many_a_day(cast, headquarters):
    headquarters.daily_claim_cap = 1
    headquarters.save()
    pools.claim(pooled(headquarters), by=cast.engineer, on=ON)

    with pytest.raises(Refused):
        pools.claim(pooled(headquarters), by=cast.engineer, on=ON)

    pools.claim(pooled(headquarters), by=cast.engineer, on=date(2026, 3, 11))


def test_the_former_owner_is_barred_for_so_many_days(cast, headquarters):
    ours = customer(cast.engineer)
    pools.release_to_pool(ours, by=cast.engineer, on=ON, reason="没有需求")
    entry = PoolEntry.objects.get()

    with pytest.raises(Refused, match="2026-04-09"):
        pools.claim(entry, by=cast.engineer, on=date(2026, 4, 8))

    assert pools.claim(entry, by=cast.engineer, on=date(2026, 4, 9)).taken_by == cast.engineer


def test_a_colleague_claims_what_another_had_at_once(cast, headquarters):
    pools.release_to_pool(customer(cast.engineer), by=cast.engineer, on=ON, reason="没有需求")

    assert pools.claim(PoolEntry.objects.get(), by=cast.colleague, on=ON).taken_by == cast.colleague


def test_what_came_in_rests_first(cast, headquarters):
    headquarters.rest_days = 3
    headquarters.save()
    pools.release_to_pool(customer(cast.engineer), by=cast.engineer, on=ON, reason="没有需求")

    with pytest.raises(Refused, match="2026-03-13"):
        pools.claim(PoolEntry.objects.get(), by=cast.colleague, on=date(2026, 3, 12))


def test_putting_into_the_pool_says_who_had_it_and_why(cast, headquarters):
    ours = customer(cast.engineer)

    pools.release_to_pool(ours, by=cast.engineer, on=ON, reason="没有需求")

    entry = PoolEntry.objects.get()
    assert (entry.pool, entry.former_owner, entry.reason) == (headquarters, cast.engineer, "没有需求")
    told = OwnerChange.objects.get()
    assert (told.cause, told.from_owner, told.to_pool, told.on) == (Cause.RELEASED, cast.engineer, headquarters, ON)
    assert journal.history(ours).first().changes["owner_id"] == [cast.engineer.pk, None]


def test_the_pool_is_that_of_the_department_or_the_nearest_above(cast):
    above = pool(cast.engineer.department.parent)
    pools.release_to_pool(customer(cast.other_engineer), by=cast.director, on=ON, reason="换")

    assert PoolEntry.objects.get().pool == above


def test_without_a_pool_nothing_is_put_there(cast):
    with pytest.raises(Refused):
        pools.release_to_pool(customer(cast.engineer), by=cast.engineer, on=ON, reason="换")


def test_with_whom_something_is_going_on_stays(cast, headquarters):
    ours = customer(cast.engineer)
    SPARES.append(Spare("an open riddle", lambda today: PoolEntry.objects.none()))
    SPARES.append(Spare("an open matter", lambda today: ours.contacts.model.objects.all()))
    actions.add_contact(by=cast.engineer, customer=ours, name="王丽")
    try:
        with pytest.raises(Refused, match="an open matter"):
            pools.release_to_pool(ours, by=cast.engineer, on=ON, reason="换")
    finally:
        del SPARES[-2:]


def test_members_see_what_lies_in_their_pool_and_not_the_customer_itself(cast, headquarters):
    entry = pooled(headquarters)

    assert list(entries_seen_by(cast.engineer)) == list(in_my_pools(cast.engineer)) == [entry]
    assert not customers_seen_by(cast.engineer).exists()
    assert not entries_seen_by(cast.other_engineer).exists()
    assert list(entries_seen_by(cast.manager)) == [entry]
    assert list(customers_seen_by(cast.manager)) == [entry.customer]


def test_what_was_taken_is_seen_by_those_who_see_the_customer(cast, headquarters):
    pools.claim(pooled(headquarters), by=cast.engineer, on=ON)

    assert entries_seen_by(cast.engineer).count() == 1
    assert not entries_seen_by(cast.colleague).exists()


def test_who_stands_in_for_a_member_sees_the_pool_too(cast, headquarters):
    entry = pooled(headquarters)
    people.delegate(
        by=cast.engineer,
        taker=cast.other_engineer,
        from_on=date(2020, 1, 1),
        until_on=date(2099, 1, 1),
        reason="休假",
    )

    assert list(in_my_pools(type(cast.other_engineer).objects.get(pk=cast.other_engineer.pk))) == [entry]


def test_whoever_leads_the_department_gives_out(cast, headquarters):
    entry = pooled(headquarters)

    given = pools.hand_out(entry, by=cast.manager, on=ON, owner=cast.colleague, reason="熟悉行业")

    assert given.customer.owner == cast.colleague
    assert OwnerChange.objects.get().reason == "熟悉行业"


def test_a_manager_of_elsewhere_gives_nothing_out_unless_administering(cast, headquarters):
    entry = pooled(headquarters)
    with pytest.raises(PermissionDenied):
        pools.hand_out(entry, by=cast.tianjin_manager, on=ON, owner=cast.tianjin_engineer)

    headquarters.members.create(employee=cast.tianjin_manager, is_admin=True)

    assert pools.hand_out(entry, by=cast.tianjin_manager, on=ON, owner=cast.tianjin_engineer).taken_by


def test_a_customer_moves_to_the_pool_of_its_region(cast, headquarters):
    tianjin = pool(cast.tianjin_engineer.department, cast.tianjin_engineer)
    entry = pooled(headquarters)

    moved = pools.move_to_pool(entry, by=cast.manager, on=ON, pool=tianjin, reason="在天津")

    assert (moved.state, moved.taken_by) == (EntryState.TAKEN, None)
    assert in_my_pools(cast.tianjin_engineer).get().cause == Cause.MOVED
    assert Customer.objects.get().department == tianjin.department
    assert OwnerChange.objects.get().from_pool == headquarters


def test_giving_over_leaves_a_line_of_both_owners(cast):
    ours = customer(cast.engineer)

    actions.assign(ours, by=cast.director, owner=cast.tianjin_engineer, reason="区域调整")

    told = OwnerChange.objects.get()
    assert (told.cause, told.from_owner, told.to_owner) == (Cause.ASSIGNED, cast.engineer, cast.tianjin_engineer)
    assert list(owner_changes_seen_by(cast.engineer)) == [told]
    assert list(owner_changes_seen_by(cast.other_engineer)) == []


def test_nobody_is_given_what_they_have(cast):
    with pytest.raises(Refused):
        actions.assign(customer(cast.engineer), by=cast.director, owner=cast.engineer, reason="换")


def test_a_pooled_customer_is_given_out_of_its_pool_and_nowhere_else(cast, headquarters):
    with pytest.raises(PermissionDenied):
        actions.assign(pooled(headquarters).customer, by=cast.director, owner=cast.engineer, reason="换")


def test_no_business_is_done_with_a_customer_in_the_pool(cast, headquarters):
    with pytest.raises(Refused):
        actions.must_be_active(pooled(headquarters).customer)


def test_a_closed_customer_is_not_claimed(cast, headquarters):
    entry = pooled(headquarters)
    actions.close(entry.customer, by=cast.director, reason="停业")

    assert not in_my_pools(cast.engineer).exists()
    with pytest.raises(Refused):
        pools.claim(entry, by=cast.engineer, on=ON)


def test_who_enters_it_again_is_told_that_it_lies_in_the_pool(cast, headquarters):
    pooled(headquarters, name="鑫淼电子有限公司")

    with translation.override("en"):
        assert "in the pool" in duplicates_of(name="鑫淼电子有限公司")[0].sentence


def test_a_manager_protects_so_many_customers_of_one_person(cast, headquarters):
    headquarters.protected_cap = 1
    headquarters.save()
    first, second = customer(cast.engineer), customer(cast.engineer)

    assert pools.protect(first, by=cast.manager, reason="战略客户").is_protected
    with pytest.raises(Refused):
        pools.protect(second, by=cast.manager, reason="战略客户")
    pools.unprotect(first, by=cast.manager)

    assert pools.protect(second, by=cast.manager, reason="战略客户").is_protected


def test_a_protection_may_have_its_last_day(cast, headquarters):
    ours, until = customer(cast.engineer), timezone.localdate() + timedelta(days=30)

    with pytest.raises(Refused):
        pools.protect(ours, by=cast.manager, reason="投标", until=timezone.localdate() - timedelta(days=1))
    protected = pools.protect(ours, by=cast.manager, reason="投标", until=until)

    assert (protected.is_protected, protected.protected_until) == (True, until)
    assert journal.history(ours).first().note == "投标"
    assert pools.unprotect(protected, by=cast.manager).protected_until is None


def test_an_engineer_protects_nothing(cast):
    with pytest.raises(PermissionDenied):
        pools.protect(customer(cast.engineer), by=cast.engineer, reason="我的")


def test_whoever_gets_a_protected_customer_has_it_unprotected(cast):
    ours = pools.protect(customer(cast.engineer), by=cast.manager, reason="战略客户")

    assert not actions.assign(ours, by=cast.director, owner=cast.colleague, reason="换").is_protected


def test_a_customer_is_somebodys_or_lies_in_a_pool(cast, headquarters):
    ours = customer(cast.engineer)

    for wrong in ({"owner": None}, {"pool": headquarters}, {"owned_since": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Customer.objects.filter(pk=ours.pk).update(**wrong)


def test_changes_of_owner_are_only_added_to(cast):
    actions.assign(customer(cast.engineer), by=cast.director, owner=cast.colleague, reason="换")

    with pytest.raises(AppendOnlyError):
        OwnerChange.objects.update(reason="")


def test_deals_are_kept_by_their_first_and_last_day(cast):
    ours = customer(cast.engineer)
    for day in (10, 2, 20, 5):
        actions.note_deal(Customer.objects.get(), on=date(2026, 3, day))
    ours.refresh_from_db()

    assert (ours.first_deal_on, ours.last_deal_on) == (date(2026, 3, 2), date(2026, 3, 20))


def test_deals_of_many_customers_are_kept_in_few_statements(cast, django_assert_max_num_queries):
    ours = [customer(cast.engineer) for _n in range(5)]
    with django_assert_max_num_queries(4):
        actions.note_deals({one.pk: [date(2026, 3, 9), date(2026, 3, 1)] for one in ours})

    assert set(Customer.objects.values_list("first_deal_on", "last_deal_on")) == {(date(2026, 3, 1), date(2026, 3, 9))}
