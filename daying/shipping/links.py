"""The address by which a customer follows a shipment: signed, of one shipment, and over after a while."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from daying.shipping.models import Shipment, State

SALT = "daying.shipping.tracking"
LONGEST_TOKEN = 200
HOLDS = timedelta(days=90)


@dataclass(frozen=True)
class Tracked:
    """What stands behind an address: the shipment, or a sentence why there is none to be shown."""

    shipment: Shipment | None
    fault: str = ""


def token_for(shipment: Shipment) -> str:
    """What the address carries: which shipment, and until when. It holds no name and no figure."""
    until = max(filter(None, (shipment.planned_on, shipment.expected_on, shipment.dispatched_on))) + HOLDS
    return signing.Signer(salt=SALT).sign_object([shipment.pk, until.toordinal()])


def address_of(shipment: Shipment) -> str:
    """The whole address, as it stands in a mail and in the code on the label."""
    return f"{settings.DAYING_URL}{reverse('shipment-tracking', args=[token_for(shipment)])}"


def read(token: str, today: date) -> Tracked:
    """What stands behind an address today. One query."""
    try:
        key, until = signing.Signer(salt=SALT).unsign_object(token[:LONGEST_TOKEN])
    except (signing.BadSignature, ValueError, TypeError):
        return Tracked(None, _("This link is not one of ours. Please use the one in our e-mail, whole."))
    if today.toordinal() > until:
        return Tracked(None, _("This link is no longer valid. Please ask us how your shipment stands."))
    found = Shipment.objects.select_related("customer", "order", "carrier").filter(pk=key)
    shipment = found.exclude(state=State.CANCELLED).first()
    if shipment is None:
        return Tracked(None, _("This shipment was cancelled. Please ask us for the one that counts."))
    return Tracked(shipment)
