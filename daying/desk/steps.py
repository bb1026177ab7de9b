"""Taking a record a step further: the dialog that asks what the step needs, and the step itself."""

import datetime
from decimal import Decimal
from types import UnionType
from typing import Any, Union, get_args, get_origin

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from daying.core import idempotency
from daying.core.errors import Refused
from daying.core.ids import uuid7
from daying.core.workflow import Input, Verb, offers, transitions_of
from daying.desk import faults, gate
from daying.desk.editing import KEY, fingerprint
from daying.desk.fields import limited
from daying.desk.resource import Resource, resource_for
from daying.desk.sight import seen
from daying.desk.widgets import dressed

LONGEST = 2000
FIELDS: dict[type, Any] = {
    str: lambda told: forms.CharField(widget=forms.Textarea, max_length=LONGEST, **told),
    datetime.date: lambda told: forms.DateField(**told),
    Decimal: lambda told: forms.DecimalField(max_digits=17, decimal_places=4, **told),
    int: lambda told: forms.IntegerField(min_value=-(10**9), max_value=10**9, **told),
    bool: lambda told: forms.BooleanField(**{**told, "required": False}),
}


class StepForm(forms.Form):
    """What a step asks."""

    use_required_attribute = False


@gate.page("view")
def do(request: HttpRequest, resource: Resource, public_id: Any, action: str) -> HttpResponse:
    """Asked with GET, the dialog; sent, the step is taken once, or the dialog comes back with the reason why not."""
    record = seen(resource, request.user, public_id)
    verb = _verb(resource, action)
    _must_be_allowed(record, verb, request.user)
    if request.method != "POST":
        return _dialog(request, resource, record, verb, form_of(verb, request.user, record=record), 200)
    form = form_of(verb, request.user, request.POST, record)
    if not form.is_valid():
        return _dialog(request, resource, record, verb, form, 422)
    try:
        _taken(request, record, verb, form.cleaned_data)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.sentence))
        return _dialog(request, resource, record, verb, form, 422)
    messages.success(request, _("Done: %(step)s.") % {"step": verb.label})
    return _back(request, resource, record)


def form_of(verb: Verb, user: Any, data: Any = None, record: Any = None) -> StepForm:
    """The form of a step's inputs, in their order. record: the one it is taken with, where it is one."""
    form = StepForm(data)
    for asked in verb.inputs:
        field = dressed(limited(_field(asked), user))
        form.fields[asked.name] = field if record is None else _within(field, record)
    pages = None if record is None else resource_for(type(record))
    if pages:
        pages.dress_step(verb, record, form)
    return form


def _within(field: forms.Field, record: Any) -> forms.Field:
    """Of what belongs to the record or stands beside it, as contacts to a customer, only that: a short list."""
    queryset = field.queryset if isinstance(field, forms.ModelChoiceField) else None
    pages = None if queryset is None else resource_for(queryset.model)
    if pages is None or not pages.within:
        return field
    whole: Any = pages.model._meta.get_field(pages.within).related_model
    key = record if isinstance(record, whole) else getattr(record, pages.within, None)
    choice: Any = field
    choice.queryset = queryset.filter(**{pages.within: key})  # type: ignore[union-attr]
    choice.widget = forms.Select({"class": "form-select"})
    choice.widget.choices = choice.choices
    return field


def kinds_of(verb: Verb) -> dict[str, forms.Field]:
    """The inputs of a step for nobody in particular: what sort of values they take."""
    return {asked.name: _field(asked) for asked in verb.inputs}


def run(verb: Verb, record: Any, user: Any, **inputs: Any) -> Any:
    """Take the step for the person on the page, today."""
    if verb.takes_date and "on" not in inputs:
        inputs["on"] = timezone.localdate()
    return verb.run(record, by=user, **inputs)


def _taken(request: HttpRequest, record: Any, verb: Verb, inputs: dict[str, Any]) -> None:
    """Run the verb, or recognise the request that did. What was left empty is left to the verb's own default."""
    given = {i.name: inputs[i.name] for i in verb.inputs if i.is_required or inputs.get(i.name) not in (None, "")}

    def step() -> str:
        run(verb, record, request.user, **given)
        return verb.name

    with faults.as_refusals(type(record)):
        idempotency.once(
            request.POST.get(KEY) or str(uuid7()),
            by=request.user,
            fingerprint=fingerprint(request),
            call=step,
        )


def _verb(resource: Resource, key: str) -> Verb:
    verb = next((verb for verb in transitions_of(resource.model) if verb.key == key), None)
    if verb is None:
        raise Http404
    return verb


def _must_be_allowed(record: Any, verb: Verb, user: Any) -> None:
    """Who may not take the step is not asked for its inputs either. A wrong state is told when it is sent."""
    if verb.right and not user.has_perm(verb.right):
        raise PermissionDenied(_("Your post does not have the right to do this."))
    for offer in offers(record, user):
        if offer.verb is verb and offer.reason:
            raise PermissionDenied(offer.reason)


def _field(asked: Input) -> forms.Field:
    kind = _kind(asked.kind)
    told = {"label": capfirst(asked.label), "required": asked.is_required, "initial": asked.default}
    if isinstance(kind, type) and issubclass(kind, models.Model):
        return forms.ModelChoiceField(kind._default_manager.all(), **told)
    if isinstance(kind, type) and issubclass(kind, models.Choices):
        is_open = asked.default is None and not asked.is_required
        return forms.ChoiceField(choices=[*([("", "—")] if is_open else []), *kind.choices], **told)
    field: forms.Field = FIELDS.get(kind, FIELDS[str])(told)
    return field


def _kind(annotation: Any) -> Any:
    """date for `date | None`."""
    if get_origin(annotation) in (Union, UnionType):
        return next(kind for kind in get_args(annotation) if kind is not type(None))
    return annotation


def _dialog(
    request: HttpRequest, resource: Resource, record: Any, verb: Verb, form: StepForm, status: int
) -> HttpResponse:
    context = {
        "resource": resource,
        "record": record,
        "verb": verb,
        "form": form,
        "request_key": uuid7(),
        "list_url": resource.url(),
        "url": resource.url("do", record, action=verb.key),
        "back": resource.url("detail", record),
    }
    part = "desk/_step.html" if request.htmx else "desk/step.html"  # type: ignore[attr-defined]
    return render(request, part, context, status=status)


def _back(request: HttpRequest, resource: Resource, record: Any) -> HttpResponse:
    """To the record, as long as it is in sight; else to the list."""
    is_seen = resource.scope(request.user).filter(pk=record.pk).exists()
    url = resource.url("detail", record) if is_seen else resource.url()
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
