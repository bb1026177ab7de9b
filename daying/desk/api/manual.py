"""The OpenAPI description arranged for a page: no script, nothing from elsewhere."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from daying.desk.api.figures import TAG
from daying.desk.resource import by_slug

DEPTH = 3  # how far an example goes into what it is made of
EXAMPLES = {"uuid": "0192f3a0-7c1e-7b2a-9d41-5d0c1a2b3c4d", "date": "2026-03-05", "date-time": "2026-03-05T09:30:00Z"}


@dataclass(frozen=True)
class Parameter:
    """Something in the address or a header."""

    name: str
    where: str
    kind: str
    is_required: bool
    description: str


@dataclass(frozen=True)
class Endpoint:
    """One call."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: Sequence[Parameter]
    body: str
    answer: str
    codes: Sequence[str]


class Manual:
    """What the page shows: the lists, and the calls of the one that is open."""

    def __init__(self, schema: dict[str, Any], wanted: str) -> None:
        self.schema, self.wanted = schema, wanted

    @cached_property
    def lists(self) -> Sequence[tuple[str, Any]]:
        """The word of each list in the address, and its title."""
        slugs = dict.fromkeys(tag for _path, _method, call in self._calls() for tag in call.get("tags", ()))
        return [(slug, _("Figures") if slug == TAG else by_slug(slug).title) for slug in slugs]

    @property
    def open(self) -> str:
        """The one whose calls are shown."""
        slugs = [slug for slug, _title in self.lists]
        return self.wanted if self.wanted in slugs else next(iter(slugs), "")

    @property
    def endpoints(self) -> Iterator[Endpoint]:
        """Its calls."""
        return (self._endpoint(*call) for call in self._calls() if self.open in call[2].get("tags", ()))

    def _calls(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        for path, calls in self.schema["paths"].items():
            for method, call in calls.items():
                yield path, method, call

    def _endpoint(self, path: str, method: str, call: dict[str, Any]) -> Endpoint:
        answers = {str(code): told for code, told in call["responses"].items()}
        good: dict[str, Any] = next((told for code, told in answers.items() if code.startswith("2")), {})
        return Endpoint(
            id=call["operationId"],
            method=method.upper(),
            path=path,
            summary=call.get("summary", ""),
            description=call.get("description", ""),
            parameters=[self._parameter(told) for told in call.get("parameters", ())],
            body=self._example(call.get("requestBody", {})),
            answer=self._example(good),
            codes=sorted(answers),
        )

    def _parameter(self, told: dict[str, Any]) -> Parameter:
        shape = told.get("schema", {})
        description = told.get("description") or shape.get("description") or ""
        return Parameter(told["name"], told["in"], _kind(shape), bool(told.get("required")), description)

    def _example(self, told: dict[str, Any]) -> str:
        shape = told.get("content", {}).get("application/json", {}).get("schema")
        return json.dumps(self._value(shape, DEPTH), indent=2, ensure_ascii=False) if shape else ""

    def _value(self, shape: dict[str, Any], depth: int) -> Any:
        """Something that fits."""
        if "$ref" in shape:
            shape = self.schema["components"]["schemas"][shape["$ref"].rpartition("/")[2]]
        if "anyOf" in shape:
            shape = next(one for one in shape["anyOf"] if one.get("type") != "null")
            return self._value(shape, depth)
        if shape.get("type") == "array":
            return [self._value(shape["items"], depth - 1)] if depth > 0 else []
        if shape.get("type") == "object":
            return {name: self._value(one, depth - 1) for name, one in shape.get("properties", {}).items() if depth > 0}
        return _plain(shape)


def _plain(shape: dict[str, Any]) -> Any:
    for source in ("examples", "enum"):
        if shape.get(source):
            return shape[source][0]
    if "const" in shape:
        return shape["const"]
    kind = shape.get("type")
    if kind == "boolean":
        return True
    if kind == "integer":
        return max(1, shape.get("minimum", 1))
    return EXAMPLES.get(shape.get("format", ""), "…")


def _kind(shape: dict[str, Any]) -> str:
    """The type in a word or two."""
    if "anyOf" in shape:
        return ", ".join(dict.fromkeys(_kind(one) for one in shape["anyOf"] if one.get("type") != "null"))
    if shape.get("enum") or "const" in shape:
        return " | ".join(map(str, shape.get("enum") or [shape["const"]]))
    if shape.get("type") == "array":
        return f"{_kind(shape['items'])} …"
    return str(shape.get("format") or shape.get("type") or "")
