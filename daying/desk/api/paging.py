"""Pages of a list by key: each begins where the one before ended, so that the thousandth costs what the first does."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from daying.core.errors import Refused
from daying.core.journal import plain
from daying.desk.cells import follow, path_of


@dataclass(frozen=True)
class Page:
    """Some rows, and the mark behind the last of them; no mark where nothing follows."""

    rows: list[Any]
    after: str | None


@dataclass(frozen=True)
class Key:
    """One part of an order: a field, its direction, and whether it may be empty, which then comes last."""

    path: str
    field: models.Field[Any, Any]
    is_down: bool
    may_be_empty: bool

    @property
    def ordering(self) -> Any:
        nulls = {"nulls_last": True} if self.may_be_empty else {}
        return F(self.path).desc(**nulls) if self.is_down else F(self.path).asc(**nulls)

    def behind(self, value: Any) -> Q:
        """The rows that this part alone puts behind a value."""
        if value is None:
            return Q(pk__in=[])
        behind = Q(**{f"{self.path}__{'lt' if self.is_down else 'gt'}": value})
        return behind | Q(**{f"{self.path}__isnull": True}) if self.may_be_empty else behind

    def same(self, value: Any) -> Q:
        """The rows that have the value too."""
        return Q(**{f"{self.path}__isnull": True}) if value is None else Q(**{self.path: value})

    def from_here(self, value: Any) -> Q:
        """The value and what is behind it, said so that an index can be used. Everything, where that cannot be."""
        if value is None or self.may_be_empty:
            return Q()
        return Q(**{f"{self.path}__{'lte' if self.is_down else 'gte'}": value})


def page(queryset: models.QuerySet[Any], order: Sequence[str], *, after: str = "", offset: int = 0, limit: int) -> Page:
    """So many rows in this order behind the mark. Refused when the mark is not one of this order. One query."""
    keys = _keys(queryset.model, order)
    if after:
        queryset = queryset.filter(_behind(keys, _read(after, keys)))
    rows = list(queryset.order_by(*(key.ordering for key in keys))[offset : offset + limit + 1])
    more = len(rows) > limit
    rows = rows[:limit]
    return Page(rows, _mark(keys, rows[-1]) if more else None)


def _keys(model: type[models.Model], order: Sequence[str]) -> list[Key]:
    """The order's parts; the primary key is the last, so that no two rows are equal."""
    named = [name.replace("pk", "id") if name in ("pk", "-pk") else name for name in order]
    last = next((name for name in named if name in ("id", "-id")), "-id" if _is_down(named) else "id")
    return [_key(model, name) for name in [*(name for name in named if name not in ("id", "-id")), last]]


def _key(model: type[models.Model], name: str) -> Key:
    path = name.removeprefix("-")
    fields = path_of(model, path)
    return Key(path, fields[-1], name.startswith("-"), any(field.null for field in fields))


def _is_down(order: Sequence[str]) -> bool:
    return not order or order[-1].startswith("-")


def _behind(keys: Sequence[Key], values: Sequence[Any]) -> Q:
    key, value = keys[0], values[0]
    if len(keys) == 1:
        return key.behind(value)
    return key.from_here(value) & (key.behind(value) | (key.same(value) & _behind(keys[1:], values[1:])))


def _mark(keys: Sequence[Key], row: Any) -> str:
    values = [plain(follow(row, key.path.split("__"))) for key in keys]
    told = json.dumps([_signature(keys), *values], separators=(",", ":"))
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def _read(mark: str, keys: Sequence[Key]) -> list[Any]:
    try:
        signature, *values = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
        if signature != _signature(keys) or len(values) != len(keys):
            raise ValueError
        return [key.field.to_python(value) for key, value in zip(keys, values, strict=True)]
    except (ValueError, TypeError, ValidationError, binascii.Error, OverflowError, RecursionError):
        raise Refused(_("“after” does not belong to this list in this order."), field="after") from None


def _signature(keys: Sequence[Key]) -> str:
    return ",".join(f"-{key.path}" if key.is_down else key.path for key in keys)
