"""The door of every page: its address and the methods it knows, signed in, then the right."""

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern
from django.urls import path as address
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from daying.desk.resource import Resource

View = Callable[..., HttpResponseBase]


def shows(route: str, view: View, told: dict[str, Any] | None = None, *, name: str) -> URLPattern:
    """The address of a page that is only read."""
    return address(route, require_safe(view), told, name)


def asks(route: str, view: View, told: dict[str, Any] | None = None, *, name: str) -> URLPattern:
    """The address of a page that shows something to fill in and takes it."""
    return address(route, require_http_methods(["GET", "HEAD", "POST"])(view), told, name)


def does(route: str, view: View, told: dict[str, Any] | None = None, *, name: str) -> URLPattern:
    """The address of something that is done; there is nothing to read."""
    return address(route, require_POST(view), told, name)


def signed_in(view: View) -> View:
    """A page for everybody who works here. A part asked for after the session ended is answered 401."""
    with_sign_in = login_required(view)

    @functools.wraps(view)
    def run(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.htmx and not request.user.is_authenticated:
            return HttpResponse(status=401)
        return with_sign_in(request, *args, **kwargs)

    return run


def page(verb: str) -> Callable[[View], View]:
    """A page of a resource, for those who may do this with its records: view, add, change, export, import."""

    def decorate(view: View) -> View:
        @signed_in
        @functools.wraps(view)
        def run(request: HttpRequest, resource: Resource, **kwargs: Any) -> HttpResponseBase:
            if not resource.allows(request.user, verb):
                raise PermissionDenied(_("Your post does not have the right to do this."))
            return view(request, resource, **kwargs)

        return run

    return decorate


def is_part(request: Any, target: str) -> bool:
    """Whether htmx asks for a part of the page only."""
    return bool(request.htmx) and request.htmx.target == target and not request.htmx.history_restore_request
