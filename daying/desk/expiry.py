"""Mail about files that expire, to those whom they concern (M3.6)."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daying.core import attachments, mail
from daying.core.actor import SYSTEM
from daying.core.models import Attachment
from daying.desk.archive import files_seen_by

TOLD_BEFORE = [timedelta(days=30), timedelta(days=7), timedelta(0)]


def tell(today: date) -> int:
    """Write to everybody whom a file concerns that expires in so many days. Returns how many mails were written."""
    due = [file for days in TOLD_BEFORE for file in attachments.expiring(today + days, today + days)]
    return sum(_told(person, files) for person, files in _concerned(due).items())


def _concerned(files: Iterable[Attachment]) -> dict[Any, list[Attachment]]:
    """Who brought each file, and who looks after its record or its customer."""
    found: dict[Any, list[Attachment]] = {}
    for file in files:
        subject = file.subject
        customer = getattr(subject, "customer", None)
        people = {file.created_by, getattr(subject, "owner", None), getattr(customer, "owner", None)} - {None}
        for person in people:
            found.setdefault(person, []).append(file)
    return found


def _told(person: Any, files: Sequence[Attachment]) -> bool:
    """Write to somebody who works here, has an address, and still sees them."""
    if not (person.is_active and person.email):
        return False
    keys = [file.pk for file in files]
    seen = files_seen_by(person, Attachment.objects.filter(pk__in=keys)).order_by("expires_on", "pk")
    lines = [f"{file.expires_on} {file.name} – {file.subject_label}" for file in seen]
    if lines:
        words = {"number": len(lines), "list": "\n".join(lines), "url": f"{settings.DAYING_URL}{reverse('files-list')}"}
        mail.send(person, _("Files that expire soon"), "desk/mail/expiring", words, by=SYSTEM)
    return bool(lines)
