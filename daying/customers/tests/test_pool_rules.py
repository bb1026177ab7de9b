"""Which customers fall into a pool, when, whom the rules spare, and to whom they give what waits (M3.2)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from daying.core import changes, journal
from daying.core.actor import SYSTEM
from daying.core.models import OutgoingMail
from daying.customers import actions
from daying.customers.factories import customer, pool, pooled
from daying.customers.models import (
    AssignmentRule,
    AssignmentShare,
    Cause,
    Customer,
    Grade,
    Method,
    OwnerChange,
    PoolEntry,
    ReclaimRule,
    Zone,
)
from daying.customers.pool import actions as pools
from daying.customers.pool import warning
from daying.customers.pool.planning import Plan, handouts
from daying.customers.pool.reclaiming import about_to_fall, due, falls
from daying.customers.pool.sparing import SPARES, Spare
from daying.customers.schedule import run_pool_rules
from daying.people import actions as people
from daying.people.models import Employee

pytestmark = pytest.mark.django_db
SINCE = date(2026, 3, 1)
RULES = [
    ReclaimRule(grade=Grade.A, days_without_follow_up=60, warn_days=14),
    ReclaimRule(days_without_follow_up=30, days_without_deal=90, days_after_deal=180, warn_days=7),
]


def had(owner, **days):
    """A customer owned since the first of March, with these days of follow-ups and deals."""
    values = {name: days.pop(name) for name in ("grade", "zone", "industry") if name in days}
    ours = customer(owner, **values)
    Customer.objects.filter(pk=ours.pk).update(**{"owned_since": SINCE, **days})
    return Customer.objects.get(pk=ours.pk)


@pytest.fixture
def headquarters(cast):
    rules = [ReclaimRule(**{name: getattr(rule, name) for name in FIELDS}) for rule in RULES]
    return pool(cast.engineer.department, cast.engineer, cast.colleague, rules=rules)


FIELDS = ["grade", "days_without_follow_up", "days_without_deal", "days_after_deal", "warn_days"]


@pytest.mark.parametrize(
    ("days", "falls_on"),
    [
        ({}, date(2026, 3, 31)),  # 30 days from the day it was given
        ({"last_followed_up_on": date(2026, 3, 10)}, date(2026, 4, 9)),
        ({"last_followed_up_on": date(2026, 2, 1)}, date(2026, 3, 31)),  # the former owner's follow-up
        ({"last_followed_up_on": date(2026, 5, 20)}, date(2026, 5, 30)),  # followed up, but no deal in 90 days
        ({"grade": "A"}, date(2026, 4, 30)),  # 60 days
        ({"grade": "A", "last_deal_on": date(2026, 3, 5)}, None),  # won, and the rule says nothing of such
        ({"last_deal_on": date(2026, 4, 1)}, date(2026, 9, 28)),  # 180 days, however seldom it is visited
        ({"last_deal_on": date(2025, 1, 1)}, date(2026, 8, 28)),  # the new owner has all the days
        ({"is_protected": True}, None),
        ({"is_protected": True, "protected_until": date(2026, 3, 20)}, date(2026, 3, 31)),
        ({"is_protected": True, "protected_until": date(2026, 5, 3)}, date(2026, 5, 4)),
    ],
)
def test_each_customer_falls_on_its_day(cast, headquarters, days, falls_on):
    ours = had(cast.engineer, **days)
    horizon = [date(2026, 3, 1) + timedelta(days=n) for n in range(260)]

    first = next((day for day in horizon if due(day).exists()), None)

    assert first == falls_on
    if falls_on:
        assert [(fall.customer, fall.on) for fall in falls(falls_on)] == [(ours, falls_on)]


def test_owners_are_warned_so_many_days_before(cast, headquarters):
    ours, key = had(cast.engineer), had(cast.engineer, grade=Grade.A)

    assert not about_to_fall(date(2026, 3, 23)).exists()
    assert list(about_to_fall(date(2026, 3, 24))) == [ours]
    assert set(about_to_fall(date(2026, 4, 16))) == {ours, key}
    assert [fall.days_left(date(2026, 3, 24)) for fall in falls(date(2026, 3, 24), is_warned=True)] == [7]


def test_the_reason_is_told_in_the_readers_language(cast, headquarters):
    had(cast.engineer)
    with override("zh-hans"):
        pools.run_rules(by=SYSTEM, on=date(2026, 4, 1))

    entry, change = PoolEntry.objects.get(), OwnerChange.objects.get()

    for language, told in (("en", "not followed up for 30 days"), ("zh-hans", "30天未跟进")):
        with override(language):
            assert [entry.reason_told, change.reason_told] == [told, told]


def test_a_protection_that_is_over_ends_by_itself(cast, headquarters):
    ours = had(cast.engineer, is_protected=True, protected_until=date(2026, 4, 5))

    assert pools.run_rules(by=SYSTEM, on=date(2026, 4, 5)).fallen == 0
    assert about_to_fall(date(2026, 4, 1)).get() == ours
    assert pools.run_rules(by=SYSTEM, on=date(2026, 4, 6)).fallen == 1

    ours.refresh_from_db()
    assert (ours.is_protected, ours.protected_until, ours.owner) == (False, None, None)
    assert "customers.end_protection" in journal.history(ours).values_list("verb", flat=True)


def test_owners_are_written_to_while_customers_of_theirs_are_about_to_fall(cast, headquarters):
    Employee.objects.filter(pk=cast.engineer.pk).update(email="wang@daying.test", language="en")
    first, key = had(cast.engineer, name="久违有限公司"), had(cast.engineer, grade=Grade.A)

    early, late = (warning.warn(day) for day in (date(2026, 3, 23), date(2026, 3, 24)))

    assert (early, late) == (0, 1)
    mail = OutgoingMail.objects.get()
    assert mail.to == "wang@daying.test"
    assert "久违有限公司: not followed up for 30 days" in mail.body
    assert str(key) not in mail.body.replace(str(first), "")


def test_nobody_is_written_to_without_an_address(cast, headquarters):
    Employee.objects.filter(pk=cast.engineer.pk).update(email="")
    had(cast.engineer)

    assert warning.warn(date(2026, 3, 24)) == 0


def test_a_rule_without_reasons_takes_nothing(cast):
    pool(cast.engineer.department, rules=[ReclaimRule(grade=Grade.C)])
    had(cast.engineer)

    assert not due(date(2030, 1, 1)).exists()


def test_grades_without_a_rule_never_fall(cast):
    pool(cast.engineer.department, rules=[ReclaimRule(grade=Grade.A, days_without_follow_up=10)])
    had(cast.engineer)

    assert not due(date(2030, 1, 1)).exists()


def test_customers_of_departments_without_a_pool_never_fall_and_are_counted(cast, headquarters):
    had(cast.other_engineer)

    assert not due(date(2030, 1, 1)).exists()
    assert Plan(cast.director, date(2030, 1, 1)).without_pool == 1


def test_the_rules_put_what_is_due_into_the_pool_with_the_reason(cast, headquarters):
    ours, later = had(cast.engineer), had(cast.engineer, last_followed_up_on=date(2026, 3, 10))

    outcome = pools.run_rules(by=cast.manager, on=date(2026, 4, 1))

    assert outcome.fallen == 1
    entry = PoolEntry.objects.get()
    assert (entry.customer, entry.former_owner, entry.cause) == (ours, cast.engineer, Cause.RECLAIMED)
    assert entry.why == {"code": "no_follow_up", "days": 30}
    assert OwnerChange.objects.get().from_owner == cast.engineer
    assert journal.history(ours).first().changes["owner_id"] == [cast.engineer.pk, None]
    later.refresh_from_db()
    assert later.owner == cast.engineer


def test_with_whom_something_is_going_on_is_told_and_stays(cast, headquarters):
    ours, other = had(cast.engineer), had(cast.engineer)
    actions.add_contact(by=cast.engineer, customer=ours, name="王丽")
    SPARES.append(Spare("an open matter", lambda today: ours.contacts.model.objects.all()))
    try:
        plan = Plan(cast.manager, date(2026, 4, 1))
        assert [(fall.customer, fall.keeps) for fall in plan.kept] == [(ours, ("an open matter",))]
        assert [fall.customer for fall in plan.falls] == [other]
        assert list(about_to_fall(date(2026, 4, 1))) == [other]
        assert pools.run_rules(by=SYSTEM, on=date(2026, 4, 1)).fallen == 1
    finally:
        SPARES.pop()

    assert PoolEntry.objects.get().customer == other


def test_customers_of_who_has_left_fall_at_once(cast, headquarters):
    had(cast.engineer, last_deal_on=date(2026, 4, 1))
    people.close_account(cast.engineer, by=cast.hr, on=date(2026, 3, 31))

    pools.run_rules(by=SYSTEM, on=date(2026, 4, 1))

    assert PoolEntry.objects.get().cause == Cause.OWNER_LEFT


def test_one_sees_of_the_plan_what_one_sees_of_customers(cast, headquarters):
    had(cast.engineer)
    plans = {name: Plan(getattr(cast, name), date(2026, 4, 1)) for name in ("manager", "tianjin_manager", "director")}

    assert {name: len(plan.falls) for name, plan in plans.items()} == {
        "manager": 1,
        "tianjin_manager": 0,
        "director": 1,
    }


def test_an_engineer_runs_no_rules(cast):
    with pytest.raises(PermissionDenied):
        pools.run_rules(by=cast.engineer, on=date(2026, 4, 1))


def test_nothing_happens_twice(cast, headquarters):
    had(cast.engineer)
    pools.run_rules(by=SYSTEM, on=date(2026, 4, 1))

    assert pools.run_rules(by=SYSTEM, on=date(2026, 4, 1)).fallen == 0


def test_many_fall_in_as_many_statements_as_few(cast, headquarters):
    used = {}
    for count in (2, 30):
        for _n in range(count):
            had(cast.engineer)
        with CaptureQueriesContext(connection) as statements:
            pools.run_rules(by=SYSTEM, on=date(2026, 4, 1))
        used[count] = len(statements)

    assert PoolEntry.objects.count() == 32
    assert used[30] == used[2]


def test_the_job_runs_the_rules(cast, headquarters):
    had(cast.engineer)

    with override("en"):
        assert run_pool_rules.func.__wrapped__() == "1 customer has fallen into a pool, 0 were given out."


def test_a_moved_pool_takes_the_sight_of_its_customers_along(cast, headquarters):
    entry = pooled(headquarters)
    said = {name: getattr(headquarters, name) for name in ("code", "name", "is_active", "barred_days", "rest_days")}

    pools.amend_pool(headquarters, by=cast.director, department=cast.tianjin_engineer.department, **said)

    entry.customer.refresh_from_db()
    assert entry.customer.department == cast.tianjin_engineer.department


# ---- whose turn it is


def rule(*people, method=Method.LOOP, weights=(), **values):
    shares = [AssignmentShare(employee=person) for person in people]
    for share, weight in zip(shares, weights, strict=False):
        share.weight = weight
    told = AssignmentRule(name=f"规则{AssignmentRule.objects.count() + 1}", method=method, **values)
    return changes.create(told, by=SYSTEM, lines=shares)


def entered(cast, **values):
    """To whom a new customer goes."""
    return actions.open_customer(by=cast.customer_service, name=f"新客户{Customer.objects.count()}", **values).owner


def test_new_customers_go_round(cast):
    rule(cast.engineer, cast.colleague)

    assert [entered(cast) for _n in range(4)] == [cast.engineer, cast.colleague, cast.engineer, cast.colleague]


def test_new_customers_go_by_shares(cast):
    rule(cast.engineer, cast.colleague, method=Method.RATIO, weights=[2, 1])

    given = [entered(cast) for _n in range(6)]

    assert (given.count(cast.engineer), given.count(cast.colleague)) == (4, 2)


def test_new_customers_go_to_whoever_has_the_fewest(cast):
    rule(cast.engineer, cast.colleague, method=Method.LOAD)
    customer(cast.engineer)
    customer(cast.engineer)

    assert [entered(cast) for _n in range(3)] == [cast.colleague, cast.colleague, cast.engineer]


def test_a_rule_holds_for_its_zone_with_all_in_it_and_its_industry(cast):
    south = Zone.objects.create(code="S", name="华南", owner=cast.manager)
    shenzhen = Zone.objects.create(code="SZ", name="深圳", parent=south, owner=cast.manager)
    north = Zone.objects.create(code="N", name="华北", owner=cast.manager)
    rule(cast.tianjin_engineer, zone=south, industry="汽车", rank=1)
    rule(cast.other_engineer, zone=south, rank=2)

    assert entered(cast, zone=shenzhen, industry="汽车") == cast.tianjin_engineer
    assert entered(cast, zone=shenzhen, industry="电子") == cast.other_engineer
    assert entered(cast, zone=north, industry="汽车") == cast.manager  # the zone's


def test_an_owner_who_is_named_comes_before_the_rules(cast):
    rule(cast.engineer)

    assert entered(cast, owner=cast.colleague) == cast.colleague


def test_who_is_full_is_passed_over(cast):
    pool(cast.engineer.department, cast.engineer, cast.colleague, holding_cap=1)
    rule(cast.engineer, cast.colleague)

    assert [entered(cast) for _n in range(3)] == [cast.engineer, cast.colleague, cast.customer_service]


def test_a_sheet_of_customers_is_shared_out_in_few_statements(cast, django_assert_max_num_queries):
    rule(cast.engineer, cast.colleague)
    rows = [{"name": f"第{n}公司"} for n in range(40)]

    with django_assert_max_num_queries(25):
        taken = actions.open_customers(rows, by=cast.director)

    assert [one.owner for one in taken].count(cast.engineer) == 20
    assert AssignmentShare.objects.get(employee=cast.engineer).given == 20


def test_who_joins_later_does_not_get_all_there_is(cast):
    shared = rule(cast.engineer, method=Method.RATIO)
    for _n in range(5):
        entered(cast)
    kept = AssignmentShare.objects.get()
    lines = [{"id": kept.pk, "employee": cast.engineer, "weight": 1}, {"employee": cast.colleague, "weight": 1}]

    pools.amend_assignment_rule(shared, by=cast.manager, name=shared.name, lines=lines)

    given = [entered(cast) for _n in range(4)]
    assert given.count(cast.colleague) == 2


def test_what_waits_long_enough_is_given_out_to_others_than_its_former_owner(cast, headquarters):
    rule(cast.engineer, cast.colleague, pool=headquarters, after_days=10)
    ours = had(cast.engineer)
    pools.run_rules(by=SYSTEM, on=date(2026, 4, 1))

    assert handouts(date(2026, 4, 10)).given == []
    assert [one.owner for one in handouts(date(2026, 4, 11)).given] == [cast.colleague]
    outcome = pools.run_rules(by=SYSTEM, on=date(2026, 4, 11))

    ours.refresh_from_db()
    assert (outcome.given_out, ours.owner) == (1, cast.colleague)
    assert [told.cause for told in OwnerChange.objects.order_by("pk")] == [Cause.RECLAIMED, Cause.BY_RULE]


def test_looking_at_the_plan_moves_nobodys_turn(cast, headquarters):
    rule(cast.engineer, cast.colleague, pool=headquarters)
    pooled(headquarters)
    handouts(date(2026, 4, 1))

    assert [one.owner for one in handouts(date(2026, 4, 1)).given] == [cast.engineer]
