"""The archive: all files of all records in one list, and what is said of each of them (M3.6)."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import attachments
from daying.core.errors import Refused
from daying.core.models import Attachment, FileKind
from daying.desk import gate
from daying.desk.files import may_describe
from daying.desk.resource import Resource, resource_for, resources
from daying.desk.sight import seen
from daying.desk.widgets import dressed


class FileForm(forms.Form):
    """What is said of a file."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of file"), choices=FileKind.choices)
    expires_on = forms.DateField(label=gettext_lazy("Expires on"), required=False)
    retain_until = forms.DateField(label=gettext_lazy("To be kept until"), required=False)
    note = forms.CharField(label=gettext_lazy("Note"), widget=forms.Textarea, required=False, max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {name: dressed(field) for name, field in self.fields.items()}


def files_seen_by(user: Any, among: QuerySet[Attachment] | None = None) -> QuerySet[Attachment]:
    """The files of all records this person sees. One query beside its own, for the kinds of records that have files."""
    files = Attachment.objects.all() if among is None else among
    kinds = set(files.order_by().values_list("subject_type", flat=True).distinct())
    seen_files = Q(pk__in=[])
    for pages in resources():
        kind = pages.model._meta.label_lower
        if kind in kinds and pages.model is not Attachment and pages.allows(user, "view"):
            rows = pages.scope(user).order_by()
            all_of_them = Q(subject_type=kind)
            seen_files |= all_of_them & Q(subject_id__in=rows.values("pk")) if rows.query.where else all_of_them
    return files.filter(seen_files)


def place_of(file: Attachment, user: Any) -> tuple[Resource, Any] | None:
    """The pages of the record a file belongs to, and the record; None where it is gone or out of sight."""
    record = file.subject
    pages = resource_for(type(record)) if record is not None else None
    if pages is None or not pages.allows(user, "view") or record is None:
        return None
    return (pages, record) if pages.scope(user).filter(pk=record.pk).exists() else None


@gate.signed_in
def describe(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say what a file is, until when it holds and until when it must be kept."""
    pages: Any = resource_for(Attachment)
    if not pages.allows(request.user, "view"):
        raise PermissionDenied(_("Your post does not have the right to do this."))
    file: Attachment = seen(pages, request.user, public_id)
    place = place_of(file, request.user)
    if place is None:
        raise Http404
    if not may_describe(place[0], file, request.user):
        raise PermissionDenied(_("Your post does not have the right to do this."))
    form = FileForm(request.POST) if request.method == "POST" else FileForm(initial=vars(file))
    if form.is_bound and form.is_valid() and _described(request, file, form):
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(pages.url("detail", file))
    context = {"form": form, "file": file, "back": pages.url("detail", file), "list_url": pages.url(), "pages": pages}
    return render(request, "desk/file.html", context, status=422 if form.errors else 200)


def _described(request: HttpRequest, file: Attachment, form: FileForm) -> bool:
    by: Any = request.user
    try:
        attachments.describe(file, by=by, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True
