"""Writing to customers from their record, and filing what they answer."""

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django.apps import apps
from django.core.files import File
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import attachments, changes, journal, mail
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.incoming import Incoming
from daying.core.models import OutgoingMail
from daying.core.workflow import action, transition
from daying.customers.actions.contact import note_contact
from daying.customers.models import Contact, Customer, FollowUpKind, Letter, LetterState, LetterTemplate

OURS = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@")
MOST_BYTES = 20 * attachments.MEGABYTE


@action(right="customers.add_letter", serves="M3.3", label=gettext_lazy("New e-mail"))
def write_letter(
    *,
    by: Actor,
    customer: Customer,
    subject: str,
    text: str,
    contact: Contact | None = None,
    template: LetterTemplate | None = None,
    address: str = "",
) -> Letter:
    """Draft an e-mail. Files are put on it as on any record; then it is sent."""
    values = {"customer": customer, "contact": contact, "template": template, "subject": subject, "text": text}
    letter = Letter(**values, address=_address(customer, contact, address))
    letter.answers = _written_before(letter)
    return changes.create(letter, by=by)


@action(right="customers.change_letter", serves="M3.3")
def amend_letter(
    letter: Letter,
    *,
    by: Actor,
    version: int | None = None,
    customer: Customer,
    contact: Contact | None,
    template: LetterTemplate | None,
    address: str,
    subject: str,
    text: str,
) -> Letter:
    """Write it otherwise, before it is sent."""
    if letter.state != LetterState.DRAFT:
        raise Refused(_("This e-mail was sent; write another one."))
    values = {"customer": customer, "contact": contact, "template": template, "subject": subject, "text": text}
    values["address"] = _address(customer, contact, address)
    return changes.update(letter, values, by=by, version=version)


@transition(
    Letter,
    label=gettext_lazy("Send"),
    source=LetterState.DRAFT,
    target=LetterState.SENT,
    right="customers.send_letter",
    serves="M3.3",
)
def send_letter(letter: Letter, *, by: Actor) -> None:
    """Put it into the outbox with its files. It counts as a follow-up, and what it answers is dealt with."""
    assert letter.customer
    files = list(attachments.of(letter))
    if sum(one.size for one in files) > MOST_BYTES:
        raise Refused(_("The files together are larger than %(limit)d MB.") % {"limit": 20})
    letter.mail = mail.send(
        letter.address,
        letter.subject,
        "customers/mail/letter",
        {"text": letter.text},
        by=by,
        about=letter.customer,
        attachments=[_enclosed(one) for one in reversed(files)],
        answers=letter.answers.message_id if letter.answers else "",
    )
    if letter.answers and letter.answers.state == LetterState.RECEIVED:
        changes.update(letter.answers, {"state": LetterState.DONE}, by=by)
    letter.at = timezone.now()
    note_contact(
        letter.customer, by=by, on=_today(), kind=FollowUpKind.EMAIL, summary=letter.subject, contact=letter.contact
    )


@action(right=None, serves="M3.3", label=gettext_lazy("E-mail received"))
def take_letter(incoming: Incoming, *, by: Actor) -> Letter | None:
    """File a mail that came in: to the customer whose mail it answers, else to the one whose contact sent it.

    Nobody's is kept to be filed by hand. None where it is there already, or is our own. Up to seven queries, and five
    for each file.
    """
    if _is_there(incoming):
        return None
    answered = _answered(incoming.answers)
    contact = _contact(incoming.sender, answered.customer if answered else None)
    customer = answered.customer if answered else contact.customer if contact else None
    letter = Letter(
        customer=customer,
        contact=contact,
        address=incoming.sender,
        sender_name=incoming.sender_name,
        subject=incoming.subject or _("(no subject)"),
        text=_text(incoming),
        message_id=incoming.message_id,
        answers=answered.letter if answered else None,
        at=incoming.sent_at or timezone.now(),
        is_automatic=incoming.is_automatic,
        is_from_stranger=contact is None,
        state=LetterState.RECEIVED if customer else LetterState.UNFILED,
    )
    changes.create(letter, by=by)
    _keep(letter, incoming, by)
    if customer:
        _tell(letter, by)
    return letter


@transition(
    Letter,
    label=gettext_lazy("File to a customer"),
    source=LetterState.UNFILED,
    target=LetterState.RECEIVED,
    right="customers.file_letter",
    serves="M3.3",
    inputs={"customer": gettext_lazy("Customer")},
)
def file_letter(letter: Letter, *, by: Actor, customer: Customer) -> None:
    """Say whose it is. From now on whoever sees the customer reads it."""
    letter.customer = customer
    letter.contact = _contact(letter.address, customer)
    _tell(letter, by)


@transition(
    Letter,
    label=gettext_lazy("Not a customer's"),
    source=LetterState.UNFILED,
    target=LetterState.DISCARDED,
    right="customers.file_letter",
    serves="M3.3",
)
def discard_letter(letter: Letter, *, by: Actor) -> None:
    """Advertising, or a mistake. It stays where it is and waits for nobody."""


@transition(
    Letter,
    label=gettext_lazy("Dealt with"),
    source=LetterState.RECEIVED,
    target=LetterState.DONE,
    right="customers.change_letter",
    serves="M3.3",
)
def settle_letter(letter: Letter, *, by: Actor) -> None:
    """Read, and answered where it needed an answer."""


def _written_before(letter: Letter) -> Letter | None:
    """The mail of theirs that a “Re: …” answers: the last one from that address of that subject."""
    subject = letter.subject.strip()
    if not subject.lower().startswith("re:"):
        return None
    theirs = Letter.objects.filter(customer=letter.customer, address__iexact=letter.address).exclude(message_id="")
    return theirs.filter(subject__in=[subject, subject[3:].strip()]).order_by("-pk").first()


class _Answered:
    """The mail of ours, or the earlier one of theirs, that a mail answers."""

    def __init__(self, customer: Customer, letter: Letter | None) -> None:
        self.customer, self.letter = customer, letter


def _answered(ids: Sequence[str]) -> _Answered | None:
    """What these message ids name, the nearest first. Three queries at most."""
    if not ids:
        return None
    ours = {str(m.public_id): m for m in OutgoingMail.objects.filter(public_id__in=_public_ids(ids))}
    sent = {one.mail_id: one for one in Letter.objects.filter(mail__in=ours.values()).select_related("customer")}
    theirs = {
        one.message_id: one
        for one in Letter.objects.filter(message_id__in=ids, customer__isnull=False).select_related("customer")
    }
    for told in ids:
        key = OURS.match(told)
        found = ours.get(key[1]) if key else None
        letter = sent.get(found.pk) if found else theirs.get(told)
        customer = letter.customer if letter else _customer_of(found)
        if customer:
            return _Answered(customer, letter)
    return None


def _public_ids(ids: Sequence[str]) -> list[str]:
    return [found[1] for found in map(OURS.match, ids) if found]


def _customer_of(sent: OutgoingMail | None) -> Customer | None:
    """The customer of the record that a mail of ours was about: a quotation, a shipment."""
    if sent is None or not sent.about_type:
        return None
    record: Any = apps.get_model(sent.about_type)._default_manager.filter(pk=sent.about_id).first()
    customer = record if isinstance(record, Customer) else getattr(record, "customer", None)
    return customer if isinstance(customer, Customer) else None


def _contact(address: str, customer: Customer | None) -> Contact | None:
    """Who has this address: at the customer where that is known, else only where it is one customer's alone."""
    if not address:
        return None
    known = Contact.objects.filter(email__iexact=address).select_related("customer").order_by("-is_main", "pk")
    found = list(known.filter(customer=customer) if customer else known[:50])
    return found[0] if len({one.customer_id for one in found}) == 1 else None


def _is_there(incoming: Incoming) -> bool:
    own = _public_ids([incoming.message_id])
    if own and OutgoingMail.objects.filter(public_id__in=own).exists():
        return True
    return Letter.objects.filter(message_id=incoming.message_id).exists()


def _text(incoming: Incoming) -> str:
    if not incoming.is_readable:
        return _("This mail could not be read; it is enclosed as a file.")
    return incoming.text if incoming.is_whole else _("This mail is too large to be fetched; it is in the mailbox.")


def _keep(letter: Letter, incoming: Incoming, by: Actor) -> None:
    """Its files. What is empty or too large is left out, and the letter says so."""
    for one in incoming.files:
        try:
            attachments.attach(letter, File(BytesIO(one.content), name=one.name), by=by)
        except Refused as refusal:
            journal.write(letter, "left_out", by=by, note=f"{attachments.safe_name(one.name)}: {refusal}")


def _tell(letter: Letter, by: Actor) -> None:
    """Put it on the customer's timeline."""
    assert letter.customer
    sender = letter.sender_name or letter.address
    journal.write(letter.customer, "customers.take_letter", by=by, note=f"{sender}: {letter.subject}")


def _enclosed(one: Any) -> mail.Attachment:
    with attachments.open_file(one) as file:
        return mail.Attachment(one.name, file.read(), one.content_type)


def _address(customer: Customer, contact: Contact | None, address: str) -> str:
    if contact and contact.customer_id != customer.pk:
        raise Refused(_("This contact belongs to another customer."), field="contact")
    found = address or (contact.email if contact else "")
    if not found:
        raise Refused(_("Say to whom: an address, or a contact who has one."), field="address")
    return found


def _today() -> Any:
    unit = journal.current()
    assert unit
    return unit.on
