"""Told over the actions: from a name in a list to a customer who is looked after (M2.4, M3.1, M3.2, M3.3)."""

from datetime import date

import pytest

from daying.core import changes, journal
from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.core.verify import verify
from daying.customers import actions as customers
from daying.customers.factories import pool
from daying.customers.models import AssignmentRule, AssignmentShare, Cause, Customer, FollowUpKind, PoolEntry
from daying.customers.pool import actions as pools
from daying.customers.pool.planning import Plan
from daying.customers.pool.reclaiming import about_to_fall
from daying.customers.queries import customers_seen_by
from daying.desk import imports
from daying.market import actions as market
from daying.market.models import Prospect
from daying.market.queries import to_contact

pytestmark = pytest.mark.django_db
FRIDAY, MONDAY = date(2026, 2, 27), date(2026, 3, 2)
NEXT_STEP, WARNED, FALLS = date(2026, 3, 16), date(2026, 3, 26), date(2026, 4, 1)
LIST = "公司名称,统一社会信用代码,联系人,手机\n无锡锐风风机有限公司,91350100M000100Y43,周敏,13900001111\n"


def a_qualified_prospect(cast, tmp_path):
    """The manager brings a list and makes a customer of the one company in it."""
    sheet = tmp_path / "list.csv"
    sheet.write_bytes(LIST.encode("gb18030"))
    imports.run_file("prospects", sheet, None, by=cast.manager)
    found = Prospect.objects.get()
    assert list(to_contact(cast.manager, FRIDAY)) == [found]
    with journal.acting("market.qualify", FRIDAY):
        firm = market.qualify(found, by=cast.manager, on=FRIDAY).customer
    assert (firm.name, firm.credit_code, firm.contacts.get().name) == (
        "无锡锐风风机有限公司",
        "91350100M000100Y43",
        "周敏",
    )
    return firm


def given_by_rule(cast, firm):
    """The manager puts it into the pool; what lies there for a day goes to the engineer."""
    made = pool(cast.engineer.department, cast.engineer, cast.colleague)
    rule = AssignmentRule(name="公海客户次日分配", pool=made, after_days=1)
    changes.create(rule, by=SYSTEM, lines=[AssignmentShare(employee=cast.engineer)])
    pools.release_to_pool(firm, by=cast.manager, on=FRIDAY, reason="由规则分配")
    (planned,) = Plan(cast.manager, MONDAY).handouts
    assert planned.owner == cast.engineer
    pools.run_rules(by=cast.manager, on=MONDAY)
    return Customer.objects.get()


def followed_up(cast, firm):
    """The engineer speaks to them and plans the next step."""
    customers.record_follow_up(
        by=cast.engineer,
        customer=firm,
        kind=FollowUpKind.CALL,
        done_on=MONDAY,
        summary="要样本和报价",
        next_on=NEXT_STEP,
        next_what="送样本",
    )


def test_a_name_in_a_list_becomes_a_customer_who_is_looked_after(cast, tmp_path):
    firm = given_by_rule(cast, a_qualified_prospect(cast, tmp_path))
    assert firm.owner == cast.engineer
    with journal.acting("customers.record_follow_up", MONDAY):
        followed_up(cast, firm)

    assert list(about_to_fall(NEXT_STEP)) == []
    assert list(about_to_fall(WARNED)) == [firm]
    pools.run_rules(by=cast.manager, on=FALLS)
    entry = PoolEntry.objects.get(state="waiting")
    with pytest.raises(Refused):
        pools.claim(entry, by=cast.engineer, on=FALLS)
    pools.claim(entry, by=cast.colleague, on=FALLS)

    firm = customers_seen_by(cast.colleague).get()
    causes = list(firm.owner_changes.order_by("pk").values_list("cause", flat=True))
    assert firm.owner == cast.colleague
    assert causes[-4:] == [Cause.RELEASED, Cause.BY_RULE, Cause.RECLAIMED, Cause.CLAIMED]
    assert verify() == []
