"""The pages of an import: bring a sheet, say what its columns mean, see what is wrong, take it, undo it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from daying.core import jobs, sheets
from daying.core.attachments import SEALED
from daying.core.errors import Refused
from daying.core.jobs import enqueue
from daying.core.transactions import retried
from daying.desk import exports
from daying.desk.filters import is_uuid
from daying.desk.imports import find, runs, saved
from daying.desk.imports import jobs as import_jobs
from daying.desk.imports.columns import Target
from daying.desk.imports.forms import AboutForm, MappingForm
from daying.desk.imports.pages import Page
from daying.desk.models import ImportRun

RECENT = 10
LARGEST = 25 * 1024 * 1024


@login_required
def bring(request: Any, slug: str) -> HttpResponse:
    """Choose the file. Sent, it is looked over and kept, and its columns are to be named next."""
    target = find(slug, request.user)
    refusal, about = "", _about(request, target)
    if request.method == "POST" and (about is None or about.is_valid()):
        try:
            return HttpResponseRedirect(_url(_brought(request, target, about)))
        except Refused as refused:
            refusal = str(refused)
    recent = ImportRun.objects.filter(slug=slug, created_by=request.user).order_by("-id")[:RECENT]
    context = {
        "target": target,
        "refusal": refusal,
        "about": about,
        "mappings": () if target.per else saved.of(slug),
        "recent": [(run, _url(run)) for run in recent],
        "list_url": target.resource.url() if target.resource else "",
        "template_url": reverse(f"{slug}-import-template"),
    }
    is_faulty = refusal or (about is not None and about.errors)
    return render(request, "desk/import.html", context, status=422 if is_faulty else 200)


def _about(request: Any, target: Target) -> AboutForm | None:
    """The question whose sheet it is, where it is one's."""
    if not target.per:
        return None
    return AboutForm(target, request.POST if request.method == "POST" else None, proposed=_proposed(request, target))


def _proposed(request: Any, target: Target) -> str:
    asked: str = request.GET.get(target.per, "")
    return asked if is_uuid(asked) else ""


def _brought(request: Any, target: Target, about: AboutForm | None) -> ImportRun:
    run = runs.bring(target, _upload(request, "file"), _upload(request, "second", optional=True), by=request.user)
    if about is None:
        saved.apply(run, target, request.POST.get("mapping", ""))
    else:
        saved.apply_of(run, target, about.cleaned_data[target.per])
    return run


@login_required
def template(request: HttpRequest, slug: str) -> HttpResponseBase:
    """An empty sheet with the right headings."""
    target = find(slug, request.user)
    columns = [sheets.Column(column.heading) for column in target.columns.values()]
    response = HttpResponse(content_type=exports.XLSX.content_type, headers=SEALED)
    response["Content-Disposition"] = f'attachment; filename="{slug}.xlsx"'
    sheets.write_xlsx(response, columns, [], title=str(target.title))
    return response


@login_required
def show(request: Any, slug: str, run_id: UUID) -> HttpResponse:
    """How the import stands: its columns, its faults, its progress or its result."""
    target, run = _found(request, slug, run_id)
    return _page(request, target, run)


@login_required
def check(request: Any, slug: str, run_id: UUID) -> HttpResponse:
    """Keep what was said about the columns, and judge every row."""
    target, run = _found(request, slug, run_id)
    form = MappingForm(run, target, request.POST)
    if run.is_settled:
        return HttpResponseRedirect(_url(run))
    try:
        run.mapping = form.mapping().as_json()
        runs.source_of(run, target)
        if target.per:
            saved.keep_of(run, target, by=request.user)
        else:
            saved.keep(slug, request.POST.get("keep_as", ""), run.mapping, by=request.user)
    except Refused as refusal:
        return _page(request, target, run, refusal=str(refusal), status=422)
    run.save(update_fields=["mapping"])
    return _do(request, run, lambda: runs.judge(run, target, by=request.user), import_jobs.check_import)


@login_required
def take(request: Any, slug: str, run_id: UUID) -> HttpResponse:
    """Write the rows: all of them, or the good ones where the person chose that."""
    target, run = _found(request, slug, run_id)
    only_good = request.POST.get("only_good") == "yes"
    return _do(
        request,
        run,
        lambda: runs.take_in(run, target, by=request.user, only_good=only_good),
        import_jobs.take_import,
        only_good=only_good,
    )


@login_required
def undo(request: Any, slug: str, run_id: UUID) -> HttpResponse:
    """Take the import back."""
    target, run = _found(request, slug, run_id)
    return _do(request, run, lambda: runs.undo(run, target, by=request.user), import_jobs.undo_import)


@login_required
def rejected(request: Any, slug: str, run_id: UUID) -> HttpResponseBase:
    """The rows not taken, with the reasons, as a sheet."""
    _target, run = _found(request, slug, run_id)
    if not run.rejected.name or not default_storage.exists(run.rejected.name):
        raise Http404
    name = _("%(name)s, not taken") % {"name": run.name.rpartition(".")[0] or run.name}
    file = default_storage.open(run.rejected.name)
    return FileResponse(
        file, as_attachment=True, filename=f"{name}.xlsx", content_type=exports.XLSX.content_type, headers=SEALED
    )


def _do(request: Any, run: ImportRun, now: Callable[[], Any], job: jobs.AnyTask, **values: Any) -> HttpResponse:
    """At once when it is short; else a worker does it, and the page tells how far it is."""
    if run.is_long:
        run.task_id = enqueue(job, by=request.user, run_id=str(run.public_id), **values)
        run.save(update_fields=["task_id"])
        return HttpResponseRedirect(_url(run))
    try:
        retried(now)
    except Refused as refusal:
        run.refresh_from_db()
        return _page(request, find(run.slug, request.user), run, refusal=str(refusal), status=409)
    return HttpResponseRedirect(_url(run))


def _found(request: Any, slug: str, run_id: UUID) -> tuple[Target, ImportRun]:
    """The import, for whoever brought it."""
    target = find(slug, request.user)
    run = ImportRun.objects.filter(slug=slug, public_id=run_id, created_by=request.user).first()
    if run is None:
        raise Http404
    return target, run


def _page(request: Any, target: Target, run: ImportRun, *, refusal: str = "", status: int = 200) -> HttpResponse:
    page = Page(request.user, target, run, refusal)
    context = {"page": page, "run": run, "target": target, "urls": _urls(run)}
    if not request.htmx:
        return render(request, "desk/import_run.html", context, status=status)
    if page.is_running:
        return render(request, "desk/_job.html", {**context, "status": page.job, "here": _url(run)})
    return HttpResponse(headers={"HX-Redirect": _url(run)})


def _upload(request: Any, name: str, *, optional: bool = False) -> Any:
    file = request.FILES.get(name)
    if file is None and not optional:
        raise Refused(_("Choose a file."))
    if file is not None and file.size > LARGEST:
        raise Refused(_("The file is larger than %(limit)d MB. Split it.") % {"limit": LARGEST // 1024**2})
    return file


def _url(run: ImportRun) -> str:
    return reverse(f"{run.slug}-import-run", kwargs={"run_id": run.public_id})


def _urls(run: ImportRun) -> dict[str, str]:
    steps = ("check", "take", "undo", "rejected")
    return {step: reverse(f"{run.slug}-import-{step}", kwargs={"run_id": run.public_id}) for step in steps}
