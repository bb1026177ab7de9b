"""How each person likes the front: language and theme stand on the employee, everything smaller in one row of ours."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme

from daying.core import changes
from daying.core.compiled import Compiled
from daying.core.transactions import one_transaction
from daying.desk.models import Preference

THEMES = ("auto", "light", "dark")
OF_THE_PERSON = {"theme": THEMES, "language": tuple(code for code, _name in settings.LANGUAGES)}
OF_THE_FRONT = {"density": ("cosy", "compact"), "nav": ("wide", "narrow")}
# What the pages before the sign-in must know as well.
IN_COOKIES = {"theme": "daying_theme", "language": settings.LANGUAGE_COOKIE_NAME}
KEPT = Compiled(lambda person: Preference.objects.filter(person=person))
A_YEAR = 365 * 24 * 3600


class Preferences:
    """Reads one row, once per request, and only when somebody asks."""

    def __init__(self, person: Any) -> None:
        rows = KEPT(person.pk) if person.is_authenticated else []
        self.row = rows[0] if rows else Preference(person_id=person.pk)

    def __getitem__(self, key: str) -> Any:
        return self.row.values.get(key)

    def of_list(self, key: str, slug: str) -> Any:
        """What is kept of one list: its columns, its default view."""
        return (self[key] or {}).get(slug)

    def keep(self, **values: Any) -> None:
        """Write these down."""
        self.row.values.update(values)
        self.row.save()

    def keep_of_list(self, key: str, slug: str, value: Any) -> None:
        """Write down something of one list; an empty value goes back to how the list comes."""
        kept = {**(self[key] or {}), slug: value}
        self.keep(**{key: {word: chosen for word, chosen in kept.items() if chosen}})


class PreferenceMiddleware:
    """Gives every request its person's preferences, and speaks the person's language in the person's time zone.

    The API speaks the language that its caller asks for.
    """

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        request.preferences = SimpleLazyObject(lambda: Preferences(request.user))
        if request.path.startswith("/api/") or not request.user.is_authenticated:
            return self.get_response(request)
        translation.activate(request.user.language)
        request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(request.user.timezone):
            return self.get_response(request)


def choose(request: HttpRequest) -> HttpResponse:
    """Keep one choice and go back to where the person was."""
    key, value = request.POST.get("key", ""), request.POST.get("value", "")
    if value not in {**OF_THE_PERSON, **OF_THE_FRONT}.get(key, ()):
        return HttpResponseBadRequest()
    if request.user.is_authenticated:
        _keep(request, key, value)
    response = HttpResponse(status=204) if "quietly" in request.POST else HttpResponseRedirect(way_back(request))
    if key in IN_COOKIES:
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(IN_COOKIES[key], value, A_YEAR, secure=secure, httponly=True, samesite="Lax")
    return response


def way_back(request: HttpRequest, default: str = "/") -> str:
    """The page of our own that the form came from."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else default


def page_under(request: Any) -> str:
    """The page on which htmx asks, to come back to."""
    return str(request.htmx.current_url_abs_path or "/")


def _keep(request: Any, key: str, value: str) -> None:
    if key in OF_THE_PERSON:
        person: Any = get_user_model()._default_manager.get(pk=request.user.pk)
        one_transaction("desk.choose", lambda: changes.update(person, {key: value}, by=request.user))
    else:
        request.preferences.keep(**{key: value})
