"""The API as a whole: who may call, which endpoints there are, how it says no."""

from functools import cache
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI

from daying.desk.api import figures, problems
from daying.desk.api.access import Bearer, Session
from daying.desk.api.routes import router_of
from daying.desk.resource import resources

DESCRIPTION = _(
    "Every list of Daying, with the rights and the sight of whoever calls. Exact numbers are text, days are written "
    "2026-03-05, other records are named by their public id. Whatever the pages refuse, the API refuses with the same "
    "sentence."
)


@cache
def api() -> NinjaAPI:
    """The API with the endpoints of every declaration, described in English whoever calls first."""
    with translation.override("en"):
        return _made()


def _made() -> NinjaAPI:
    made: Any = NinjaAPI(
        title="Daying",
        version="1",
        description=str(DESCRIPTION),
        urls_namespace="api-1",
        auth=[Bearer(), Session()],
        docs_url=None,
        openapi_url=None,
    )
    problems.handle(made)
    made.add_router(f"/{figures.TAG}", figures.router())
    for resource in resources():
        made.add_router(f"/{resource.slug}", router_of(resource))
    return made


def schema() -> dict[str, Any]:
    """The OpenAPI description."""
    with translation.override("en"):
        return dict(api().get_openapi_schema(path_prefix="/api/v1/"))
