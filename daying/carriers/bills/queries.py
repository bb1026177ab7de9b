"""Reading bills, and what of them is under discussion."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from daying.carriers.models import BillDifference, BilledWaybill, CarrierBill, DifferenceState, Reason
from daying.core.money import ZERO, MoneyField
from daying.core.written import money


def bills_seen_by(user: Any) -> QuerySet[CarrierBill]:
    """All of them, for who may see bills at all."""
    return CarrierBill.objects.all()


def billed_seen_by(user: Any) -> QuerySet[BilledWaybill]:
    """All of them."""
    return BilledWaybill.objects.all()


def differences_seen_by(user: Any) -> QuerySet[BillDifference]:
    """All of them."""
    return BillDifference.objects.all()


@dataclass(frozen=True)
class ReasonSums:
    """One reason of a bill: how many differences, what they come to, and how they were decided."""

    reason: Reason | None
    count: int
    amount: Decimal
    by_state: dict[str, int]
    claimed: Decimal
    granted: Decimal

    @property
    def open(self) -> int:
        """Still to be decided."""
        return self.by_state[DifferenceState.OPEN]

    @property
    def unanswered(self) -> int:
        """Claimed, and the carrier has not answered."""
        return self.by_state[DifferenceState.CLAIMED]

    @property
    def told(self) -> dict[str, str]:
        """The amounts as people read them."""
        return {name: money(getattr(self, name)) for name in ("amount", "claimed", "granted")}


def together(some: Sequence[ReasonSums]) -> ReasonSums:
    """All reasons as one."""
    states = {state: sum(one.by_state[state] for one in some) for state in DifferenceState.values}
    amounts = (sum((getattr(one, name) for one in some), ZERO) for name in ("amount", "claimed", "granted"))
    amount, claimed, granted = amounts
    return ReasonSums(None, sum(one.count for one in some), amount, states, claimed, granted)


def by_reason(bill: CarrierBill) -> list[ReasonSums]:
    """What the differences of a bill come to, reason by reason. One query."""
    states = {f"n_{state}": Count("pk", filter=Q(state=state)) for state in DifferenceState.values}
    asked = Q(state__in=(DifferenceState.CLAIMED, DifferenceState.GRANTED, DifferenceState.REFUSED))
    rows = BillDifference.objects.filter(bill=bill).order_by().values("reason")
    found = {
        row["reason"]: row
        for row in rows.annotate(
            count=Count("pk"),
            added=_sum("amount"),
            claimed=_sum("amount", asked),
            granted=_sum("granted_amount"),
            **states,
        )
    }
    return [_sums(reason, dict(found[reason])) for reason in Reason if reason in found]


def _sums(reason: Reason, row: dict[str, Any]) -> ReasonSums:
    states = {state: row[f"n_{state}"] for state in DifferenceState.values}
    return ReasonSums(reason, row["count"], row["added"], states, row["claimed"] or ZERO, row["granted"])


def _sum(name: str, of: Q | None = None) -> Sum:
    return Sum(name, filter=of, output_field=MoneyField())
