"""The files of a record. Whoever sees the record sees them, and who opened one is written down (M3.6)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from daying.core import attachments, idempotency, journal
from daying.core.errors import Refused
from daying.core.ids import uuid7
from daying.core.models import OPENED, Attachment, FileKind, JournalEntry
from daying.core.transactions import one_transaction
from daying.desk import gate
from daying.desk.filters import is_uuid
from daying.desk.resource import Resource, resource_for
from daying.desk.sight import seen

MOST_AT_ONCE = 20
REMEMBERED = 1000


@dataclass(frozen=True)
class File:
    """A file as its record's page shows it. remove_url: empty for those who may not take it off, or not yet."""

    attachment: Attachment
    url: str
    remove_url: str
    opened: int
    page_url: str

    @property
    def is_picture(self) -> bool:
        return attachments.is_picture(self.attachment)


@gate.page("view")
def serve(request: HttpRequest, resource: Resource, public_id: Any) -> HttpResponse:
    """The list of files, for htmx; sent with files, it keeps them."""
    record = seen(resource, request.user, public_id)
    fault = _kept(request, record) if request.method == "POST" else ""
    if request.method == "POST" and not request.htmx:  # type: ignore[attr-defined]
        return HttpResponseRedirect(resource.url("detail", record))
    context = {
        "files": files_of(resource, record, request.user),
        "files_url": resource.url("files", record),
        "request_key": uuid7(),
        "kinds": FileKind.choices,
        "fault": fault,
    }
    return render(request, "desk/_files.html", context, status=422 if fault else 200)


@gate.page("view")
def download(request: HttpRequest, resource: Resource, public_id: Any, file: Any) -> HttpResponseBase:
    """The file itself, to keep; a picture may be looked at (?show=1). It is written down who opened it."""
    record = seen(resource, request.user, public_id)
    attachment = of_record(record, file)
    answer = attachments.picture_response if "show" in request.GET else attachments.response
    try:
        made = answer(attachment)
    except Refused as refusal:
        raise Http404(str(refusal)) from refusal
    told: journal.Changes = {"opened": [None, attachment.pk]}
    by: Any = request.user
    one_transaction(OPENED, lambda: journal.write(record, OPENED, by=by, changes=told, note=attachment.name))
    return made


@gate.page("view")
def remove(request: HttpRequest, resource: Resource, public_id: Any, file: Any) -> HttpResponse:
    """Take a file off the record. Its author may, and whoever may edit the record's kind."""
    record = seen(resource, request.user, public_id)
    attachment = of_record(record, file)
    if not may_describe(resource, attachment, request.user):
        raise PermissionDenied(_("Your post does not have the right to do this."))
    try:
        attachments.detach(attachment, record, by=request.user, today=timezone.localdate())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})


def files_of(resource: Resource, record: Any, user: Any) -> list[File]:
    """The files of a record, newest first, with how often each was opened. Two queries."""
    entries = JournalEntry.objects.filter(
        subject_type=record._meta.label_lower, subject_id=record.pk, verb=OPENED
    ).order_by("-id")
    opened = Counter(changes["opened"][1] for changes in entries.values_list("changes", flat=True)[:REMEMBERED])
    return [_file(resource, record, user, one, opened[one.pk]) for one in attachments.of(record)]


def _file(resource: Resource, record: Any, user: Any, attachment: Attachment, opened: int) -> File:
    may_remove = attachment.is_current and may_describe(resource, attachment, user)
    remove_url = resource.url("file-remove", record, file=attachment.public_id) if may_remove else ""
    pages = resource_for(Attachment)
    page_url = pages.url("detail", attachment) if pages and pages.allows(user, "view") else ""
    return File(attachment, resource.url("file", record, file=attachment.public_id), remove_url, opened, page_url)


def _kept(request: HttpRequest, record: Any) -> str:
    """Keep what was sent, once. Returns what is wrong, empty when nothing is."""
    uploads = request.FILES.getlist("file")[:MOST_AT_ONCE]
    if not uploads:
        return _("Choose a file.")
    by: Any = request.user
    kind = request.POST.get("kind", "") if request.POST.get("kind") in FileKind.values else ""
    replaces = of_record(record, request.POST["replaces"]) if is_uuid(request.POST.get("replaces", "")) else None

    chosen, key = uploads[:1] if replaces else uploads, request.POST.get("request_key")
    try:
        keep(record, chosen, by=by, path=request.path, key=key, kind=kind, replaces=replaces)
    except Refused as refusal:
        return str(refusal)
    return ""


def keep(
    record: Any, uploads: Sequence[Any], *, by: Any, path: str, key: str | None, replaces: Any = None, **told: Any
) -> int:
    """Put files on a record, once for each request. told: what `attach` is told of each. Returns the first one's key.

    key: of the request; None where it is sent once. Refused as `attach` refuses.
    """

    def attach() -> int:
        first, *_others = [attachments.attach(record, one, by=by, replaces=replaces, **told) for one in uploads]
        return int(first.pk)

    sent = [(upload.name, upload.size) for upload in uploads]
    given = [path, str(replaces and replaces.pk), sorted((name, str(value)) for name, value in told.items()), sent]
    fingerprint = idempotency.fingerprint_of(given)
    kept: int = idempotency.once(key or str(uuid7()), by=by, fingerprint=fingerprint, call=attach)
    return kept


def of_record(record: Any, file: Any) -> Attachment:
    attachment = attachments.of(record).filter(public_id=file).first()
    if attachment is None:
        raise Http404
    return attachment


def may_describe(resource: Resource, attachment: Attachment, user: Any) -> bool:
    """Whether somebody may say what a file is, or take it off: its author, and whoever may edit the record's kind."""
    return attachment.created_by_id == user.pk or resource.allows(user, "change")
