"""The rows of a tariff as its page shows them: each in the words of the trade, not column by column."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from daying.carriers.models import (
    Rounding,
    SurchargeBase,
    Tariff,
    TariffFare,
    TariffService,
    TariffState,
    TariffSurcharge,
    TariffZone,
    ZoneKind,
)
from daying.carriers.ratebook import Ratebook, Rows
from daying.carriers.soundness import faults
from daying.core.written import money, price, quantity, rate
from daying.desk.resource import Table

NUM = "num"


def tables_of(tariff: Tariff, *, may_write: bool) -> list[Table]:
    """What is still missing of a draft, then its four kinds of rows. Four queries."""
    book = Ratebook(tariff)
    missing = _missing(book) if tariff.state in (TariffState.DRAFT, TariffState.SUBMITTED) else []
    return [*missing, *(_with_url(table, tariff, part, may_write) for part, table in _parts(book.rows))]


def _with_url(table: Table, tariff: Tariff, part: str, may_write: bool) -> Table:
    """With the page where its rows are written, and without the columns in which no row says anything."""
    url = reverse("tariff-rows", args=[tariff.public_id, part]) if may_write else ""
    told = [at for at in range(len(table.headings)) if any(row[at] != "" for row in table.rows)]
    headings = [table.headings[at] for at in told]
    return Table(table.title, headings, [[row[at] for at in told] for row in table.rows], url, table.empty)


def _missing(book: Ratebook) -> list[Table]:
    found = faults(book)
    return (
        [Table(_("Still to be mended before it is approved"), [("", "")], [(one,) for one in found])] if found else []
    )


def _parts(rows: Rows) -> list[tuple[str, Table]]:
    return [
        ("services", _services(rows.services)),
        ("zones", _zones(rows.zones)),
        ("fares", _fares(rows.fares)),
        ("surcharges", _surcharges(rows.surcharges)),
    ]


def _services(rows: Sequence[TariffService]) -> Table:
    headings = [(_("Service product"), ""), (_("Goes to"), ""), (_("Volume"), ""), (_("Weight"), "")]
    headings += [(_("Weight rounded"), ""), (_("Fare rounded"), ""), (_("Discount"), "")]
    return Table(
        _("Service products"),
        headings,
        [
            (
                row.service,
                row.get_reach_display(),
                _volume(row),
                _weights(row),
                _rounding(row),
                _fare_step(row),
                _off(row),
            )
            for row in rows
        ],
        empty=_("None yet: what the carrier sells, say express and economy, each with its divisor and rounding."),
    )


def _zones(rows: Sequence[TariffZone]) -> Table:
    return Table(
        pgettext("of a tariff", "Zones"),
        [(pgettext("of a tariff", "Zone"), ""), (_("Provinces and cities"), "")],
        [(row.name, row.places if row.kind == ZoneKind.PLACES else row.get_kind_display()) for row in rows],
        empty=_("None yet. Fares may name provinces and cities themselves, or zones that are written here."),
    )


def _fares(rows: Sequence[TariffFare]) -> Table:
    headings = [(_("Service product"), ""), (_("Lane"), ""), (_("Weight, kg"), "")]
    headings += [(_("First weight"), NUM), (_("Each further"), NUM), (_("At least"), NUM), (_("Divisor"), NUM)]
    headings += [(_("Days"), NUM)]
    return Table(
        _("Fares"),
        headings,
        [
            (
                row.service,
                f"{row.from_zone} → {row.to_zone}",
                _span(row.weight_from, row.weight_to),
                _first(row),
                _further(row),
                money(row.minimum_price) if row.minimum_price else "",
                str(row.divisor or ""),
                row.days if row.days is not None else "",
            )
            for row in rows
        ],
        empty=_("None yet. Type them, paste them from a spreadsheet, or take them from the carrier's file."),
    )


def _surcharges(rows: Sequence[TariffSurcharge]) -> Table:
    headings = [(_("Surcharge"), ""), (_("Only for"), ""), (_("Counted by"), ""), (_("Where it is"), "")]
    headings += [(_("Price"), NUM), (_("At least"), NUM), (_("At most"), NUM)]
    return Table(
        _("Surcharges"),
        headings,
        [
            (
                str(row),
                ", ".join(filter(None, (row.service, row.to_zone))),
                row.get_base_display(),
                _bounds(row),
                _price(row),
                money(row.minimum) if row.minimum else "",
                "" if row.maximum is None else money(row.maximum),
            )
            for row in rows
        ],
        empty=_("None: no insurance, packing, COD fee or fuel is charged."),
    )


def _volume(row: TariffService) -> str:
    if not row.counts_volume:
        return _("does not count")
    return f"÷ {row.divisor}" if row.divisor else _("by its fares")


def _weights(row: TariffService) -> str:
    least = _("at least %(weight)s kg") % {"weight": quantity(row.minimum_weight)} if row.minimum_weight else ""
    most = "" if row.maximum_weight is None else _("up to %(weight)s kg") % {"weight": quantity(row.maximum_weight)}
    return _("; ").join(filter(None, (least, most)))


def _rounding(row: TariffService) -> str:
    light = f"{quantity(row.light_step)} kg {_way(row.light_rounding)}"
    if not row.heavy_from or (row.light_step, row.light_rounding) == (row.heavy_step, row.heavy_rounding):
        return light
    told = {"weight": quantity(row.heavy_from), "step": quantity(row.heavy_step), "way": _way(row.heavy_rounding)}
    return _("; ").join([light, _("from %(weight)s kg %(step)s kg %(way)s") % told])


def _fare_step(row: TariffService) -> str:
    return f"¥{money(row.fare_step)} {_way(row.fare_rounding)}"


def _off(row: TariffService) -> str:
    if not row.discount:
        return ""
    told = {"share": rate(row.discount)}
    return (_("%(share)s off everything") if row.is_discount_on_all else _("%(share)s off the freight")) % told


def _way(rounding: str) -> str:
    return str(Rounding(rounding).label).lower()


def _span(above: Any, up_to: Any) -> str:
    if up_to is None:
        return _("above %(weight)s") % {"weight": quantity(above)} if above else _("any")
    return f"{quantity(above)}–{quantity(up_to)}"


def _first(row: TariffFare) -> str:
    told = {"weight": quantity(row.first_weight), "price": money(row.first_price)}
    if not row.first_weight:
        return told["price"] if row.first_price or not row.step else ""
    return _("%(weight)s kg %(price)s") % told


def _further(row: TariffFare) -> str:
    if not row.step:
        return ""
    return _("%(weight)s kg %(price)s") % {"weight": quantity(row.step), "price": price(row.step_price)}


def _bounds(row: TariffSurcharge) -> str:
    if not row.base_from and row.base_to is None:
        return ""
    return _span(row.base_from, row.base_to)


def _price(row: TariffSurcharge) -> str:
    unit = {SurchargeBase.WEIGHT: _("/kg"), SurchargeBase.PIECE: _("/piece")}.get(SurchargeBase(row.base), "")
    fixed = f"¥{price(row.amount)}{unit}" if row.amount else ""
    return " + ".join(filter(None, (fixed, rate(row.rate) if row.rate else ""))) or _("free")
