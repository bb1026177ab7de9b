"""What somebody tells of a waybill by hand: picked up, delivered, refused, lost, returned, damaged, or never sent."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.carriers.actions.booking import estimate, identity
from daying.carriers.actions.tracking import DAMAGED, by_hand
from daying.carriers.events import WaybillWentWrong
from daying.carriers.models import UNDER_WAY, EventStatus, Waybill, WaybillState
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.events import tell
from daying.core.workflow import transition

RIGHT = "carriers.track_waybill"
NOT_YET = (*UNDER_WAY, WaybillState.REFUSED, WaybillState.LOST)


@transition(
    Waybill,
    label=gettext_lazy("Picked up"),
    source=WaybillState.BOOKED,
    target=WaybillState.IN_TRANSIT,
    right=RIGHT,
    serves="M6.5",
)
def pick_up_waybill(waybill: Waybill, *, by: Actor, on: date) -> None:
    """The carrier has it."""
    _must_not_be_before(waybill, on)
    by_hand(waybill, EventStatus.PICKED_UP, by=by, on=on)


@transition(
    Waybill,
    label=gettext_lazy("Delivered"),
    source=NOT_YET,
    target=WaybillState.DELIVERED,
    right=RIGHT,
    serves=["M5.7", "M6.5"],
    inputs={
        "delivered_on": gettext_lazy("Delivered on"),
        "received_by": gettext_lazy("Signed for by"),
        "damage": gettext_lazy("Damage"),
    },
)
def deliver_waybill(
    waybill: Waybill,
    *,
    by: Actor,
    on: date,
    delivered_on: date | None = None,
    received_by: str = "",
    damage: str = "",
) -> None:
    """The receiver has it. delivered_on: None for today. damage: what was not whole, for the claim."""
    day = delivered_on or on
    _must_not_be_before(waybill, day)
    _must_not_be_ahead(day, on)
    by_hand(waybill, EventStatus.DELIVERED, by=by, on=day, text=damage, received_by=received_by)
    if damage:
        _tell_damage(waybill, damage, day)


@transition(
    Waybill,
    label=gettext_lazy("Refused by the receiver"),
    source=(*UNDER_WAY, WaybillState.LOST),
    target=WaybillState.REFUSED,
    right=RIGHT,
    serves=["M5.7", "M6.5"],
    inputs={"reason": gettext_lazy("Reason")},
)
def refuse_waybill(waybill: Waybill, *, by: Actor, on: date, reason: str) -> None:
    """The receiver did not take it."""
    by_hand(waybill, EventStatus.REFUSED, by=by, on=on, text=reason)


@transition(
    Waybill,
    label=gettext_lazy("Lost"),
    source=UNDER_WAY,
    target=WaybillState.LOST,
    right=RIGHT,
    serves=["M5.7", "M6.5"],
    inputs={"reason": gettext_lazy("What the carrier says")},
)
def lose_waybill(waybill: Waybill, *, by: Actor, on: date, reason: str) -> None:
    """The carrier cannot find it."""
    by_hand(waybill, EventStatus.LOST, by=by, on=on, text=reason)


@transition(
    Waybill,
    label=gettext_lazy("Returned to us"),
    source=(*NOT_YET, WaybillState.DELIVERED),
    target=WaybillState.RETURNED,
    right=RIGHT,
    serves=["M5.7", "M6.5"],
    inputs={"reason": gettext_lazy("Reason")},
)
def return_waybill(waybill: Waybill, *, by: Actor, on: date, reason: str) -> None:
    """It is back with us."""
    by_hand(waybill, EventStatus.RETURNED, by=by, on=on, text=reason)


@transition(
    Waybill,
    label=gettext_lazy("Note damage"),
    source=WaybillState.DELIVERED,
    target=None,
    right=RIGHT,
    serves=["M5.8", "M6.5"],
    inputs={"damage": gettext_lazy("Damage")},
)
def damage_waybill(waybill: Waybill, *, by: Actor, on: date, damage: str) -> None:
    """It arrived and was not whole, as the receiver told afterwards."""
    _tell_damage(waybill, damage, on)


def has_suffered(waybill: Waybill, by: Actor) -> bool:
    """A carrier pays for what it lost or damaged, and for nothing else."""
    return waybill.state == WaybillState.LOST or bool(waybill.damage)


@transition(
    Waybill,
    label=gettext_lazy("Note compensation"),
    source=[state for state in WaybillState if state != WaybillState.CANCELLED],
    target=None,
    right=RIGHT,
    when=has_suffered,
    serves=["M5.8", "M6.5"],
    inputs={"amount": gettext_lazy("Amount, 0: the carrier pays nothing")},
)
def compensate_waybill(waybill: Waybill, *, by: Actor, amount: Decimal) -> None:
    """What the carrier pays for what it lost or damaged. Noted again, the later amount counts."""
    if amount < 0:
        raise Refused(_("A compensation is not below zero."), field="amount")
    waybill.compensation = amount


@transition(
    Waybill,
    label=gettext_lazy("Cancel"),
    source=WaybillState.BOOKED,
    target=WaybillState.CANCELLED,
    right="carriers.cancel_waybill",
    serves="M6.5",
    inputs={"reason": gettext_lazy("Reason")},
)
def cancel_waybill(waybill: Waybill, *, by: Actor, reason: str) -> None:
    """It was never handed to the carrier. The number stays taken, so that a bill that names it is noticed."""


@transition(
    Waybill,
    label=gettext_lazy("Rate again"),
    source=[state for state in WaybillState if state != WaybillState.CANCELLED],
    target=None,
    right="carriers.change_waybill",
    serves="M5.8",
)
def rate_waybill(waybill: Waybill, *, by: Actor) -> None:
    """Estimate what it costs by the tariffs as they are now."""
    estimate([waybill])


def _tell_damage(waybill: Waybill, damage: str, on: date) -> None:
    waybill.damage = damage[:250]
    tell(WaybillWentWrong(**identity(waybill), what=DAMAGED, happened_on=on, note=waybill.damage))


def _must_not_be_before(waybill: Waybill, day: date) -> None:
    if day < waybill.booked_on:
        told = {"waybill": waybill, "day": waybill.booked_on.isoformat()}
        raise Refused(_("%(waybill)s was booked on %(day)s; nothing happened to it before.") % told)


def _must_not_be_ahead(day: date, today: date) -> None:
    if day > today:
        raise Refused(_("That day has not come yet."), field="delivered_on")
