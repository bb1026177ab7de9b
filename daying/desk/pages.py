"""How files show themselves: one list over all records, and what expires soon."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daying.core import attachments
from daying.core.models import Attachment
from daying.desk import archive
from daying.desk.files import may_describe
from daying.desk.gate import asks
from daying.desk.resource import Resource, panel, register, todo

SOON = timedelta(days=30)
LATE = timedelta(days=365)


@register(Attachment)
class FilePages(Resource):
    """Every file on every record one may see. It is added, and given, on the page of its record."""

    slug = "files"
    icon = "archive"
    section = _("Archive")
    columns = ["name", "subject_label", "kind", "edition", "expires_on", "retain_until", "created_by", "created_at"]
    filters = ["kind", "is_current", "expires_on", "retain_until", "created_by", "created_at", "subject_label"]
    search = ["name", "note", "subject_label"]
    facts = ["subject", "kind", "edition", "is_current", "replaces", "expires_on", "retain_until", "size_told"]
    facts += ["created_by", "created_at", "note", "openings"]
    labels = {"subject": _("Belongs to"), "size_told": _("Size"), "openings": _("Opened by")}
    scope = staticmethod(archive.files_seen_by)

    def further(self, record: Any, user: Any) -> Sequence[tuple[Any, str, str]]:
        """The file itself, and the page on which one says what it is."""
        place = archive.place_of(record, user)
        if place is None:
            return ()
        pages, subject = place
        found = [(_("Download"), pages.url("file", subject, file=record.public_id), "download")]
        if may_describe(pages, record, user):
            found.append((_("Kind, expiry, note"), reverse("file-describe", args=[record.public_id]), "pencil"))
        return found

    extra_urls = [asks("files/<uuid:public_id>/describe/", archive.describe, name="file-describe")]


panel(Attachment, _("Later edition"), FilePages, by="replaces")


@todo(_("Files that expire soon"), serves="M3.6")
def expiring(user: Any, today: date) -> Any:
    """In force until now, over within 30 days or within the last year."""
    return archive.files_seen_by(user, attachments.expiring(today - LATE, today + SOON))
