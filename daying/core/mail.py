"""Mail leaves through an outbox: written in the transaction of the business it tells about, delivered after it.

A mail that is rolled back is never sent, and one whose server is away is sent later. A worker killed at the wrong
moment may deliver twice; the message id stays the same, by which mail programs show it once.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import models, transaction
from django.template import Context, Template, loader
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.jobs import enqueue, long_job
from daying.core.models import MailState, MailText, OutgoingMail

LONGEST_SUBJECT = 200
NO_SUCH_RECIPIENT = 500
WORD = re.compile(r"\{([a-z][a-z_]*)\}")


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail."""

    name: str
    content: bytes
    content_type: str


def send(
    to: Any,
    subject: Any,
    template: str,
    context: Mapping[str, Any],
    *,
    by: Actor,
    about: models.Model | None = None,
    attachments: Sequence[Attachment] = (),
    answers: str = "",
) -> OutgoingMail:
    """Put a mail into the outbox. Call it inside the action that it tells about.

    to: a person or contact with `email` and perhaps `language`, or an address. subject: lazy, so that it is said in the
    addressee's language. template: a text template's path without ending: "quotes/mail/sent"; the company's own wording
    (MailText) goes before it. context: plain values, the words that both may use. about: the record whose timeline
    shows it. answers: the message id of the mail that this one answers, so that mail programs show them together.
    """
    address = _address(to)
    with override(getattr(to, "language", None) or settings.LANGUAGE_CODE), transaction.atomic():
        title, body = _worded(subject, template, context)
        mail = OutgoingMail(to=address, subject=title, body=body, by_id=by.pk, answers=answers)
        if about is not None:
            mail.about_type, mail.about_id = about._meta.label_lower, about.pk
        mail.attachments = [_kept(mail, attachment) for attachment in attachments]
        mail.save(force_insert=True)
        enqueue(deliver, by=by, mail=mail.pk)
    return mail


def about(record: models.Model) -> models.QuerySet[OutgoingMail]:
    """The mails that were written about a record, newest first."""
    mails = OutgoingMail.objects.filter(about_type=record._meta.label_lower, about_id=record.pk)
    return mails.select_related("by").order_by("-pk")


def substitute(text: str, words: Mapping[str, Any]) -> str:
    """Fill in {words}. Nothing else means anything in such a text: what is not a word stays as it stands."""
    return WORD.sub(lambda found: str(localize(words[found[1]])) if found[1] in words else found[0], text)


@long_job("core.deliver_mail", retries=8)
def deliver(mail: int) -> Callable[[], None]:
    """Hand a mail to the mail server. One that the server refuses for good is not tried again."""
    outgoing = OutgoingMail.objects.filter(pk=mail)
    try:
        _message(outgoing.get()).send()
    except (SMTPException, OSError) as error:
        outgoing.update(state=MailState.FAILED, failure=str(error)[:1000])
        if _is_final(error):
            raise Refused(_("The mail server refuses this address: %(error)s") % {"error": error}) from error
        raise

    def mark() -> None:
        outgoing.update(state=MailState.SENT, sent_at=timezone.now(), failure="")

    return mark


def _worded(subject: Any, template: str, context: Mapping[str, Any]) -> tuple[str, str]:
    own = MailText.objects.filter(template=template, language=get_language()).first()
    if own:
        title, body = substitute(own.subject, context), substitute(own.body, context)
    else:
        found: Template = loader.get_template(f"{template}.txt").template  # type: ignore[attr-defined]
        title, body = str(subject), found.render(Context(context, autoescape=False))
    return " ".join(title.split())[:LONGEST_SUBJECT], body


def _address(to: Any) -> str:
    address = to if isinstance(to, str) else to.email
    try:
        validate_email(address)
    except ValidationError:
        raise Refused(_("%(person)s has no valid e-mail address.") % {"person": to}) from None
    return str(address)


def _kept(mail: OutgoingMail, attachment: Attachment) -> dict[str, str]:
    path = default_storage.save(f"mail/{mail.public_id}/{attachment.name}", ContentFile(attachment.content))
    return {"name": attachment.name, "path": path, "type": attachment.content_type}


def _message(mail: OutgoingMail) -> EmailMessage:
    host = urlsplit(settings.DAYING_URL).hostname or "localhost"
    headers = {"Message-ID": f"<{mail.public_id}@{host}>"}
    if mail.answers:
        headers |= {"In-Reply-To": mail.answers, "References": mail.answers}
    message = EmailMessage(mail.subject, mail.body, to=[mail.to], headers=headers)
    for kept in mail.attachments:
        with default_storage.open(kept["path"]) as file:
            message.attach(kept["name"], file.read(), kept["type"])
    return message


def _is_final(error: Exception) -> bool:
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    return all(code >= NO_SUCH_RECIPIENT for code, _words in error.recipients.values())
