"""Tariffs: drafted with their rows, handed in, approved when nothing is missing, and replaced by a new edition."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.carriers.actions.booking import estimate, save_many
from daying.carriers.models import (
    IN_FORCE,
    Carrier,
    Tariff,
    TariffFare,
    TariffService,
    TariffState,
    TariffSurcharge,
    TariffZone,
    Waybill,
)
from daying.carriers.ratebook import PARTS, Ratebook, plain, ratebooks, read_rows
from daying.carriers.soundness import faults
from daying.core import changes, compiled, journal
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.models import Line
from daying.core.workflow import action, has_part, lock, transition

Typed = Mapping[str, Any]
MODELS: Mapping[str, type[Line]] = dict(
    zip(PARTS, (TariffService, TariffZone, TariffFare, TariffSurcharge), strict=True)
)
PRICES = {TariffFare: ("first_price", "step_price", "minimum_price")}
RATED = ("tariff_id", "chargeable_weight", "estimated_cost")
TOLD = 12  # faults that one refusal names; the tariff's own page has all of them


@action(right="carriers.add_tariff", serves=["M5.8", "M6.5"], label=gettext_lazy("New tariff"))
def open_tariff(
    *,
    by: Actor,
    carrier: Carrier,
    name: str,
    valid_from: date,
    account: str = "",
    valid_until: date | None = None,
    is_offered: bool = False,
    remarks: str = "",
    lines: Sequence[Typed] = (),
) -> Tariff:
    """Draft a tariff. lines: its fares. One that the carrier has under this name already gets its next edition."""
    head = {"carrier": carrier, "account": account.strip(), "name": name.strip()}
    last = Tariff.objects.filter(**head).aggregate(last=Max("edition"))["last"] or 0
    tariff = Tariff(
        **head,
        edition=last + 1,
        valid_from=valid_from,
        valid_until=valid_until,
        is_offered=is_offered,
        remarks=remarks,
    )
    _must_be_in_order(valid_from, valid_until)
    return changes.create(tariff, by=by, lines=[TariffFare(**_own(line)) for line in lines])


@action(right="carriers.change_tariff", serves=["M5.8", "M6.5"])
def amend_tariff(
    tariff: Tariff,
    *,
    by: Actor,
    version: int | None = None,
    carrier: Carrier,
    name: str,
    valid_from: date,
    account: str = "",
    valid_until: date | None = None,
    is_offered: bool = False,
    remarks: str = "",
    lines: Sequence[Typed] | None = None,
) -> Tariff:
    """Change a draft. lines: its fares as they should be; None leaves them."""
    fresh = _draft(tariff)
    _must_be_in_order(valid_from, valid_until)
    values = {
        "carrier": carrier,
        "account": account.strip(),
        "name": name.strip(),
        "valid_from": valid_from,
        "valid_until": valid_until,
        "is_offered": is_offered,
        "remarks": remarks,
    }
    changed = changes.update(tariff, values, by=by, version=version)
    return changed if lines is None else _rewritten(fresh, "fares", lines, by)


@action(right="carriers.change_tariff", serves=["M5.8", "M6.5"])
def write_rows(tariff: Tariff, part: str, rows: Sequence[Typed], *, by: Actor) -> Tariff:
    """Replace the rows of one part of a draft: services, zones, fares or surcharges."""
    return _rewritten(_draft(tariff), part, rows, by)


@action(right="carriers.change_tariff", serves=["M5.8", "M6.5"])
def add_fares(tariff: Tariff, rows: Sequence[Typed], *, by: Actor) -> Tariff:
    """Add fares of a sheet to a draft. One for the same product, zones and beginning weight replaces what is there."""
    fresh = _draft(tariff)
    present = {_fare_key(vars(fare)): _values(fare) for fare in TariffFare.objects.filter(tariff=fresh)}
    for row in rows:
        row = {"weight_from": Decimal(0), **_own(row)}
        present[_fare_key(row)] = row
    return _rewritten(fresh, "fares", list(present.values()), by)


@action(right="carriers.add_tariff", serves=["M5.8", "M6.5"], label=gettext_lazy("New edition of a tariff"))
def new_edition(tariff: Tariff, *, by: Actor, valid_from: date, raised_by: Decimal = Decimal(0)) -> Tariff:
    """Copy a tariff with all its rows into a draft of its next edition. raised_by: 0.05 makes fares 5 % dearer."""
    if raised_by <= -1:
        raise Refused(_("Prices cannot fall by all of it."), field="raised_by")
    fresh = open_tariff(
        by=by,
        carrier=tariff.carrier,
        name=tariff.name,
        account=tariff.account,
        valid_from=valid_from,
        is_offered=tariff.is_offered,
        remarks=tariff.remarks,
    )
    rows = read_rows([tariff])[tariff.pk]
    for part in PARTS:
        _write(fresh, part, [_raised(row, raised_by) for row in getattr(rows, part)])
    return fresh


def not_mine(tariff: Tariff, by: Actor) -> bool:
    """Nobody approves a tariff that they entered or handed in."""
    return not has_part(tariff, by, "submitted_by")


@transition(
    Tariff,
    label=gettext_lazy("Submit for approval"),
    source=TariffState.DRAFT,
    target=TariffState.SUBMITTED,
    right="carriers.change_tariff",
    serves=["M5.8", "M6.5"],
)
def submit_tariff(tariff: Tariff, *, by: Actor) -> None:
    """Hand it in. Refused while anything is missing."""
    if tariff.is_offered:
        raise Refused(_("An offer is there to compare with. To use it, first say in its form that it is none."))
    _must_be_sound(tariff)
    tariff.submitted_by_id, tariff.rejected_for = by.pk, ""


@transition(
    Tariff,
    label=gettext_lazy("Take back"),
    source=TariffState.SUBMITTED,
    target=TariffState.DRAFT,
    right="carriers.change_tariff",
    serves=["M5.8", "M6.5"],
)
def take_back_tariff(tariff: Tariff, *, by: Actor) -> None:
    """Make a draft of it again, to change it."""


@transition(
    Tariff,
    label=gettext_lazy("Approve"),
    source=TariffState.SUBMITTED,
    target=TariffState.APPROVED,
    right="carriers.approve_tariff",
    when=not_mine,
    serves=["M5.8", "M6.5"],
)
def approve_tariff(tariff: Tariff, *, by: Actor) -> None:
    """It holds from its day on. The edition before it ends the day before; waybills of its days are rated by it."""
    Carrier.objects.select_for_update().get(pk=tariff.carrier_id)  # two approved at once are judged in turn
    _must_be_sound(tariff)
    tariff.approved_by_id = by.pk
    for former in _others(tariff).filter(account=tariff.account, name=tariff.name, is_offered=False):
        _replace(former, tariff.valid_from, by)
    _must_be_alone(tariff)


@transition(
    Tariff,
    label=gettext_lazy("Send back"),
    source=TariffState.SUBMITTED,
    target=TariffState.DRAFT,
    right="carriers.approve_tariff",
    serves=["M5.8", "M6.5"],
    inputs={"reason": gettext_lazy("Reason")},
)
def reject_tariff(tariff: Tariff, *, by: Actor, reason: str) -> None:
    """Something in it is not as agreed with the carrier."""
    tariff.rejected_for = reason


@transition(
    Tariff,
    label=gettext_lazy("End"),
    source=TariffState.APPROVED,
    target=TariffState.APPROVED,
    right="carriers.approve_tariff",
    serves=["M5.8", "M6.5"],
    inputs={"last_day": gettext_lazy("Last day")},
)
def end_tariff(tariff: Tariff, *, by: Actor, last_day: date) -> None:
    """Nothing follows it: it holds until this day."""
    if last_day < tariff.valid_from:
        raise Refused(_("It began on %(day)s.") % {"day": tariff.valid_from.isoformat()}, field="last_day")
    tariff.valid_until = last_day


@action(right="carriers.change_waybill", serves=["M5.8", "M6.5"])
def rate_open(tariff: Tariff, *, by: Actor) -> list[Waybill]:
    """Rate the waybills of a tariff's carrier and days that have no cost yet or one by what it replaced."""
    days = Q(booked_on__gte=tariff.valid_from)
    if tariff.valid_until:
        days &= Q(booked_on__lte=tariff.valid_until)
    rows = Waybill.objects.select_for_update(of=("self",)).filter(days, carrier=tariff.carrier_id)
    held = list(rows.exclude(tariff=tariff).order_by("pk"))
    before = [journal.snapshot(one) for one in held]
    estimate(held)
    return save_many(held, before, RATED, verb="carriers.rate_open", by=by)


def faults_of(tariff: Tariff) -> list[str]:
    """What is wrong with a tariff, a sentence each. Four queries."""
    return faults(Ratebook(tariff))


def _draft(tariff: Tariff) -> Tariff:
    fresh: Tariff = lock(tariff)
    if fresh.state != TariffState.DRAFT:
        raise Refused(_("%(tariff)s is not a draft. Make a new edition of it to change prices.") % {"tariff": fresh})
    return fresh


def _must_be_in_order(valid_from: date, valid_until: date | None) -> None:
    if valid_until and valid_until < valid_from:
        raise Refused(_("A tariff is valid at least on its own day."), field="valid_until")


def _must_be_sound(tariff: Tariff) -> None:
    found = faults_of(tariff)
    if found:
        more = [_("and %(count)d more") % {"count": len(found) - TOLD}] if len(found) > TOLD else []
        raise Refused(" ".join([_("This tariff is not whole yet:"), *found[:TOLD], *more]))


def _others(tariff: Tariff) -> Any:
    """Tariffs in force of the same carrier whose days meet those of this one."""
    meets = Q(valid_until=None) | Q(valid_until__gte=tariff.valid_from)
    if tariff.valid_until:
        meets &= Q(valid_from__lte=tariff.valid_until)
    return Tariff.objects.filter(meets, carrier=tariff.carrier_id, state__in=IN_FORCE).exclude(pk=tariff.pk)


def _replace(former: Tariff, valid_from: date, by: Actor) -> None:
    """It holds until the day before; one that would not hold for a day was a mistake and is withdrawn."""
    if former.valid_from >= valid_from:
        changes.update(former, {"state": TariffState.WITHDRAWN}, by=by)
    else:
        last = valid_from - timedelta(days=1)
        changes.update(former, {"state": TariffState.SUPERSEDED, "valid_until": last}, by=by)


def _must_be_alone(tariff: Tariff) -> None:
    """No other tariff of the same account has one of its products on one of its days."""
    rivals = list(_others(tariff).filter(account=tariff.account, is_offered=False).select_related("carrier"))
    own = Ratebook(tariff)
    for book in ratebooks(rivals).values() if rivals else ():
        shared = [service.name for key, service in own.services.items() if key in book.services]
        if shared:
            told = {"other": book.tariff, "services": ", ".join(shared)}
            raise Refused(_("%(other)s has %(services)s on the same days and for the same account.") % told)


def _rewritten(tariff: Tariff, part: str, rows: Sequence[Typed], by: Actor) -> Tariff:
    """The rows of a part as they should be, one journal entry with what was and what is."""
    model = MODELS[part]
    before = changes.lines_told(tariff, list(model._default_manager.filter(tariff=tariff)))
    model._default_manager.filter(tariff=tariff).delete()
    made = [model(**_own(row)) for row in rows]
    _must_differ(part, made)
    _write(tariff, part, made)
    after = changes.lines_told(tariff, made)
    fresh: Tariff = lock(tariff)
    told = {"lines": [before, after]}
    return changes.save(fresh, journal.snapshot(fresh), verb="carriers.write_rows", by=by, note=part, told=told)


def _write(tariff: Tariff, part: str, rows: Sequence[Line]) -> None:
    for position, row in enumerate(rows, start=1):
        row.tariff, row.position = tariff, position  # type: ignore[attr-defined]
    compiled.insert_many(rows)


def _must_differ(part: str, rows: Sequence[Any]) -> None:
    """Products and zones have a name each."""
    if part not in ("services", "zones"):
        return
    seen = set()
    for row in rows:
        name = row.service if part == "services" else row.name
        if plain(name) in seen:
            raise Refused(_("“%(name)s” stands here twice.") % {"name": name})
        seen.add(plain(name))


def _own(row: Typed) -> dict[str, Any]:
    """What a row says of itself. What it leaves empty is what a new one says."""
    return {name: value for name, value in row.items() if name not in ("id", "tariff") and value is not None}


def _values(row: Line) -> dict[str, Any]:
    left_out = {"id", "tariff", "position"}
    return {field.name: getattr(row, field.name) for field in row._meta.concrete_fields if field.name not in left_out}


def _fare_key(row: Typed) -> tuple[Any, ...]:
    return (plain(row["service"]), plain(row["from_zone"]), plain(row["to_zone"]), Decimal(row["weight_from"]))


def _raised(row: Line, raised_by: Decimal) -> Line:
    values = _values(row)
    for name in PRICES.get(type(row), ()) if raised_by else ():  # type: ignore[call-overload]
        field = row._meta.get_field(name)
        values[name] = (values[name] * (1 + raised_by)).quantize(field.unit)  # type: ignore[union-attr]
    return type(row)(**values)
