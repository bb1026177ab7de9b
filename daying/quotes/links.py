"""The address by which a customer answers a quotation: signed, for what was sent last, and over with its validity."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from daying.core import written
from daying.quotes.models import Quotation, State

SALT = "daying.quotes.offer"
LONGEST_TOKEN = 200
SHOWN = (State.SENT, State.ACCEPTED, State.DECLINED)


@dataclass(frozen=True)
class Offer:
    """What stands behind an address: the quotation, or a sentence why there is none to be shown."""

    quotation: Quotation | None
    fault: str = ""


def token_for(quotation: Quotation) -> str:
    """What the address of this quotation carries, as it was sent last. It holds no name and no figure."""
    return signing.dumps([quotation.pk, quotation.issue, quotation.valid_until.toordinal()], salt=SALT, compress=True)


def address_of(quotation: Quotation) -> str:
    """The whole address, as it stands in a mail."""
    return f"{settings.DAYING_URL}{reverse('offer', args=[token_for(quotation)])}"


def read(token: str, today: date) -> Offer:
    """What stands behind an address today. One query."""
    try:
        key, issue, until = signing.loads(token[:LONGEST_TOKEN], salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return Offer(None, _("This link is not one of ours. Please use the one in our e-mail, whole."))
    rows = Quotation.objects.select_related("customer", "contact", "owner")
    quotation = rows.filter(pk=key, issue=issue).first()
    if quotation is None or quotation.state not in SHOWN or quotation.valid_until.toordinal() != until:
        return Offer(None, _("This offer was replaced or taken back. Please ask us for the one that counts."))
    if quotation.state == State.SENT and today > quotation.valid_until:
        told = {"day": written.day(quotation.valid_until)}
        return Offer(None, _("This offer was valid until %(day)s. Please ask us for a new one.") % told)
    return Offer(quotation)
