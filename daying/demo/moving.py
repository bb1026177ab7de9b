"""From the values of a played row to those of its copy, field by field of the model."""

import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import CharField, Model, TextField, UUIDField

from daying.carriers.models import CarrierBill, Waybill
from daying.core.ids import uuid7
from daying.core.models import Line
from daying.customers import credit_code
from daying.customers.models import Customer, Letter, name_key
from daying.market.models import Prospect
from daying.receivables.models import Receipt
from daying.shipping.models import Shipment
from daying.stock.models import Warehouse

Values = dict[str, Any]
Move = Callable[[Any], Any]
NUMBER = re.compile(r"\b([A-Z]{1,4})(?:-(\d{4})-)?(\d{6,})\b")
# Keys that stand as plain numbers: those of a row's own table, and those of the table that another field names.
OWN_KEYS = ("reverses_id",)
PAIRS = {"subject_id": "subject_type", "document_id": "document_type"}


def branch(name: str, copy: int) -> str:
    """No two companies have one name: a copy is called a branch."""
    return f"{name}第{copy}分公司"


def another_code(code: str, copy: int) -> str:
    """A credit code as good as the played one, with other letters where that has MA."""
    if code[8:10] != "MA":
        return ""
    place = (credit_code.DIGITS.index("M") * 31 + credit_code.DIGITS.index("A") + copy) % 31**2
    body = code[:8] + credit_code.DIGITS[place // 31] + credit_code.DIGITS[place % 31] + code[10:17]
    return body + credit_code.check_digit(body)


def marked(text: str, copy: int) -> str:
    """A text that must not be there twice."""
    return f"{text}-{copy}" if text else ""


RENAMED: dict[type[Model], dict[str, Callable[[Any, int], Any]]] = {
    Customer: {
        "name": branch,
        "name_key": lambda name, copy: name_key(branch(name, copy)),
        "short_name": branch,
        "credit_code": another_code,
    },
    Letter: {"message_id": marked},
    Prospect: {
        "name": branch,
        "name_key": lambda name, copy: name_key(branch(name, copy)),
        "credit_code": another_code,
    },
    Receipt: {"bank_reference": marked},
    Shipment: {"tracking_number": marked},
    Waybill: {"number": marked},
    CarrierBill: {"number": lambda number, copy: f"{number}-{copy}"},
    Warehouse: {"code": marked, "is_main": lambda _is_main, _copy: False},
}


class Moves:
    """Moves values into one copy. spans: by how much the keys of each model move; given: the last numbers given."""

    def __init__(self, copy: int, spans: Mapping[type[Model], int], given: Mapping[tuple[str, int], int]) -> None:
        self.copy, self.given = copy, given
        self.steps = {model: copy * span for model, span in spans.items()}
        self.named = {name: step for model, step in self.steps.items() for name in _names(model)}
        self._known: dict[type[Model], dict[str, Move]] = {}

    def row(self, model: type[Model], values: Values) -> Values:
        """A whole row as the database keeps it; what an entry of the journal tells goes with it."""
        if "changes" in values:
            told = apps.get_model(values["subject_type"])
            values["subject_label"] = self._label(told, values["subject_label"], values["subject_id"])
            values["changes"] = json.dumps(self.changes(told, json.loads(values["changes"])))
        return self.values(model, values)

    def values(self, model: type[Model], values: Values) -> Values:
        """Fields by name: keys, numbers and public ids become those of the copy, the others stay."""
        for name, kind in PAIRS.items():
            if values.get(name) is not None and kind in values:
                values[name] += self.named.get(values[kind], 0)
        moves = self._of(model)
        for name in moves.keys() & values.keys():
            if values[name] is not None:
                values[name] = moves[name](values[name])
        return values

    def changes(self, model: type[Model], changes: dict[str, Any]) -> dict[str, Any]:
        """Before and after of each field, and of the lines."""
        sides = [self.values(model, {name: pair[side] for name, pair in changes.items()}) for side in (0, 1)]
        if "lines" in changes:
            line = _line_model(model)
            for side in sides:
                side["lines"] = [self.values(line, told) for told in side["lines"]]
        return {name: [side[name] for side in sides] for name in changes}

    def _label(self, model: type[Model], label: str, key: int) -> str:
        """The name a record had: of a draft its key, of a customer the short name."""
        if label.endswith(f" {key}"):
            return f"{label.removesuffix(str(key))}{key + self.steps[model]}"
        return branch(label, self.copy) if model is Customer else label

    def _of(self, model: type[Model]) -> dict[str, Move]:
        if model not in self._known:
            moves = {field.attname: self._move(model, field) for field in model._meta.concrete_fields}
            self._known[model] = {name: move for name, move in moves.items() if move}
        return self._known[model]

    def _move(self, model: type[Model], field: Any) -> Move | None:
        """How a field moves. None: it stays."""
        if field.name in RENAMED.get(model, {}):
            return partial(_renamed, RENAMED[model][field.name], self.copy)
        referred = model if field.primary_key or field.name in OWN_KEYS else field.related_model
        if referred in self.steps:
            return self.steps[referred].__add__
        if isinstance(field, UUIDField):
            return _new_uuid if field.unique else self._same_uuid
        is_text = isinstance(field, CharField | TextField) and not field.choices
        return partial(NUMBER.sub, self._number) if is_text else None

    def _number(self, found: re.Match[str]) -> str:
        kind, year, number = found.groups()
        last = self.given.get((kind, int(year or 0)))
        if last is None:
            return found[0]
        return f"{kind}{f'-{year}-' if year else ''}{int(number) + self.copy * last:06d}"

    def _same_uuid(self, kept: Any) -> Any:
        """Another id, the same one for all rows that share one."""
        return _as_kept(UUID(int=UUID(str(kept)).int ^ self.copy))


def _names(model: type[Model]) -> tuple[str, str]:
    """What a model is called where its name is kept as text."""
    return model._meta.label_lower, str(model._meta.model_name)


def _line_model(model: type[Model]) -> type[Model]:
    return next(r.related_model for r in model._meta.related_objects if issubclass(r.related_model, Line))


def _renamed(rename: Callable[[Any, int], Any], copy: int, value: Any) -> Any:
    return rename(value, copy)


def _new_uuid(_kept: Any) -> Any:
    return _as_kept(uuid7())


def _as_kept(value: UUID) -> Any:
    return value if connection.features.has_native_uuid_field else value.hex
