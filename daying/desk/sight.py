"""The row behind a page: in this person's sight, or as good as not there."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from daying.desk import cells
from daying.desk.filters import is_uuid
from daying.desk.resource import Resource


def seen(resource: Resource, user: Any, public_id: Any, names: Iterable[str] = ()) -> Any:
    """The record, read with the related ones that these names show. 404 when out of sight, as when there is none."""
    if not is_uuid(str(public_id)):
        raise Http404
    rows = _with(resource.scope(user), list(names)).filter(public_id=public_id).order_by()
    for record in rows:
        return record
    raise Http404


def _with(rows: QuerySet[Any], names: list[str]) -> QuerySet[Any]:
    """The rows whole, and of the related records what is shown of them."""
    related = sorted({cells.select_of(cells.path_of(rows.model, name)) for name in names} - {""})
    if not related:
        return rows
    read = cells.read_for(rows.model, names)
    own = {field.name for field in rows.model._meta.concrete_fields}
    return rows.select_related(*related).only(*own, *read) if read else rows.select_related(*related)
