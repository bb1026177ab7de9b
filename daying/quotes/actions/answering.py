"""A quotation goes to the customer by mail, and comes back by the link in it."""

from datetime import date
from io import BytesIO

from django.core.files import File
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from daying.core import attachments, journal, mail
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.workflow import action, lock, transition
from daying.customers.actions import send_letter, write_letter
from daying.quotes import links, paper
from daying.quotes.actions.quotations import accept, decline, hand_out
from daying.quotes.models import Quotation, Reason, State


class Language(models.TextChoices):
    """In which language the customer is written to."""

    CHINESE = "zh", gettext_lazy("Chinese")
    ENGLISH = "en", gettext_lazy("English")


@transition(
    Quotation,
    label=gettext_lazy("Send by e-mail"),
    source=(State.APPROVED, State.SENT),
    target=State.SENT,
    right="quotes.change_quotation",
    serves=["M5.2", "M3.3"],
    inputs={
        "language": gettext_lazy("Language"),
        "address": gettext_lazy("E-mail address (empty: the contact's)"),
        "words": gettext_lazy("A few words of your own"),
    },
)
def send_by_mail(
    quotation: Quotation,
    *,
    by: Actor,
    on: date,
    language: Language = Language.CHINESE,
    address: str = "",
    words: str = "",
) -> None:
    """The customer gets it as a PDF, with a link by which to accept or decline. Links sent before are over."""
    if language not in paper.LANGUAGES:
        raise Refused(_("Choose Chinese or English."), field="language")
    hand_out(quotation, by=by, on=on)
    with override(paper.LANGUAGES[language]):
        subject = _("Quotation %(number)s") % {"number": quotation}
        text = _text(quotation, words)
    letter = write_letter(
        by=by,
        customer=quotation.customer,
        contact=quotation.contact,
        address=address,
        subject=subject,
        text=text,
    )
    file = File(BytesIO(paper.pdf(quotation, language)), name=f"{quotation}.pdf")
    attachments.attach(letter, file, by=by)
    send_letter(letter, by=by)


def _text(quotation: Quotation, words: str) -> str:
    told = {"until": quotation.valid_until.isoformat(), "link": links.address_of(quotation)}
    offered = _("Please find our quotation enclosed. It is valid until %(until)s.") % told
    answer = _("You may accept or decline it here: %(link)s") % told
    greeting = _("Dear %(name)s,") % {"name": quotation.contact.name} if quotation.contact else ""
    return "\n\n".join(part for part in (greeting, words, offered, answer, str(quotation.owner)) if part)


@action(right=None, serves=["M5.2", "M5.3"], label=gettext_lazy("Accepted by the customer through the link"))
def accept_by_link(quotation: Quotation, *, by: Actor, on: date, name: str) -> Quotation:
    """The customer says yes to what was sent last. quotation: as the link showed it. name: who says so."""
    _must_be_as_shown(quotation, name)
    journal.write(quotation, "quotes.accept_by_link", by=by, note=name)
    accept(quotation, by=by, on=on, answered_by=name)
    return _told_to_owner(quotation, by)


@action(right=None, serves="M5.2", label=gettext_lazy("Declined by the customer through the link"))
def decline_by_link(
    quotation: Quotation, *, by: Actor, on: date, name: str, cause: Reason, reason: str = ""
) -> Quotation:
    """The customer says no, and why. quotation: as the link showed it. name: who says so."""
    _must_be_as_shown(quotation, name)
    told = reason.strip() or str(Reason(cause).label)
    journal.write(quotation, "quotes.decline_by_link", by=by, note=name)
    decline(quotation, by=by, on=on, reason=told, cause=cause, answered_by=name)
    return _told_to_owner(quotation, by)


def _must_be_as_shown(quotation: Quotation, name: str) -> None:
    if not name.strip():
        raise Refused(_("Please give your name."), field="name")
    if lock(quotation).issue != quotation.issue:
        raise Refused(_("This offer was replaced or taken back. Please ask us for the one that counts."))


def _told_to_owner(quotation: Quotation, by: Actor) -> Quotation:
    """The quotation as answered. Whoever looks after it reads of it at once; without an address, on the timeline."""
    answered: Quotation = lock(quotation)
    if not answered.owner.email:
        return answered
    subject = gettext_lazy("A customer has answered a quotation")
    told = {
        "quotation": str(answered),
        "customer": answered.customer.name,
        "answer": answered.get_state_display(),
        "name": answered.answered_by,
        "reason": answered.declined_for,
    }
    mail.send(answered.owner, subject, "quotes/mail/answered", told, by=by, about=answered)
    return answered
