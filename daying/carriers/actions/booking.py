"""The courier book: waybills written down one by one, pasted by the dozen, or taken from a file by the thousand."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.carriers.choosing import rated
from daying.carriers.events import WaybillBooked
from daying.carriers.models import Payer, Waybill, WaybillState
from daying.carriers.places import Place, place_in, place_named
from daying.carriers.queries import numbered, plain_number
from daying.carriers.rating import Rated
from daying.core import changes, compiled, derived, journal
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.events import tell
from daying.core.money import ZERO
from daying.core.workflow import action, lock
from daying.people.queries import company

Typed = Mapping[str, Any]
FIGURES = ("actual_weight", "length", "width", "height", "volume", "declared_value", "cod_amount")
RATED = ("tariff_id", "chargeable_weight", "estimated_cost")


@action(right="carriers.add_waybill", serves="M6.5", label=gettext_lazy("Book a waybill"))
def book_waybill(typed: Typed, *, by: Actor, document: Model | None = None) -> Waybill:
    """Write a waybill into the courier book. typed: fields of Waybill by name, `carrier` and `number` at least.

    document: our own record that it carries. The rest as `book_waybills`.
    """
    return book_waybills([{**typed, "document": document}], by=by)[0]


@action(right="carriers.add_waybill", serves="M6.5")
def book_waybills(rows: Sequence[Typed], *, by: Actor) -> list[Waybill]:
    """Write many waybills into the courier book, each rated by the tariff that holds for it.

    rows: fields of Waybill by name, and `document`, our own record that it carries, where it is known. What a row
    leaves out is worked out: where it comes from by our own address, where it goes by the receiver's or the customer's,
    the department by the customer's or whoever handles it. A place that we do not know is refused, and so is a number
    twice at one carrier.
    Two dozen statements for up to 500, and as many more for each further 500.
    """
    if not rows:
        return []
    made = [_waybill(row) for row in rows]
    _fill(made, by)
    _must_be_new(made)
    for waybill, found in zip(made, estimate(made), strict=True):
        if waybill.promised_on is None and found and found.fare.days is not None:
            waybill.promised_on = waybill.booked_on + timedelta(days=found.fare.days)
    booked = changes.create_many(made, by=by)
    for waybill in booked:
        tell(WaybillBooked(**identity(waybill), booked_on=waybill.booked_on))
    return booked


@action(right="carriers.change_waybill", serves="M6.5")
def amend_waybill(waybill: Waybill, typed: Typed, *, by: Actor, version: int | None = None) -> Waybill:
    """Correct a waybill, and rate it again. What is not typed stays."""
    fresh: Waybill = lock(waybill)
    if fresh.state == WaybillState.CANCELLED:
        raise Refused(_("%(waybill)s was cancelled and is not changed any more.") % {"waybill": fresh})
    wanted = _waybill({**_as_typed(fresh), **typed})
    wanted.pk = fresh.pk
    _must_be_new([wanted], apart_from=fresh.pk)
    estimate([wanted])
    names = [*typed, "from_province", "from_city", "to_province", "to_city", *RATED]
    return changes.update(
        waybill, {name: getattr(wanted, name) for name in dict.fromkeys(names)}, by=by, version=version
    )


@action(right=None, serves="M6.5")
def tie_waybill(waybill: Waybill, document: Model, *, by: Actor) -> Waybill:
    """Say which of our documents a waybill carries, for a package above that knows its own numbers."""
    fresh: Waybill = lock(waybill)
    before = journal.snapshot(fresh)
    fresh.tell_about(document)
    return changes.save(fresh, before, verb="carriers.tie_waybill", by=by)


@action(right="carriers.change_waybill", serves="M5.8", label=gettext_lazy("Rate waybills again"))
def rate_again(waybills: Sequence[Waybill], *, by: Actor) -> list[Waybill]:
    """Estimate what these waybills cost by the tariffs as they are now. Returns those that came out otherwise.

    A dozen statements however many.
    """
    held = [*Waybill.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in waybills]).order_by("pk")]
    before = [journal.snapshot(one) for one in held]
    estimate(held)
    return save_many(held, before, RATED, verb="carriers.rate_again", by=by)


def save_many(
    waybills: Sequence[Waybill], before: Sequence[dict[str, Any]], names: Sequence[str], *, verb: str, by: Actor
) -> list[Waybill]:
    """Save those waybills that differ from their snapshots, each with its next version and its journal entry.

    Three statements however many.
    """
    changed, entries = [], []
    for waybill, was in zip(waybills, before, strict=True):
        if told := journal.difference(was, journal.snapshot(waybill)):
            waybill.version += 1
            changed.append(waybill)
            entries.append(journal.build(waybill, verb, by=by, changes=told))
    compiled.update_many(changed, [*names, "version"])
    journal.write_many(entries)
    derived.written(changed)
    return changed


def estimate(waybills: Sequence[Waybill]) -> list[Rated | None]:
    """Put into each what it will cost us by the tariff that holds for it. Nothing where the receiver pays."""
    every = rated(waybills)
    for waybill, found in zip(waybills, every, strict=True):
        waybill.tariff_id = found.book.tariff.pk if found else None
        waybill.chargeable_weight = found.weight_kg if found else None
        waybill.estimated_cost = found.total if found else None
        if waybill.payer == Payer.RECEIVER:
            waybill.estimated_cost = ZERO
    return every


def identity(waybill: Waybill) -> dict[str, Any]:
    """What every event tells of a waybill."""
    return {
        "waybill_id": waybill.pk,
        "number": waybill.number,
        "carrier_id": waybill.carrier_id,
        "subject_type": waybill.subject_type,
        "subject_id": waybill.subject_id,
        "reference": waybill.reference,
        "customer_id": waybill.customer_id,
    }


class Wrong(NamedTuple):
    """Why a row cannot be booked. at: which row. field: of the waybill."""

    at: int
    field: str
    sentence: str


def wrong_in(rows: Sequence[Typed]) -> list[Wrong]:
    """What keeps these rows from being booked: places that we do not know, days, numbers twice or in the book.

    rows: as `book_waybills` takes them; one without its carrier or number is left to whoever asks for these. One query
    for each 500.
    """
    found: list[Wrong] = []
    keys: dict[tuple[int, str], int] = {}
    for at, row in enumerate(rows):
        if not (row.get("carrier") and row.get("number")):
            continue
        try:
            waybill = _waybill(row)
        except Refused as refusal:
            found.append(Wrong(at, refusal.field or "number", str(refusal)))
            continue
        first = keys.setdefault((waybill.carrier_id, waybill.number), at)
        if first != at:
            found.append(Wrong(at, "number", _twice(waybill)))
    found += [
        Wrong(keys[known.carrier_id, known.number], "number", _known_already(known)) for known in numbered({*keys})
    ]
    return sorted(found)


def _waybill(row: Typed) -> Waybill:
    """A waybill of what was typed, its places by their short names."""
    document = row.get("document")
    waybill = Waybill(**{name: value for name, value in row.items() if name != "document" and value is not None})
    waybill.number = plain_number(waybill.number)
    if not waybill.number:
        raise Refused(_("A waybill has a number."), field="number")
    _must_be_real(waybill)
    if document is not None:
        waybill.tell_about(document)
        waybill.reference = waybill.reference or str(document)[:40]
    start = _known(waybill.from_province, waybill.from_city, "from_province")
    end = _known(waybill.to_province, waybill.to_city, "to_province")
    if not end.province:
        end = _where(waybill)
    waybill.from_province, waybill.from_city = start
    waybill.to_province, waybill.to_city = end
    if waybill.promised_on and waybill.promised_on < waybill.booked_on:
        raise Refused(
            _("%(waybill)s: it cannot be promised for a day before it was booked.") % {"waybill": waybill},
            field="promised_on",
        )
    return waybill


def _must_be_real(waybill: Waybill) -> None:
    for name in FIGURES:
        value = getattr(waybill, name)
        if value is not None and value < 0:
            field: Any = Waybill._meta.get_field(name)
            label = capfirst(field.verbose_name)
            raise Refused(_("%(label)s: a figure below zero.") % {"label": label}, field=name)
    if waybill.pieces < 1:
        raise Refused(_("A consignment has at least one piece."), field="pieces")


def _where(waybill: Waybill) -> Place:
    """Where it goes by the receiver's address, without one by the customer's."""
    customer = waybill.customer
    if waybill.receiver_address or customer is None:
        return place_in(waybill.receiver_address)
    found = place_in(customer.address)
    return found if found.province else place_named("", customer.city)


def _known(province: str, city: str, field: str) -> Place:
    found = place_named(province, city)
    if not found.province and (province.strip() or city.strip()):
        told = {"place": f"{province} {city}".strip()}
        raise Refused(_("“%(place)s” is not a province or city that we know. Write 江苏 or 苏州.") % told, field=field)
    return found


def _fill(waybills: Sequence[Waybill], by: Actor) -> None:
    """Account and service, where they come from, who handles them and whose cost they are, where nobody said so."""
    home = place_in(company().address) if any(not one.from_province for one in waybills) else Place("", "")
    for waybill in waybills:
        waybill.account = waybill.account or waybill.carrier.account
        waybill.service = waybill.service or waybill.carrier.service
        if not waybill.from_province:
            waybill.from_province, waybill.from_city = home
        if waybill.handled_by_id is None and by.pk:
            waybill.handled_by = by  # type: ignore[assignment]
        if waybill.department_id is None:
            charged = waybill.customer or waybill.handled_by
            waybill.department_id = charged.department_id if charged else None


def _must_be_new(waybills: Sequence[Waybill], *, apart_from: int | None = None) -> None:
    seen = set()
    for waybill in waybills:
        key = (waybill.carrier_id, waybill.number)
        if key in seen:
            raise Refused(_twice(waybill), field="number")
        seen.add(key)
    for known in numbered(seen):
        if known.pk != apart_from:
            raise Refused(_known_already(known), field="number", record=known)


def _twice(waybill: Waybill) -> str:
    return _("Waybill %(number)s stands here twice.") % {"number": waybill.number}


def _known_already(known: Waybill) -> str:
    told = {"number": known.number, "day": known.booked_on.isoformat()}
    return _("Waybill %(number)s is in the book already, of %(day)s.") % told


def _as_typed(waybill: Waybill) -> dict[str, Any]:
    names = [field.name for field in Waybill._meta.concrete_fields if field.editable and not field.primary_key]
    return {name: getattr(waybill, name) for name in names}
