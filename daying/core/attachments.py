"""Files on records: kept once under their own SHA-256, judged by their bytes, handed out so that none of them can run.

Whether somebody may see or add a file is the question of its record; the caller asks it. Answers M3.6.
"""

import hashlib
import os
import re
import unicodedata
import zipfile
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from django.core.files import File
from django.core.files.storage import storages
from django.db.models import Model, QuerySet
from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from daying.core import changes, journal, search
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.models import Attachment, FileKind
from daying.core.sheets import clean
from daying.core.transactions import one_transaction

MEGABYTE = 1024 * 1024
LARGEST = 25 * MEGABYTE
LARGEST_TOGETHER = 100 * MEGABYTE  # of all that one request brings
LONGEST_NAME = 150
LONGEST_LABEL = 200
MOST_PIXELS = 80_000_000
UNKNOWN = "application/octet-stream"
PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
BEGINNINGS = {
    b"%PDF-": "application/pdf",
    b"GIF8": "image/gif",
    b"\xd0\xcf\x11\xe0": "application/x-ole-storage",
    b"Rar!": "application/vnd.rar",
    b"7z\xbc\xaf": "application/x-7z-compressed",
}
OFFICE = "application/vnd.openxmlformats-officedocument."
OFFICE_PARTS = {
    "xl/workbook.xml": OFFICE + "spreadsheetml.sheet",
    "word/document.xml": OFFICE + "wordprocessingml.document",
    "ppt/presentation.xml": OFFICE + "presentationml.presentation",
}
NOT_IN_A_NAME = re.compile(r'[<>:"|?*%]')
# Nothing that a file brings along may run, wherever it is opened.
SEALED = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def attach(
    subject: Model,
    upload: "File[Any]",
    *,
    by: Actor,
    note: str = "",
    kind: str = "",
    replaces: Attachment | None = None,
    expires_on: date | None = None,
    retain_until: date | None = None,
) -> Attachment:
    """Put a file on a record. Refused when it is empty or larger than 25 MB.

    replaces: the edition that it comes after, of the same record; its kind and its days go on unless others are given.
    """
    if isinstance(subject, Attachment):
        raise Refused(_("A file has no files of its own. Bring the next edition, or add it to the record."))
    if not upload.size:
        raise Refused(_("The file is empty."))
    if upload.size > LARGEST:
        raise Refused(_("The file is larger than %(limit)d MB.") % {"limit": LARGEST // MEGABYTE})
    digest = _digest(upload)
    attachment = Attachment(
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        name=safe_name(upload.name or ""),
        content_type=kind_of(upload),
        size=upload.size,
        sha256=digest,
        path=_keep(upload, digest),
        subject_label=str(subject)[:LONGEST_LABEL],
        kind=kind or FileKind.OTHER,
        expires_on=expires_on,
        retain_until=retain_until,
        note=clean(note),
        created_by_id=by.pk,
    )
    return one_transaction("attached", lambda: _write(attachment, subject, by, replaces, kind))


def describe(
    attachment: Attachment,
    *,
    by: Actor,
    version: int | None = None,
    kind: str,
    expires_on: date | None,
    retain_until: date | None,
    note: str,
) -> Attachment:
    """Say what a file is, until when it holds and until when it must be kept. That day is only ever put off."""
    kept = attachment.retain_until
    if kept and (retain_until is None or retain_until < kept):
        sentence = _("It must be kept until %(day)s; that day can be put off, not moved up.") % {"day": kept}
        raise Refused(sentence, field="retain_until")
    values = {"kind": kind, "expires_on": expires_on, "retain_until": retain_until, "note": clean(note)}
    return one_transaction("described", lambda: changes.update(attachment, values, by=by, version=version))


def of(subject: Model) -> QuerySet[Attachment]:
    """The files of a record: those in force, then what they replaced; newest first."""
    found = Attachment.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)
    return found.select_related("created_by").order_by("-is_current", "-id")


def detach(attachment: Attachment, subject: Model, *, by: Actor, today: date | None = None) -> None:
    """Take a file off its record. The journal remembers it; the store keeps the bytes, which others may share.

    Refused while it must be kept, and where a later edition replaces it.
    """
    if attachment.retain_until and attachment.retain_until > (today or timezone.localdate()):
        told = {"name": attachment.name, "day": attachment.retain_until}
        raise Refused(_("“%(name)s” must be kept until %(day)s.") % told)
    if not attachment.is_current:
        raise Refused(_("A later edition of “%(name)s” is here. Take that one off first.") % {"name": attachment.name})
    one_transaction("detached", lambda: _remove(attachment, subject, by))


def expiring(first: date, last: date) -> QuerySet[Attachment]:
    """The files in force that expire from one day to another, the first to expire first."""
    return Attachment.objects.filter(is_current=True, expires_on__range=(first, last)).order_by("expires_on", "pk")


def open_file(attachment: Attachment) -> "File[bytes]":
    """The bytes. Refused when the store has lost them."""
    try:
        return storages["default"].open(attachment.path)
    except FileNotFoundError:
        raise Refused(_("The file “%(name)s” is missing in the store.") % {"name": attachment.name}) from None


def response(attachment: Attachment) -> FileResponse:
    """The file for the browser to keep, never to show."""
    return _sealed(attachment, UNKNOWN, as_attachment=True)


def picture_response(attachment: Attachment) -> FileResponse:
    """The file shown in the page when it is a picture, otherwise for the browser to keep."""
    if not is_picture(attachment):
        return response(attachment)
    return _sealed(attachment, attachment.content_type, as_attachment=False)


def is_picture(attachment: Attachment) -> bool:
    """Whether it may be shown: a JPEG, PNG or WebP that was opened as one when it came."""
    return attachment.content_type in PICTURES.values()


def faults() -> list[dict[str, Any]]:
    """Attachments whose file is missing or of another size. For `verify`."""
    rows = Attachment.objects.order_by("id").values_list("id", "name", "path", "size").iterator()
    return [{"attachment": id, "name": name, "path": path} for id, name, path, size in rows if not _is_kept(path, size)]


def safe_name(name: str) -> str:
    """The file's name without folders, control characters and signs that some system forbids; its ending stays."""
    last = re.split(r"[/\\]", clean(unicodedata.normalize("NFC", name)).replace("\n", " "))[-1]
    plain = PurePosixPath(NOT_IN_A_NAME.sub("_", last).strip(". ") or "file")
    ending = plain.suffix[:20]
    return plain.name.removesuffix(plain.suffix)[: LONGEST_NAME - len(ending)] + ending


def kind_of(file: "File[Any]") -> str:
    """What the bytes are; the name and the sender's word count for nothing. Unknown kinds are only bytes."""
    file.seek(0)
    start = file.read(1024)
    if start.startswith(b"PK\x03\x04"):
        return _packed_kind(file)
    for beginning, kind in BEGINNINGS.items():
        if start.startswith(beginning):
            return kind
    return _picture_kind(file) or (UNKNOWN if b"\0" in start or b"<" in start else "text/plain")


def _packed_kind(file: "File[Any]") -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return UNKNOWN
    return next((kind for part, kind in OFFICE_PARTS.items() if part in names), "application/zip")


def _picture_kind(file: "File[Any]") -> str:
    from PIL import Image  # here, for most requests see no picture

    file.seek(0)
    try:
        with Image.open(file, formats=list(PICTURES)) as image:
            if image.width * image.height > MOST_PIXELS:
                return UNKNOWN
            kind = PICTURES[image.format or ""]
            image.verify()
    except Exception:  # whatever a decoder makes of hostile bytes, it is no picture
        return ""
    return kind


def _digest(file: "File[Any]") -> str:
    digest = hashlib.sha256()
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _keep(file: "File[Any]", digest: str) -> str:
    """Put the bytes into the store, unless they are there. Returns their path."""
    store, path = storages["default"], f"{digest[:2]}/{digest}"
    if file.size is not None and _is_kept(path, file.size):
        return path
    store.delete(path)  # what a machine left half written when it went down
    file.seek(0)
    kept = store.save(path, File(file.file, name=path))
    _settle(kept)
    return kept


def _is_kept(path: str, size: int) -> bool:
    store = storages["default"]
    return store.exists(path) and store.size(path) == size


def _settle(path: str) -> None:
    """On a disk of our own, wait until the bytes are really on it: the record will say that they are."""
    try:
        place = storages["default"].path(path)
    except NotImplementedError:
        return
    for name in (place, os.path.dirname(place)):
        handle = os.open(name, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)


def _write(attachment: Attachment, subject: Model, by: Actor, replaces: Attachment | None, kind: str) -> Attachment:
    if replaces is not None:
        _follow(attachment, replaces, kind)
    attachment.save(force_insert=True)
    told = {"file": [None, attachment.name], "sha256": [None, attachment.sha256]}
    journal.write(subject, "attached", by=by, changes=told, note=attachment.note)
    search.reindex([attachment])
    return attachment


def _follow(attachment: Attachment, replaces: Attachment, kind: str) -> None:
    """Take the place of an earlier edition. Of two who bring the next one at once, one is refused."""
    old = Attachment.objects.select_for_update().get(pk=replaces.pk)
    if not old.is_current or (old.subject_type, old.subject_id) != (attachment.subject_type, attachment.subject_id):
        raise Refused(_("“%(name)s” has a later edition already.") % {"name": old.name})
    Attachment.objects.filter(pk=old.pk).update(is_current=False)
    attachment.replaces, attachment.edition = old, old.edition + 1
    attachment.kind = kind or old.kind
    attachment.expires_on = attachment.expires_on or old.expires_on
    attachment.retain_until = attachment.retain_until or old.retain_until


def _remove(attachment: Attachment, subject: Model, by: Actor) -> None:
    told = {"file": [attachment.name, None], "sha256": [attachment.sha256, None]}
    journal.write(subject, "detached", by=by, changes=told)
    search.forget([attachment])
    before = attachment.replaces_id
    attachment.delete()
    if before:
        Attachment.objects.filter(pk=before).update(is_current=True)


def _sealed(attachment: Attachment, content_type: str, *, as_attachment: bool) -> FileResponse:
    made = FileResponse(
        open_file(attachment), content_type=content_type, as_attachment=as_attachment, filename=attachment.name
    )
    for name, value in SEALED.items():
        made[name] = value
    return made
