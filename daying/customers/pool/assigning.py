"""Whose turn it is: rules by zone and industry give customers out in turn, by shares, or to whoever has fewest."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import QuerySet

from daying.customers.models import AssignmentRule, AssignmentShare, Method, PoolMember, Zone
from daying.customers.pool.queries import held_by, load_of
from daying.people.models import Employee


@dataclass
class Turns:
    """The rules for one thing, new customers or a pool, and what they have given so far.

    It counts along in memory: what it chose is written by `keep`, in the transaction that locked the rules.
    """

    rules: list[AssignmentRule]
    shares: Mapping[int, list[AssignmentShare]]
    zones: Mapping[int, int | None]
    load: dict[int, int]
    held: dict[int, int]
    caps: Mapping[int, int]
    used: set[AssignmentShare] = field(default_factory=set)

    @classmethod
    def none(cls) -> "Turns":
        """Nobody's turn: no rule is asked."""
        return cls([], {}, {}, {}, {}, {})

    @classmethod
    def of(cls, rules: QuerySet[AssignmentRule]) -> "Turns":
        """Read these rules. One query where there is none, six where there are some."""
        found = list(rules.filter(is_active=True).order_by("rank", "pk"))
        if not found:
            return cls.none()
        shares = list(
            AssignmentShare.objects.filter(rule__in=found, employee__is_active=True).select_related("employee")
        )
        people = sorted({share.employee_id for share in shares})
        return cls(
            found,
            {rule.pk: [share for share in shares if share.rule_id == rule.pk] for rule in found},
            dict(Zone.objects.order_by().values_list("pk", "parent")),
            load_of(people),
            held_by(people),
            caps_of(people),
        )

    @classmethod
    def for_new(cls) -> "Turns":
        """The rules for new customers, locked: two who enter a customer at once do not get the same turn."""
        return cls.of(AssignmentRule.objects.filter(pool=None).select_for_update())

    def choose(
        self,
        zone_id: int | None,
        industry: str,
        *,
        apart_from: Collection[int] = (),
        among: Collection[AssignmentRule] | None = None,
    ) -> tuple[AssignmentRule, Employee] | None:
        """By which rule, and to whom, a customer goes. None where no rule fits, or all its people are full.

        apart_from: people who do not get it. among: the rules that count, all when None.
        """
        for rule in self.rules if among is None else among:
            if self._fits(rule, zone_id, industry):
                share = self._next(rule, apart_from)
                return (rule, self._given(rule, share)) if share else None
        return None

    def keep(self) -> None:
        """Write down whose turn it was. One statement."""
        AssignmentShare.objects.bulk_update(sorted(self.used, key=lambda share: share.pk), ["given", "last_turn"])

    def _fits(self, rule: AssignmentRule, zone_id: int | None, industry: str) -> bool:
        if rule.industry and rule.industry != industry:
            return False
        return rule.zone_id is None or rule.zone_id in self._around(zone_id)

    def _around(self, zone_id: int | None) -> Iterable[int]:
        """The zone and all it is part of."""
        passed: list[int] = []
        while zone_id is not None and zone_id not in passed:
            passed.append(zone_id)
            zone_id = self.zones.get(zone_id)
        return passed

    def _next(self, rule: AssignmentRule, apart_from: Collection[int]) -> AssignmentShare | None:
        free = [s for s in self.shares[rule.pk] if s.employee_id not in apart_from and self._has_room(s.employee_id)]
        ranks = {
            Method.LOOP: lambda share: (share.last_turn, share.position),
            Method.RATIO: lambda share: ((share.given + 1) / share.weight, share.position),
            Method.LOAD: lambda share: (self.load.get(share.employee_id, 0) / share.weight, share.position),
        }
        return min(free, key=ranks[Method(rule.method)], default=None)

    def _has_room(self, person: int) -> bool:
        return person not in self.caps or self.held.get(person, 0) < self.caps[person]

    def _given(self, rule: AssignmentRule, share: AssignmentShare) -> Employee:
        share.given += 1
        share.last_turn = max(one.last_turn for one in self.shares[rule.pk]) + 1
        self.used.add(share)
        for count in (self.load, self.held):
            count[share.employee_id] = count.get(share.employee_id, 0) + 1
        return share.employee


def caps_of(people: Collection[int]) -> dict[int, int]:
    """How many customers without a deal each of these people may have, as far as a pool says so. One query."""
    caps: dict[int, int] = {}
    for member in PoolMember.objects.filter(employee__in=people, is_active=True).select_related("pool"):
        cap = cap_of(member)
        if cap is not None:
            caps[member.employee_id] = min(cap, caps.get(member.employee_id, cap))
    return caps


def cap_of(member: PoolMember) -> int | None:
    """A member's own cap, or the pool's."""
    return member.pool.holding_cap if member.holding_cap is None else member.holding_cap
