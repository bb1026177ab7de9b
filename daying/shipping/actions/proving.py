"""What the customer received: signed, photographed, counted."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import attachments, changes
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.models import FileKind
from daying.core.workflow import action, lock
from daying.shipping.actions.course import deliver
from daying.shipping.actions.excepting import open_exception
from daying.shipping.models import (
    Counted,
    ExceptionKind,
    Origin,
    ProofOfDelivery,
    ReceivedLine,
    Shipment,
    ShipmentLine,
    State,
)

MOST_PHOTOS = 10
LARGEST_SIGNATURE = 400_000  # characters of a drawing as the page sends it
DRAWING = "data:image/png;base64,"


@action(right="shipping.deliver_shipment", serves="M5.7", label=gettext_lazy("Proof of delivery"))
def prove_delivery(
    shipment: Shipment,
    *,
    by: Actor,
    received_by: str,
    received_at: datetime,
    counted: Mapping[int, Counted] | None = None,
    photos: Sequence[Any] = (),
    signature: str = "",
    remarks: str = "",
) -> ProofOfDelivery:
    """The customer has it, and this shows it. What is short opens an exception.

    counted: by shipment line, where it differs or was counted; all that was sent for the rest. photos: uploaded files.
    signature: a drawing as a page sends it, PNG in a data address. Refused without photo and signature, before the
    dispatch, or a second time. Confirms the delivery where nobody has yet.
    """
    fresh: Shipment = lock(shipment)
    _must_be_there(fresh, received_at)
    drawing = _drawing(signature)
    _must_show_something(photos, drawing)
    if not received_by.strip():
        raise Refused(_("Say who received the goods."), field="received_by")
    sent = list(ShipmentLine.objects.filter(shipment=fresh).select_related("product").order_by("position"))
    lines = _received(sent, counted or {})
    day = timezone.localdate(received_at)
    if fresh.state == State.DISPATCHED:
        fresh = deliver(fresh, by=by, on=day)  # type: ignore[assignment]
    proof = ProofOfDelivery(
        shipment=fresh,
        received_by=received_by.strip(),
        received_at=received_at,
        remarks=remarks,
        has_signature=drawing is not None,
        photos=len(photos),
    )
    changes.create(proof, by=by, lines=lines)
    _file(fresh, photos, drawing, by)
    if short := _short(sent, lines):
        open_exception(fresh, by=by, on=day, kind=ExceptionKind.SHORTAGE, details=short, origin=Origin.PROOF)
    return proof


def _must_be_there(shipment: Shipment, received_at: datetime) -> None:
    if shipment.state not in (State.DISPATCHED, State.DELIVERED):
        told = {"shipment": shipment, "state": shipment.get_state_display()}
        raise Refused(_("%(shipment)s is “%(state)s”: it cannot have been received.") % told)
    if ProofOfDelivery.objects.filter(shipment=shipment).exists():
        raise Refused(_("%(shipment)s has its proof of delivery already.") % {"shipment": shipment})
    if received_at > timezone.now():
        raise Refused(_("It cannot have been received later than now."), field="received_at")
    if shipment.dispatched_on and timezone.localdate(received_at) < shipment.dispatched_on:
        told = {"day": shipment.dispatched_on.isoformat()}
        raise Refused(_("It was dispatched on %(day)s and cannot have arrived before.") % told, field="received_at")


def _must_show_something(photos: Sequence[Any], drawing: ContentFile[bytes] | None) -> None:
    if not photos and drawing is None:
        raise Refused(_("Take a photo of the signed delivery note, or let the receiver sign on the screen."))
    if len(photos) > MOST_PHOTOS:
        raise Refused(_("At most %(most)s photos.") % {"most": MOST_PHOTOS}, field="photos")
    for photo in photos:
        if attachments.kind_of(photo) not in attachments.PICTURES.values():
            raise Refused(_("“%(name)s” is not a picture.") % {"name": photo.name}, field="photos")


def _drawing(signature: str) -> ContentFile[bytes] | None:
    """The drawn signature as a file. Refused when it is anything else."""
    if not signature:
        return None
    if len(signature) > LARGEST_SIGNATURE or not signature.startswith(DRAWING):
        raise Refused(_("The signature could not be read. Please sign again."), field="signature")
    try:
        content = base64.b64decode(signature.removeprefix(DRAWING), validate=True)
    except (binascii.Error, ValueError):
        raise Refused(_("The signature could not be read. Please sign again."), field="signature") from None
    drawing = ContentFile(content, name="signature.png")
    if attachments.kind_of(drawing) != "image/png":
        raise Refused(_("The signature could not be read. Please sign again."), field="signature")
    return drawing


def _received(sent: Sequence[ShipmentLine], counted: Mapping[int, Counted]) -> list[ReceivedLine]:
    if counted.keys() - {line.pk for line in sent}:
        raise Refused(_("A line of another shipment cannot be counted here."))
    found = []
    for line in sent:
        told = counted.get(line.pk, Counted(line.quantity))
        if told.quantity < 0:
            raise Refused(_("Less than nothing cannot be received."), field=f"quantity-{line.pk}")
        found.append(ReceivedLine(shipment_line=line, quantity=told.quantity, note=told.note[:200]))
    return found


def _file(shipment: Shipment, photos: Sequence[Any], drawing: ContentFile[bytes] | None, by: Actor) -> None:
    for photo in photos:
        attachments.attach(shipment, photo, by=by, kind=FileKind.PHOTO, note=_("Proof of delivery: photo"))
    if drawing is not None:
        attachments.attach(shipment, drawing, by=by, kind=FileKind.PHOTO, note=_("Proof of delivery: signature"))


def _short(sent: Sequence[ShipmentLine], lines: Sequence[ReceivedLine]) -> str:
    """A sentence for each line of which another quantity arrived than was sent."""
    told = []
    for line, received in zip(sent, lines, strict=True):
        if received.quantity != line.quantity:
            words = {"product": line.product, "sent": f"{line.quantity.normalize():f}"}
            words |= {"received": f"{received.quantity.normalize():f}", "note": received.note}
            told.append(_("%(product)s: %(sent)s sent, %(received)s received. %(note)s") % words)
    return "\n".join(told)
