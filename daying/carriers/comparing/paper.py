"""The paper for negotiating with a carrier: volumes by lane, prices now and offered, what would be saved."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from daying.carriers.comparing.lanes import LaneRow, lanes
from daying.carriers.models import ComparedTariff, TariffComparison
from daying.core import printing, written
from daying.people.queries import company

LANGUAGES = {"zh": "zh-hans", "en": "en"}
MOST = 60
NONE = "—"


def pdf(comparison: TariffComparison, line: ComparedTariff, language: str) -> bytes:
    """The paper about one of the tariffs compared. language: zh or en. Two queries."""
    return printing.pdf("carriers/negotiation", told(comparison, line, language))


def told(comparison: TariffComparison, line: ComparedTariff, language: str) -> dict[str, Any]:
    """What the template prints, written out in the language of the paper."""
    ours, lines = company(), list(comparison.lines.select_related("tariff__carrier"))
    place = lines.index(line)
    with override(LANGUAGES[language]):
        rows = lanes(comparison, lines)
        return {
            "language": language,
            "title": pgettext("document", "Freight: volumes and prices"),
            "number": comparison.name,
            "page_of": _("Page {page} of {pages}"),
            "company": {"name": str(ours), "lines": [text for text in (ours.address, ours.phone) if text]},
            "facts": _facts(comparison, line),
            "opening": _("Our consignments of these days, by lane, and what they come to under the tariff named:"),
            "heads": [
                _("Lane"),
                _("Waybills"),
                _("kg"),
                _("Now"),
                _("Now/kg"),
                _("Offered"),
                _("Offered/kg"),
                _("Saving"),
            ],
            "rows": [_row(row, place) for row in rows[:MOST]],
            "rest": _rest(rows[MOST:], place),
            "totals": _totals(line),
            "notes": _notes(comparison, line),
        }


def _facts(comparison: TariffComparison, line: ComparedTariff) -> list[tuple[str, str]]:
    tariff = line.tariff
    days = f"{written.day(comparison.from_on)} – {written.day(comparison.until_on)}"
    return [
        (_("Carrier"), str(tariff.carrier)),
        (_("Tariff"), f"{tariff.name} v{tariff.edition}"),
        (_("Period"), days),
        (_("Valid from"), written.day(tariff.valid_from)),
        (_("Waybills"), f"{comparison.waybills:,}"),
        (_("Weight, kg"), written.quantity(comparison.weight)),
    ]


def _row(row: LaneRow, place: int) -> list[str]:
    cell = row.cells[place]
    offered = cell.amount
    return [
        row.name,
        f"{row.count:,}",
        written.quantity(round(row.kg, 1)),
        written.money(row.paid),
        NONE if row.per_kg is None else written.money(row.per_kg),
        NONE if offered is None else written.money(offered),
        NONE if offered is None or not row.kg else written.money(offered / row.kg),
        NONE if cell.saving is None else written.money(cell.saving),
    ]


def _rest(rows: list[LaneRow], place: int) -> str:
    if not rows:
        return ""
    told = {"count": len(rows), "paid": written.money(sum((row.paid for row in rows), Decimal(0)))}
    return _("%(count)d further lanes together: %(paid)s now.") % told


def _totals(line: ComparedTariff) -> list[tuple[str, str]]:
    share = f" ({written.rate(line.saving / line.paid)})" if line.paid else ""
    return [
        (_("Paid now"), written.money(line.paid)),
        (_("Under this tariff"), written.money(line.total)),
        (_("Saving") + share, written.money(line.saving)),
    ]


def _notes(comparison: TariffComparison, line: ComparedTariff) -> list[str]:
    unrated = _("%(count)d waybills cannot be rated by it and are not in these sums.") % {"count": line.unrated}
    return [note for note in (unrated if line.unrated else "", comparison.remarks) if note]
