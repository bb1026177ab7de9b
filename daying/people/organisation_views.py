"""The organisation chart on any day, the rights of the posts, and help for those who cannot sign in."""

import secrets
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from daying.core.rights import KINDS, Right, all_rights
from daying.desk.gate import signed_in
from daying.people import actions
from daying.people.forms import HelpForm
from daying.people.models import Department, Holding, Post
from daying.people.queries import organisation_on


@dataclass
class Box:
    """A department in the chart, with who holds which post there and what stands below it."""

    department: Department
    holdings: list[Holding] = field(default_factory=list)
    below: list["Box"] = field(default_factory=list)


@signed_in
def organisation(request: Any) -> HttpResponse:
    """The chart as it stood on a day. Three queries."""
    _must_have(request.user, "people.view_department")
    day = _day(request.GET.get("on", "")) or timezone.localdate()
    return render(request, "people/organisation.html", {"tops": chart(day), "day": day})


def chart(day: date) -> list[Box]:
    """The departments of a day as a forest, each with its people."""
    parents = organisation_on(day)
    boxes = {department.pk: Box(department) for department in Department.objects.filter(pk__in=parents)}
    for holding in Holding.objects.on(day).select_related("post", "employee").order_by("post_id", "pk"):
        if holding.department_id in boxes:
            boxes[holding.department_id].holdings.append(holding)
    tops: list[Box] = []
    for key, box in sorted(boxes.items()):
        above = boxes.get(parents[key] or 0)
        (above.below if above else tops).append(box)
    return tops


@signed_in
def posts_and_rights(request: Any) -> HttpResponse:
    """Every post with the number of its rights."""
    _must_have(request.user, "people.view_post")
    posts = Post.objects.prefetch_related("rights").select_related("superior")
    return render(request, "people/rights.html", {"posts": posts})


@signed_in
def rights_of_post(request: Any, public_id: UUID) -> HttpResponse:
    """The rights of one post, package by package; ticked by those who may set them, read by the others."""
    _must_have(request.user, "people.view_post")
    post = get_object_or_404(Post, public_id=public_id)
    if request.method == "POST":
        actions.set_rights(post, codes=request.POST.getlist("code"), by=request.user)
        messages.success(request, _("Saved. The rights hold from the next page on."))
        return HttpResponseRedirect(reverse("people-post-rights", args=[public_id]))
    context = {
        "post": post,
        "held": set(post.rights.values_list("code", flat=True)),
        "groups": _by_kind(),
        "may_set": request.user.has_perm("people.set_rights"),
    }
    return render(request, "people/rights_of_post.html", context)


@signed_in
def help_to_sign_in(request: Any) -> HttpResponse:
    """A new password, shown once; or a lost second factor removed; or sessions ended."""
    _must_have(request.user, "people.give_password")
    form, password = HelpForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        person, what = form.cleaned_data["employee"], form.cleaned_data["what"]
        if what == "password":
            password = secrets.token_urlsafe(15)
            actions.give_password(person, password=password, by=request.user)
        elif what == "second_factor":
            actions.remove_second_factor(person, by=request.user)
        else:
            actions.end_sessions(person, by=request.user)
        messages.success(request, _("Done."))
    return render(request, "people/help.html", {"form": form, "password": password})


def _must_have(user: Any, right: str) -> None:
    if not user.has_perm(right):
        raise PermissionDenied(_("Your post does not have the right to do this."))


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _by_kind() -> list[tuple[Any, list[Right]]]:
    """The declared rights under the five kinds of the source document (M0.4), each kind by code."""
    rights = sorted(all_rights().values(), key=lambda right: right.code)
    return [(label, [right for right in rights if right.kind == kind]) for kind, label in KINDS.items()]
