"""Every address of the product, each with arguments that lead somewhere."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, get_resolver

from daying.core.reports import all_reports
from daying.core.workflow import transitions_of
from daying.desk.resource import PANELS, TODOS, Resource
from tests import records

NOWHERE = "01900000-0000-7000-8000-000000000000"
OTHERS = ("accounts/", "admin/")  # made by Django and allauth; told by their prefix
API = "api/v1/"
ORDERS = "sales-orders"
SAMPLE = ("sample-",)


@dataclass(frozen=True)
class Address:
    """name: of the pattern, or its route where it has none. route: with its <arguments>."""

    name: str
    route: str

    @property
    def room(self) -> str:
        """Its first word."""
        return self.route.partition("/")[0] or "home"

    def path(self, person: Any) -> str:
        """With arguments; a record that this person does not see, where there is one."""
        return "/" + re.sub(
            r"<(?:(\w+):)?(\w+)>", lambda hit: _argument(self, hit[1] or "str", hit[2], person), self.route
        )

    def is_in_sight_of(self, person: Any) -> bool:
        """Whether the path leads to something that this person sees."""
        resource = _resource(self.route)
        return not (resource and records.out_of_sight(resource, person))


def addresses() -> list[Address]:
    """All but those of others, sorted by name."""
    found = {a.name: a for a in _walk(get_resolver()) if not a.route.startswith((*OTHERS, *SAMPLE))}
    return sorted(found.values(), key=lambda address: address.name)


def endpoints() -> list[Address]:
    """Those of the API, by their routes."""
    from daying.desk.api.endpoints import urlpatterns

    routes = {API + str(pattern.pattern).replace("<public_id>", "<uuid:public_id>") for pattern in urlpatterns}
    routes.remove(API)  # a mark without an answer
    return [Address(route, route) for route in sorted(routes) if not route.removeprefix(API).startswith(SAMPLE)]


def addresses_of_others() -> list[Address]:
    """Those made by Django and allauth that take no arguments, but for signing out."""
    found = _walk(get_resolver())
    return [a for a in found if a.route.startswith(OTHERS) and not re.search(r"[<^(]|logout", a.route)]


def _walk(resolver: Any, before: str = "", space: str = "") -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield Address(space + (pattern.name or route), route)
        else:
            yield from _walk(pattern, route, space + (f"{pattern.namespace}:" if pattern.namespace else ""))


def _resource(route: str) -> Resource | None:
    words = route.removeprefix(API).split("/")
    return next((resource for resource in records.pages() if resource.slug == words[0]), None)


def _argument(address: Address, kind: str, name: str, person: Any) -> str:
    resource = _resource(address.route)
    before = address.route.partition(f"{name}>")[0]
    if resource and kind == "uuid" and before.count("<") == 1 and re.search(rf"{resource.slug}/<[\w:]*$", before):
        record = records.out_of_sight(resource, person) or resource.model._default_manager.order_by("pk").first()
        return str(record.public_id) if record else NOWHERE
    if kind == "uuid":
        return NOWHERE
    if address.route.startswith("reports/") and name == "name" and "filter" not in address.route:
        return next(iter(sorted(all_reports())), "none")
    if address.name == "desk-todo":
        return min(todo.key for todo in TODOS)
    if address.name == "api-call":
        orders = next(resource for resource in records.pages() if resource.slug == ORDERS)
        record = records.out_of_sight(orders, person) or records.in_sight(orders, person)
        return f"{ORDERS}/{record.public_id}"
    if resource and name == "action":
        return next((verb.key for verb in transitions_of(resource.model)), "none")
    if resource and name == "key":
        return min((panel.key for panel in PANELS if panel.on is resource.model), default="none")
    if resource and name == "name":
        return next(iter(resource.filters), "none")
    return "1"
