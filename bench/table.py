"""The table: what was measured, beside plain Django and the floor, and whether the target is met."""

from collections.abc import Iterable
from dataclasses import dataclass

HEADINGS = ("work", "measured", "on", "ours", "plain", "raw", "÷ plain", "÷ raw", "target", "")
PEERS = """\
Peers, measured beside an earlier version of the plain project (CPU of application + database):
  W1  Odoo 18: 1,232 ms an order, 1,683 with 100,000 orders in the books; Tryton 8.2: 3,751 and 6,201 ms
  W2  a list, data only: Odoo 50 ms, searched 63; Tryton 106, searched 122; one order: Odoo 59, Tryton 31
      memory of the server: Odoo 256 MB, Tryton 120–150 MB; start: Odoo 6.6 s, Tryton 4.1 s
  W3  1,000,000 open items: Odoo 0.95–1.14 s, Tryton 3.1–5.6 s
  W4  import of customers: Odoo 391 rows/s, Tryton 77 rows/s"""


@dataclass(frozen=True)
class Row:
    """One figure. than: the most it may be, as a figure to compare with; None where nothing is promised."""

    work: str
    measured: str
    on: str
    unit: str
    ours: float
    plain: float | None = None
    raw: float | None = None
    target: str = ""
    is_met: bool | None = None

    def cells(self) -> list[str]:
        """As they are printed."""
        figures = [_figure(value, self.unit) for value in (self.ours, self.plain, self.raw)]
        ratios = [_ratio(self.ours, other) for other in (self.plain, self.raw)]
        verdict = {True: "met", False: "MISSED", None: ""}[self.is_met]
        return [self.work, self.measured, self.on, *figures, *ratios, self.target, verdict]


def printed(rows: Iterable[Row]) -> str:
    """The rows under their headings, figures to the right, and the peers' figures below."""
    lines = [list(HEADINGS), *(row.cells() for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    told = [
        "  ".join(_placed(cell, size, n) for n, (cell, size) in enumerate(zip(line, widths, strict=True)))
        for line in lines
    ]
    return "\n".join([*(line.rstrip() for line in told), "", PEERS])


def _placed(cell: str, size: int, column: int) -> str:
    return cell.rjust(size) if 3 <= column <= 7 else cell.ljust(size)


def _figure(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    return f"{value:,.{0 if value >= 100 or value == int(value) else 1 if value >= 10 else 2}f} {unit}".rstrip()


def _ratio(ours: float, other: float | None) -> str:
    return f"{ours / other:.2f}" if other else ""
