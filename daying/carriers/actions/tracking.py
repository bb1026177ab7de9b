"""What carriers tell of their consignments: kept as it was told, and the waybill moved on by it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext_lazy

from daying.carriers.actions.booking import identity, save_many
from daying.carriers.events import OfWaybill, WaybillDelivered, WaybillWentWrong
from daying.carriers.models import (
    UNDER_WAY,
    EventSource,
    EventStatus,
    Waybill,
    WaybillEvent,
    WaybillState,
)
from daying.core import journal
from daying.core.actor import Actor
from daying.core.events import tell
from daying.core.workflow import action

MOVED = ("state", "picked_up_at", "delivered_on", "delivered_at", "received_by")
MOVING = (EventStatus.PICKED_UP, EventStatus.IN_TRANSIT, EventStatus.OUT, EventStatus.EXCEPTION)
DAMAGED = "damaged"
NOON = time(12)
# From where an event takes a waybill to where. What leads nowhere from here is kept in the timeline alone.
LEADS: Mapping[str, tuple[Sequence[str], str]] = {
    EventStatus.DELIVERED: (
        (*UNDER_WAY, WaybillState.REFUSED, WaybillState.LOST),
        WaybillState.DELIVERED,
    ),
    EventStatus.REFUSED: ((*UNDER_WAY, WaybillState.LOST), WaybillState.REFUSED),
    EventStatus.LOST: (UNDER_WAY, WaybillState.LOST),
    EventStatus.RETURNED: (
        (*UNDER_WAY, WaybillState.REFUSED, WaybillState.LOST, WaybillState.DELIVERED),
        WaybillState.RETURNED,
    ),
    **dict.fromkeys(MOVING, ((WaybillState.BOOKED, WaybillState.LOST), WaybillState.IN_TRANSIT)),
}


class Report(NamedTuple):
    """One thing that happened to a consignment. at: aware of its time zone. received_by: who signed."""

    waybill_id: int
    at: datetime
    status: str
    place: str = ""
    text: str = ""
    received_by: str = ""


@action(right="carriers.track_waybill", serves=["M5.7", "M6.5"], label=gettext_lazy("Take in what carriers tell"))
def track(reports: Sequence[Report], *, by: Actor, source: str) -> list[Waybill]:
    """Keep what was told of these waybills, and move each on. Returns those that moved.

    source: EventSource. The same thing told twice counts once; what comes late about an earlier moment is kept and
    moves nothing back. A dozen statements however many, and what listens to the events beside them.
    """
    held = {row.pk: row for row in _locked({report.waybill_id for report in reports})}
    fresh = _unknown([report for report in reports if report.waybill_id in held])
    WaybillEvent.objects.bulk_create([_event(report, by, source) for report in fresh])
    waybills = [*held.values()]
    before = [journal.snapshot(one) for one in waybills]
    told = [
        event for report in sorted(fresh, key=lambda one: one.at) if (event := move(held[report.waybill_id], report))
    ]
    changed = save_many(waybills, before, MOVED, verb="carriers.track", by=by)
    for event in told:
        tell(event)
    return changed


def move(waybill: Waybill, report: Report) -> OfWaybill | None:
    """Take a waybill where the report leads it. Returns what others are to be told, None for nothing new."""
    sources, target = LEADS[report.status]
    on = timezone.localdate(report.at)
    if waybill.state not in sources or on < waybill.booked_on:
        return None
    waybill.state = target
    if report.status in MOVING:
        waybill.picked_up_at = waybill.picked_up_at or report.at
        return None
    if target == WaybillState.DELIVERED:
        waybill.delivered_on, waybill.delivered_at = on, report.at
        waybill.received_by = report.received_by[:60]
        return WaybillDelivered(**identity(waybill), delivered_on=on, received_by=waybill.received_by)
    return WaybillWentWrong(**identity(waybill), what=report.status, happened_on=on, note=report.text)


def by_hand(waybill: Waybill, status: str, *, by: Actor, on: date, text: str = "", received_by: str = "") -> None:
    """What a person tells of one waybill under a step's lock: kept, the waybill moved, others told."""
    at = timezone.now() if on == timezone.localdate() else timezone.make_aware(datetime.combine(on, NOON))
    report = Report(waybill.pk, at, status, text=text[:250], received_by=received_by)
    _event(report, by, EventSource.HAND).save()
    if event := move(waybill, report):
        tell(event)


def _locked(keys: set[int]) -> Sequence[Waybill]:
    return list(Waybill.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))


def _unknown(reports: Sequence[Report]) -> list[Report]:
    """Those that were not told before, each once."""
    keys = {report.waybill_id for report in reports}
    rows = WaybillEvent.objects.filter(waybill__in=keys).values_list("waybill", "at", "status")
    known: set[Any] = {*rows}
    fresh = []
    for report in reports:
        key = (report.waybill_id, report.at, report.status)
        if key not in known:
            known.add(key)
            fresh.append(report)
    return fresh


def _event(report: Report, by: Actor, source: str) -> WaybillEvent:
    return WaybillEvent(
        waybill_id=report.waybill_id,
        at=report.at,
        place=report.place[:60],
        status=report.status,
        text=report.text[:250],
        source=source,
        entered_by_id=by.pk,
    )
