"""What is done with deals."""

from datetime import date
from decimal import Decimal
from typing import Any

from daying.core import changes
from daying.core.errors import Refused
from daying.core.money import round_money
from daying.core.numbering import next_number
from daying.core.workflow import action, not_own, transition
from daying.desk.tests.sample.models import Deal, DealLine, Firm, Item, State


@action(right="sample.add_deal", serves="M5.3")
def open_deal(
    *,
    by: Any,
    firm: Firm,
    currency: str,
    wanted_on: date,
    is_urgent: bool,
    deposit: Decimal,
    remarks: str,
    lines: list[dict[str, Any]],
) -> Deal:
    """Write down a deal as a draft."""
    written = _lines(lines)
    deal = Deal(
        firm=firm,
        currency=currency,
        wanted_on=wanted_on,
        is_urgent=is_urgent,
        deposit=deposit,
        remarks=remarks,
        total=sum((line.amount for line in written), Decimal("0.00")),
        margin=Decimal("1.00"),
    )
    return changes.create(deal, by=by, lines=written)


@action(right="sample.change_deal", serves="M5.3")
def amend(
    deal: Deal,
    *,
    by: Any,
    version: int | None,
    firm: Firm,
    currency: str,
    wanted_on: date,
    is_urgent: bool,
    deposit: Decimal,
    remarks: str,
    lines: list[dict[str, Any]] | None = None,
) -> Deal:
    """Change a draft."""
    values: dict[str, Any] = {
        "firm": firm,
        "currency": currency,
        "wanted_on": wanted_on,
        "is_urgent": is_urgent,
        "deposit": deposit,
        "remarks": remarks,
    }
    written = None if lines is None else _lines(lines, {line.pk: line for line in deal.lines.all()})
    if written is not None:
        values["total"] = sum((line.amount for line in written), Decimal("0.00"))
    return changes.update(deal, values, by=by, version=version, lines=written)


@transition(Deal, label="Submit", source=State.DRAFT, target=State.SUBMITTED, right="sample.change_deal", serves="M5.3")
def submit(deal: Deal, *, by: Any, on: date) -> None:
    """Hand the deal in for approval."""
    if not deal.lines.exists():
        raise Refused("A deal without lines cannot be submitted.")
    deal.number = deal.number or next_number("DE", on)


@transition(
    Deal,
    label="Approve",
    source=State.SUBMITTED,
    target=State.APPROVED,
    right="sample.approve_deal",
    when=not_own,
    serves="M5.3",
)
def approve(deal: Deal, *, by: Any, on: date) -> None:
    """Let the deal go ahead."""
    deal.approved_on = on


@transition(Deal, label="Finish", source=State.APPROVED, target=State.DONE, right="sample.change_deal", serves="M5.3")
def finish(deal: Deal, *, by: Any) -> None:
    """The goods are there."""


@transition(
    Deal,
    label="Cancel",
    source=(State.DRAFT, State.SUBMITTED, State.APPROVED),
    target=State.CANCELLED,
    right="sample.change_deal",
    serves="M5.3",
    inputs={
        "reason": "Reason",
        "last_day": "Last day",
        "fee": "Fee",
        "is_final": "For good",
        "instead": "Item offered instead",
    },
)
def cancel(
    deal: Deal,
    *,
    by: Any,
    reason: str,
    last_day: date | None = None,
    fee: Decimal = Decimal("0.00"),
    is_final: bool = False,
    instead: Item | None = None,
) -> None:
    """Nothing comes of the deal."""
    if "because" not in reason:
        raise Refused("Say it with “because”.", field="reason")
    if fee > deal.total:
        raise Refused("The fee is above the total.")


def _lines(rows: list[dict[str, Any]], known: dict[int, DealLine] | None = None) -> list[DealLine]:
    written = []
    for row in rows:
        line = (known or {}).get(row.get("id") or 0) or DealLine(pk=row.get("id") or None)
        for name, value in row.items():
            if name != "id":
                setattr(line, name, value)
        line.amount = round_money(line.quantity * line.unit_price * (1 - line.discount))
        written.append(line)
    return written
