"""The lanes of a comparison as people read them: what was paid, what each tariff comes to, and which is best."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from daying.carriers.models import ComparedTariff, TariffComparison


@dataclass(frozen=True)
class Cell:
    """One tariff on one lane. amount: None where it could not rate all that went there. saving: below 0 if dearer."""

    amount: Decimal | None
    saving: Decimal | None
    is_best: bool


@dataclass(frozen=True)
class LaneRow:
    """One lane. best: the name of the tariff that is cheapest, "" where what is paid now is."""

    name: str
    count: int
    kg: Decimal
    paid: Decimal
    cells: list[Cell]
    best: str

    @property
    def per_kg(self) -> Decimal | None:
        """What a kilogram costs now."""
        return round(self.paid / self.kg, 2) if self.kg else None


def lanes(comparison: TariffComparison, lines: Sequence[ComparedTariff]) -> list[LaneRow]:
    """All of them, the dearest first, as they were worked out. No query."""
    known = [lane for lane in comparison.lanes if len(lane["under"]) == len(lines)]
    return [_row(lane, lines) for lane in known]


def best_mix(rows: Sequence[LaneRow]) -> Decimal:
    """What it would come to with the best tariff on each lane."""
    cheapest = (min([row.paid, *(c.amount for c in row.cells if c.amount is not None)]) for row in rows)
    return sum(cheapest, Decimal(0))


def _row(lane: dict[str, Any], lines: Sequence[ComparedTariff]) -> LaneRow:
    paid = _rmb(lane["fen"])
    amounts = [None if unrated else _rmb(fen) for _rated, unrated, _paid, fen in lane["under"]]
    least = min((amount for amount in amounts if amount is not None), default=None)
    is_cheaper = least is not None and least < paid
    cells = [
        Cell(amount, None if amount is None else paid - amount, is_cheaper and amount == least) for amount in amounts
    ]
    best = next((str(line.tariff) for line, cell in zip(lines, cells, strict=True) if cell.is_best), "")
    name = f"{lane['from'] or '—'} → {lane['to'] or '—'}"
    return LaneRow(name, lane["count"], Decimal(lane["g"]).scaleb(-3), paid, cells, best)


def _rmb(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)
