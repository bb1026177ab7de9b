"""The export of a list: asked for on its page, at once when it is short, as a job with progress when it is long."""

import tempfile
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.files import File
from django.core.files.storage import default_storage
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    QueryDict,
)
from django.shortcuts import render
from django.utils import timezone

from daying.core import jobs
from daying.core.attachments import SEALED
from daying.core.jobs import enqueue, long_job
from daying.core.models import JobRun
from daying.desk import exports, gate, saved_views
from daying.desk.lists import Listing
from daying.desk.resource import Resource, by_slug

AT_ONCE = 5_000  # rows up to which nobody waits for a worker
FOLDER = "exports"


@gate.page("export")
def show(request: Any, resource: Resource) -> HttpResponseBase:
    """The sheet itself (?format=), or for a long list the page that tells how far it is; without a format, a choice."""
    listing = _listing(request, resource)
    fmt = _format(request.GET)
    if not fmt:
        context = {"resource": resource, "listing": listing, "formats": exports.FORMATS, "list_url": resource.url()}
        return render(request, "desk/export.html", context)
    if listing.queryset.order_by()[: AT_ONCE + 1].count() > AT_ONCE:
        names = [column.name for column in listing.columns]
        query = request.GET.urlencode()
        task_id = enqueue(
            export_list,
            by=request.user,
            slug=resource.slug,
            query=query,
            columns=names,
            today=str(listing.today),
            fmt=fmt,
        )
        return HttpResponseRedirect(resource.url("export-job", task_id=task_id))
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    count = _write(listing, file, fmt)
    exports.note(resource, count, listing.columns, listing.params.urlencode(), by=request.user)
    return _response(file, _name(resource, fmt), fmt)


@gate.page("export")
def progress(request: Any, resource: Resource, task_id: UUID) -> HttpResponse:
    """How far a long export is, and where to fetch it."""
    status = _status(request, task_id)
    context = {
        "resource": resource,
        "status": status,
        "list_url": resource.url(),
        "file_url": resource.url("export-file", task_id=task_id),
        "here": resource.url("export-job", task_id=task_id),
    }
    return render(request, "desk/_job.html" if request.htmx else "desk/export_job.html", context)


@gate.page("export")
def fetch(request: Any, resource: Resource, task_id: UUID) -> HttpResponseBase:
    """The sheet that the job wrote, for whoever asked for it."""
    status = _status(request, task_id)
    result = status.result or {}
    if status.state != "done" or result.get("slug") != resource.slug or not default_storage.exists(_path(task_id)):
        raise Http404
    return _response(default_storage.open(_path(task_id)), result["name"], result["format"])


@long_job("desk.export_list", limit=timedelta(hours=1))
def export_list(slug: str, query: str, columns: list[str], today: str, fmt: str, by: Any) -> Callable[[], Any]:
    """Write a long list to a file that the person can fetch."""
    resource = by_slug(slug)
    listing = Listing(resource, by, QueryDict(query), date.fromisoformat(today), columns)
    with tempfile.TemporaryFile() as file:
        count = _write(listing, file, fmt)
        keep(file)

    def note() -> dict[str, Any]:
        exports.note(resource, count, listing.columns, query, by=by)
        return {"slug": slug, "name": _name(resource, fmt), "format": fmt, "count": count}

    return note


def keep(file: Any) -> None:
    """Put what the job under way has written where `fetch` finds it.

    The job's result names it: slug of the pages, name, format, and the count of its rows.
    """
    task_id = jobs.running_id()
    file.seek(0)
    default_storage.delete(_path(task_id))  # of a worker that was killed
    default_storage.save(_path(task_id), File(file))


def _listing(request: Any, resource: Resource) -> Listing:
    """The list of the page, in the columns named, else those this person sees it in."""
    named = [name for name in request.GET.get("columns", "").split(",") if name]
    columns: Sequence[str] = named or saved_views.Views(request, resource).columns
    return Listing(resource, request.user, request.GET, timezone.localdate(), columns)


def _format(params: QueryDict) -> str:
    """csv with ?encoding=gb18030 is the one for old programs."""
    fmt = params.get("format", "")
    fmt = "csv-gb18030" if fmt == "csv" and params.get("encoding") == "gb18030" else fmt
    return fmt if fmt in exports.FORMATS else ""


def _write(listing: Listing, file: Any, fmt: str) -> int:
    rows = exports.write(listing.resource, listing.records, listing.columns, file, fmt)
    file.seek(0)
    return rows


def _status(request: HttpRequest, task_id: UUID) -> jobs.Status:
    by: Any = request.user
    try:
        return jobs.status_of(task_id, by=by)
    except JobRun.DoesNotExist:
        raise Http404 from None


def _response(file: Any, name: str, fmt: str) -> FileResponse:
    form = exports.FORMATS[fmt]
    return FileResponse(file, as_attachment=True, filename=name, content_type=form.content_type, headers=SEALED)


def _name(resource: Resource, fmt: str) -> str:
    return f"{resource.slug}-{timezone.localdate()}.{exports.FORMATS[fmt].extension}"


def _path(task_id: UUID) -> str:
    return f"{FOLDER}/{task_id}"
