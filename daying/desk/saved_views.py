"""Views of a list that people saved: their own and those shared with everybody, pinned ones, and the default one."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from daying.core import changes
from daying.core.compiled import Compiled
from daying.core.transactions import one_transaction
from daying.desk import gate
from daying.desk.models import SavedView
from daying.desk.resource import Resource
from daying.desk.shell import view_url

NOT_KEPT = ("view", "page", "all", "totals")
MOST_VIEWS = 50


class Views:
    """The views of one list that one person may use."""

    def __init__(self, request: Any, resource: Resource) -> None:
        self.request, self.resource, self.preferences = request, resource, request.preferences

    @cached_property
    def all(self) -> list[SavedView]:
        """One query."""
        views = OF_LIST(self.request.user.pk, self.resource.slug)
        for view in views:
            view.url = view_url(self.resource, view)  # type: ignore[attr-defined]
        return views

    @cached_property
    def current(self) -> SavedView | None:
        return self._called(self.request.GET.get("view", ""))

    @cached_property
    def default(self) -> Any:
        return self._called(self.preferences.of_list("default", self.resource.slug))

    def _called(self, key: str | None) -> SavedView | None:
        return next((view for view in self.all if str(view.public_id) == key), None) if key else None

    @property
    def columns(self) -> list[str]:
        """The names of the view's columns, or else of those the person chose; empty for the usual ones."""
        if self.current and self.current.columns:
            return list(self.current.columns)
        return self.preferences.of_list("columns", self.resource.slug) or []

    @property
    def query(self) -> str:
        """What a view saved now would keep."""
        return kept_query(self.request.GET)

    @property
    def is_changed(self) -> bool:
        """Whether the list shows something else than the view says."""
        return self.query != (self.current.query if self.current else "")

    @property
    def is_mine(self) -> bool:
        return bool(self.current and self.current.owner_id == self.request.user.pk)


class ViewForm(forms.ModelForm[SavedView]):
    """Name of a view, and who is offered it where."""

    is_pinned = forms.BooleanField(label=_("Pin to my navigation"), required=False)
    is_default = forms.BooleanField(label=_("Open this list with it"), required=False)

    class Meta:
        model = SavedView
        fields = ["name", "is_shared"]

    def clean_name(self) -> str:
        """Two views of one name cannot be told apart."""
        name: str = self.cleaned_data["name"]
        same = SavedView.objects.filter(owner_id=self.instance.owner_id, slug=self.instance.slug, name=name)
        if same.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("You already have a view of this name for this list."))
        return name


def seen_by(key: int) -> QuerySet[SavedView]:
    """The views that this person may use."""
    return SavedView.objects.filter(Q(owner=key) | Q(is_shared=True))


OF_LIST = Compiled(lambda key, slug: seen_by(key).filter(slug=slug).order_by("is_shared", "name")[:MOST_VIEWS])


def kept_query(params: QueryDict) -> str:
    """The part of a list's query that a view keeps."""
    copy = params.copy()
    for name in [name for name in copy if name in NOT_KEPT or not any(copy.getlist(name))]:
        del copy[name]
    return copy.urlencode()


@gate.page("view")
def edit(request: Any, resource: Resource) -> HttpResponse:
    """The dialog that saves the list as it is shown: a new view, or the current one anew."""
    params = QueryDict(request.POST.get("query", "") if request.method == "POST" else request.GET.urlencode())
    view = _mine(request, params) or SavedView(owner=request.user, slug=resource.slug)
    form = ViewForm(request.POST or None, instance=view, initial=_kept_of(request, resource, view))
    if request.method == "POST" and form.is_valid():
        view = _save(request, resource, form, kept_query(params))
        return _go(request, view_url(resource, view))
    context = {"form": form, "view": view, "query": params.urlencode(), "view_url": resource.url("view")}
    if view.pk:
        context["delete_url"] = resource.url("view-delete", view)
    return render(request, "desk/_view_dialog.html", context, status=422 if request.method == "POST" else 200)


@gate.page("view")
def delete(request: Any, resource: Resource, public_id: Any) -> HttpResponse:
    """Throw one's own view away."""
    view = seen_by(request.user.pk).filter(slug=resource.slug, public_id=public_id).first()
    if view is None:
        raise Http404
    if view.owner_id != request.user.pk:
        raise PermissionDenied(_("Only its owner may delete a view."))
    one_transaction("desk.delete_view", lambda: changes.delete(view, by=request.user))
    return _go(request, resource.url())


def _mine(request: Any, params: QueryDict) -> SavedView | None:
    """The current view, if it is one's own and not to be saved under another name."""
    key = params.get("view", "")
    if not key or "as_new" in request.POST:
        return None
    try:
        return SavedView.objects.filter(owner=request.user, public_id=key).first()
    except ValidationError:
        return None


def _kept_of(request: Any, resource: Resource, view: SavedView) -> dict[str, bool]:
    key = str(view.public_id)
    return {
        "is_pinned": key in (request.preferences["pinned"] or []),
        "is_default": key == request.preferences.of_list("default", resource.slug),
    }


def _save(request: Any, resource: Resource, form: ViewForm, query: str) -> SavedView:
    given = {name: form.cleaned_data[name] for name in ("name", "is_shared")}
    given |= {"query": query, "columns": request.preferences.of_list("columns", resource.slug) or []}
    view = one_transaction("desk.save_view", lambda: _write(form.instance, given, request.user))
    key, preferences = str(view.public_id), request.preferences
    pinned = [pin for pin in preferences["pinned"] or [] if pin != key]
    preferences.keep(pinned=pinned + [key] if form.cleaned_data["is_pinned"] else pinned)
    was = preferences.of_list("default", resource.slug)
    if form.cleaned_data["is_default"] or was == key:
        preferences.keep_of_list("default", resource.slug, key if form.cleaned_data["is_default"] else None)
    return view


def _write(view: SavedView, given: dict[str, Any], by: Any) -> SavedView:
    if view.pk:
        return changes.update(view, given, by=by)
    for name, value in given.items():
        setattr(view, name, value)
    return changes.create(view, by=by)


def _go(request: HttpRequest, url: str) -> HttpResponse:
    """To another page, from a dialog as well."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
