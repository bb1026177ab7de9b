"""The public pools of the demo company, and what becomes of customers who never order."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from daying.core import changes
from daying.core.errors import Refused
from daying.customers import actions as customers
from daying.customers.models import (
    AssignmentRule,
    AssignmentShare,
    Customer,
    EntryState,
    Grade,
    Method,
    Pool,
    PoolEntry,
    PoolMember,
    ReclaimRule,
    Zone,
)
from daying.customers.pool import actions as pools
from daying.demo import words
from daying.people import departments
from daying.people.models import Department, Employee

# Code, name, department, who administers it, who claims from it.
POOLS = [
    ("HQ", "总部公海", departments.SALES_HQ, "manager1", "engineer1 engineer1b engineer1c engineer2 engineer2b"),
    ("TJ", "天津公海", departments.TIANJIN_SALES, "manager-tj", "engineer-tj engineer-tj2 engineer-tj3"),
]
# Days without a follow-up, without a deal, since the last deal; the best are left alone once they have ordered.
RULES = {Grade.A: (60, 365, None), Grade.B: (45, 180, 540), Grade.C: (30, 120, 365), Grade.D: (30, 90, 270)}
HOLDING_CAP, DAILY_CLAIMS, PROTECTED = 40, 3, 5
GIVEN_UP, CLAIMED = 0.5, 0.6  # of those who never order; of those given up
LATELY = 70
Do = Callable[..., Any]


def open_pools(people: Mapping[str, Employee]) -> None:
    """Two pools, headquarters and Tianjin, and who gets new customers in two of the zones."""
    by = people["director"]
    for code, name, department, leader, members in POOLS:
        pool = Pool(code=code, name=name, department=Department.objects.get(code=department))
        pool.holding_cap, pool.daily_claim_cap, pool.protected_cap = HOLDING_CAP, DAILY_CLAIMS, PROTECTED
        changes.create(pool, by=by, lines=[_rule(grade, *days) for grade, days in RULES.items()])
        changes.create_many(
            [PoolMember(pool=pool, employee=people[who], is_admin=who == leader) for who in [leader, *members.split()]],
            by=by,
        )
    _rule_of_zone("华东新客户轮流分配", "HD", Method.LOOP, ["engineer1", "engineer1b", "engineer1c"], people)
    _rule_of_zone("华北新客户按负荷分配", "HB", Method.LOAD, ["engineer-tj", "engineer-tj2"], people)


class Sleepers:
    """Customers entered in the last weeks: some given up and claimed by others, some fallen, some about to fall."""

    def __init__(self, setting: Any, do: Do, agenda: Any) -> None:
        self.chance, self.today, self.people = setting.chance, setting.today, setting.people
        self.customers, self.do, self.agenda = setting.customers, do, agenda

    def spread(self, rows: list[dict[str, Any]]) -> None:
        """Let them come in, and the rules run on the last evening but one."""
        for row in rows:
            day = self.today - timedelta(days=self.chance.randrange(5, LATELY))
            self.agenda.add(day, lambda on, row=row: self.enter(row, on))
        self.agenda.add(self.today - timedelta(days=1), self.run_rules)

    def run_rules(self, day: date) -> None:
        """As every night. Nobody orders from those that fall."""
        self.do(pools.run_rules, by=self.people["director"], on=day)
        fallen = set(Customer.objects.filter(owner=None).values_list("pk", flat=True))
        self.customers[:] = [customer for customer in self.customers if customer.pk not in fallen] or self.customers

    def enter(self, row: dict[str, Any], day: date) -> None:
        """Somebody in customer service enters it; the rules or its zone say whose it is."""
        told = {name: value for name, value in row.items() if not name.startswith("contact_") and name != "owner"}
        entered = self.do(customers.open_customer, by=self.people["director"], on=day, **told)
        if self.chance.random() < GIVEN_UP:
            self.agenda.add(day + timedelta(days=self.chance.randrange(4, 25)), lambda on: self.give_up(entered, on))

    def give_up(self, customer: Customer, day: date) -> None:
        """Its owner sees nothing in it any more."""
        reason = self.chance.choice(words.GIVEN_UP)
        self.do(pools.release_to_pool, customer, by=customer.owner, on=day, reason=reason)
        if self.chance.random() < CLAIMED:
            self.agenda.add(day + timedelta(days=self.chance.randrange(1, 12)), lambda on: self.claim(customer, on))

    def claim(self, customer: Customer, day: date) -> None:
        """Another member of the pool tries."""
        entry = PoolEntry.objects.select_related("pool").get(customer=customer, state=EntryState.WAITING)
        others = entry.pool.members.filter(is_admin=False).exclude(employee=entry.former_owner_id)
        member = self.chance.choice(list(others.select_related("employee")))
        try:
            self.do(pools.claim, entry, by=member.employee, on=day)
        except Refused:
            return  # whoever has as many as the pool allows leaves it there


def _rule(grade: str, follow_up: int | None, deal: int | None, after: int | None) -> ReclaimRule:
    return ReclaimRule(
        grade=grade, days_without_follow_up=follow_up, days_without_deal=deal, days_after_deal=after, warn_days=10
    )


def _rule_of_zone(name: str, zone: str, method: str, who: list[str], people: Mapping[str, Employee]) -> None:
    rule = AssignmentRule(name=name, zone=Zone.objects.get(code=zone), method=method)
    changes.create(rule, by=people["director"], lines=[AssignmentShare(employee=people[one]) for one in who])
