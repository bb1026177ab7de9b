"""The pages about the person who is signed in: profile and API tokens. Password and second factor are allauth's."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from daying.core.errors import Refused
from daying.desk.gate import signed_in
from daying.people import actions
from daying.people.forms import ProfileForm, TokenForm
from daying.people.models import ApiToken, Employee


@signed_in
def profile(request: Any) -> HttpResponse:
    """What others see of this person, and what they may change of it themselves."""
    person = Employee.objects.select_related("department").get(pk=request.user.pk)
    form = ProfileForm(request.POST or None, instance=Employee.objects.get(pk=person.pk))
    if request.method == "POST" and form.is_valid() and _done(form, lambda said: _change(person, request.user, said)):
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("people-profile"))
    held = person.holdings.on(timezone.localdate()).select_related("post", "department")
    return render(request, "people/profile.html", {"form": form, "person": person, "held": held}, status=_status(form))


@signed_in
def tokens(request: Any) -> HttpResponse:
    """This person's API tokens. A new one is shown on the answer to the form, and never again."""
    if not request.user.has_perm("people.use_api"):
        raise PermissionDenied(_("Your post does not have the right to do this."))
    form, issued = TokenForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        issued = _done(form, lambda said: actions.issue_token(by=request.user, on=timezone.localdate(), **said))
    mine = ApiToken.objects.filter(employee=request.user.pk, is_revoked=False)
    context = {"form": TokenForm() if issued else form, "issued": issued, "tokens": mine, "today": timezone.localdate()}
    return render(request, "people/tokens.html", context, status=200 if issued else _status(form))


@signed_in
def revoke(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Make one of this person's tokens worthless."""
    token = get_object_or_404(ApiToken, public_id=public_id, employee=request.user.pk)
    actions.revoke_token(token, by=request.user)
    messages.success(request, _("The token is revoked."))
    return HttpResponseRedirect(reverse("people-tokens"))


def _change(person: Employee, by: Any, said: dict[str, Any]) -> Employee:
    return actions.change_profile(person, by=by, **said)


def _done(form: BaseForm, act: Any) -> Any:
    """What the action gives back; nothing when it was refused, which then stands in the form."""
    try:
        return act(form.cleaned_data)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None


def _status(form: BaseForm) -> int:
    return 422 if form.is_bound and form.errors else 200
