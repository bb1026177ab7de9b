"""Which lots were used, the oldest first, and at what price. Nothing here reads or writes a report."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from daying.stock.jit.pricing import NOTHING, Layers, Priced, Spot

Part = tuple[Spot, Decimal]


@dataclass(frozen=True)
class Wanted:
    """So much of a product that was used; of a lot where one is named. key: by which the line is known."""

    key: int
    product: int
    quantity: Decimal
    used_on: date
    lot: str = ""


@dataclass
class Matched:
    """The lots that a line takes, and what of it is more than there is."""

    parts: list[Part] = field(default_factory=list)
    rest: Decimal = NOTHING


def match(wanted: Iterable[Wanted], there: Mapping[Spot, Decimal]) -> dict[int, Matched]:
    """The lots of every line. Those that name a lot come first, then what was used first; of a lot the oldest first.

    there: what lies in the warehouse; it stays as it is.
    """
    left = dict(there)
    of_product: dict[int, list[Spot]] = {}
    for spot in sorted(left, key=lambda spot: (spot[2], spot[1])):
        of_product.setdefault(spot[0], []).append(spot)
    return {
        line.key: _taken(line, of_product.get(line.product, []), left)
        for line in sorted(wanted, key=lambda line: (not line.lot, line.used_on, line.key))
    }


def _taken(line: Wanted, spots: list[Spot], left: dict[Spot, Decimal]) -> Matched:
    found = Matched(rest=line.quantity)
    for spot in spots:
        part = min(found.rest, left[spot]) if line.lot in ("", spot[1]) else NOTHING
        if part > 0:
            left[spot] -= part
            found.parts.append((spot, part))
            found.rest -= part
        if not found.rest:
            break
    if not line.lot:
        spots[:] = [spot for spot in spots if left[spot] > 0]
    return found


def priced(parts: Iterable[Part], layers: Layers | None, otherwise: Priced) -> list[tuple[Spot, Priced]]:
    """The lots of a line with their prices. layers: of the fill-ups, where their prices count."""
    found: list[tuple[Spot, Priced]] = []
    for spot, quantity in parts:
        if layers is None:
            found.append((spot, Priced(quantity, otherwise.price, otherwise.on)))
        else:
            found += [(spot, part) for part in layers.take(spot, quantity, otherwise)]
    return found
