"""The row behind a page: in this person's sight, or as good as not there."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404

from daying.desk import cells
from daying.desk.filters import is_uuid
from daying.desk.resource import Resource


def seen(resource: Resource, user: Any, public_id: Any, names: Iterable[str] = ()) -> Any:
    """The record, read with the related ones that these names show. 404 when out of sight, as when there is none."""
    if not is_uuid(str(public_id)):
        raise Http404
    related = sorted({cells.select_of(cells.path_of(resource.model, name)) for name in names} - {""})
    rows = resource.scope(user)
    record = (rows.select_related(*related) if related else rows).filter(public_id=public_id).first()
    if record is None:
        raise Http404
    return record
