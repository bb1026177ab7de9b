"""Where a carrier's system tells us of its consignments: its secret, and what is taken in."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext_lazy

from daying.carriers import hooks
from daying.carriers.actions.tracking import Report, track
from daying.carriers.models import Carrier, CarrierHook, EventSource, HookMessage
from daying.carriers.queries import numbered, plain_number
from daying.core import changes
from daying.core.actor import Actor
from daying.core.workflow import action, lock

CHANGE = "carriers.change_carrierhook"
REMEMBERED = timedelta(days=1)


class IssuedSecret(NamedTuple):
    """A new secret. secret: what the carrier's system signs with; no page can ever show it again."""

    hook: CarrierHook
    secret: str


@action(right=CHANGE, serves="M6.5", label=gettext_lazy("Give the carrier's system a secret"))
def give_secret(carrier: Carrier, *, by: Actor) -> IssuedSecret:
    """Open the carrier's address, or give it another secret; the one before is worthless from now on."""
    lock(carrier)
    hook = CarrierHook.objects.filter(carrier=carrier).first()
    if hook is None:
        hook = changes.create(CarrierHook(carrier=carrier, turn=1), by=by)
    else:
        hook = changes.update(hook, {"turn": hook.turn + 1, "is_active": True}, by=by)
    return IssuedSecret(hook, hooks.secret_of(hook))


@action(right=CHANGE, serves="M6.5", label=gettext_lazy("Take no more messages of the carrier"))
def close_hook(hook: CarrierHook, *, by: Actor) -> CarrierHook:
    """Messages of the carrier are turned away until it has another secret."""
    return changes.update(hook, {"is_active": False}, by=by)


@action(right="carriers.track_waybill", serves="M6.5")
def take_message(hook: CarrierHook, told: Sequence[hooks.Told], signature: str, *, by: Actor) -> bool:
    """Take in what a message tells, once: False when the same message was taken before.

    Waybills that are not in the book are passed over. Signatures are forgotten when their time is long over.
    """
    now = timezone.now()
    HookMessage.objects.filter(taken_at__lt=now - REMEMBERED).delete()
    _message, is_new = HookMessage.objects.get_or_create(hook=hook, signature=signature)
    if not is_new:
        return False
    keys = {(hook.carrier_id, plain_number(one.number)) for one in told}
    known = {row.number: row.pk for row in numbered(keys)}
    reports = [Report(known[number], *one[1:]) for one in told if (number := plain_number(one.number)) in known]
    track(reports, by=by, source=EventSource.WEBHOOK)
    CarrierHook.objects.filter(pk=hook.pk).update(last_used_at=now)
    return True
