"""The rule of a segment as a form: what stands in the page, and what came back from it.

Every input is named by its place: `rule.0.1:value` is the value of the second item of the first group. The server does
what is asked (another condition, another group, one less) and draws the form anew, so that no script is needed for it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from daying.core.errors import Refused
from daying.customers.behaviour import Criterion
from daying.customers.segments.criteria import OPERATORS, criteria
from daying.customers.segments.rules import ALL, ANY, DEEPEST, MOST, WITHOUT_VALUE, checked_condition
from daying.desk.resource import resource_for

RULE, SCORE = "rule", "score"
NEW_CONDITION: dict[str, Any] = {"by": "", "op": "", "value": []}
SHORT = 200


@dataclass
class Condition:
    """One condition as it stands in the form. fault: what is missing of it."""

    path: str
    told: dict[str, Any]
    user: Any
    points: Any = None

    @property
    def criterion(self) -> Criterion | None:
        return criteria().get(self.told.get("by", ""))

    @property
    def offered(self) -> list[tuple[str, Any, bool]]:
        """By what customers may be chosen."""
        return [(key, one.label, key == self.told.get("by")) for key, one in criteria().items()]

    @property
    def operators(self) -> list[tuple[str, Any, bool]]:
        known = OPERATORS[self.criterion.kind] if self.criterion else {}
        chosen = self.told.get("op") if self.told.get("op") in known else next(iter(known), "")
        return [(key, label, key == chosen) for key, label in known.items()]

    @property
    def kind(self) -> str:
        """What is asked for: nothing, or a value of this kind."""
        chosen = next((key for key, _label, is_chosen in self.operators if is_chosen), "")
        return "" if self.criterion is None or chosen in WITHOUT_VALUE else self.criterion.kind

    @property
    def values(self) -> list[str]:
        given = self.told.get("value")
        return [str(one) for one in given] if isinstance(given, list) else [] if given is None else [str(given)]

    @property
    def value(self) -> str:
        return next(iter(self.values), "")

    @property
    def lookup_url(self) -> str:
        """Where records are looked for; empty where they all stand in the page."""
        pages = resource_for(self.criterion.model) if self.criterion and self.criterion.model else None
        return pages.url("lookup") if pages and pages.allows(self.user, "view") else ""

    @property
    def choices(self) -> list[tuple[str, Any, bool]]:
        """What may be chosen, or of many records those that are."""
        criterion = self.criterion
        if criterion is None or criterion.model is None:
            return [
                (str(key), label, str(key) in self.values) for key, label in (criterion.choices if criterion else ())
            ]
        records = criterion.model._default_manager.all()
        shown = records.filter(public_id__in=self.values) if self.lookup_url else records[:SHORT]
        named = [(str(one.serializable_value("public_id")), str(one)) for one in shown]
        return [(key, label, key in self.values) for key, label in named]

    @property
    def fault(self) -> str:
        try:
            checked_condition(self.told)
        except Refused as refusal:
            return str(refusal)
        return ""


@dataclass
class Group:
    """A group as it stands in the form."""

    path: str
    match: str
    depth: int
    items: list["Condition | Group"] = field(default_factory=list)

    is_group = True

    @property
    def may_nest(self) -> bool:
        return self.depth < DEEPEST


def group(told: dict[str, Any], user: Any, path: str = RULE, depth: int = 1) -> Group:
    """A rule for the page."""
    made = Group(path, told["match"], depth)
    for place, item in enumerate(told["items"]):
        where = f"{path}.{place}"
        made.items.append(group(item, user, where, depth + 1) if "match" in item else Condition(where, item, user))
    return made


def scores(told: list[dict[str, Any]], user: Any) -> list[Condition]:
    """The conditions that bring points, for the page."""
    return [Condition(f"{SCORE}.{place}", one, user, one.get("points", "")) for place, one in enumerate(told)]


def read_rule(data: QueryDict) -> dict[str, Any]:
    """The rule as it was sent, after what was asked for is done."""
    return _done(_group(data, RULE, 1), data.get("do", ""))


def read_scoring(data: QueryDict) -> list[dict[str, Any]]:
    """The conditions that bring points as they were sent, after what was asked for is done."""
    asked = data.get("do", "")
    found = [(path, _condition(data, path)) for path in _below(data, SCORE)]
    kept = [{**told, "points": data.get(f"{path}:points", "")} for path, told in found if asked != f"drop:{path}"]
    return [*kept, {**NEW_CONDITION, "points": 10}] if asked == f"add:{SCORE}" else kept


def sound(rule: dict[str, Any]) -> dict[str, Any]:
    """What of a rule is complete, for counting while somebody builds it."""
    kept = []
    for item in rule["items"]:
        if "match" in item:
            inner = sound(item)
            kept += [inner] if inner["items"] else []
        else:
            kept += sound_conditions([item])
    return {"match": rule["match"], "items": kept}


def sound_conditions(told: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that are complete."""
    kept = []
    for one in told:
        try:
            kept.append(checked_condition(one))
        except Refused:
            continue
    return kept


def _group(data: QueryDict, path: str, depth: int) -> dict[str, Any]:
    items = []
    for below in _below(data, path):
        is_group = f"{below}:match" in data
        if is_group and depth < DEEPEST:
            items.append({**_group(data, below, depth + 1), "path": below})
        elif not is_group:
            items.append({**_condition(data, below), "path": below})
    return {"match": ANY if data.get(f"{path}:match") == ANY else ALL, "items": items, "path": path}


def _condition(data: QueryDict, path: str) -> dict[str, Any]:
    """One condition; what belongs to another criterion than the one chosen now is left behind."""
    by = data.get(f"{path}:by", "")
    if by != data.get(f"{path}:was", by):
        return {**NEW_CONDITION, "by": by, "op": _first_operator(by)}
    return {"by": by, "op": data.get(f"{path}:op", "") or _first_operator(by), "value": data.getlist(f"{path}:value")}


def _first_operator(by: str) -> str:
    criterion = criteria().get(by)
    return next(iter(OPERATORS[criterion.kind])) if criterion else ""


def _below(data: QueryDict, path: str) -> list[str]:
    """The places right below one, in their order."""
    pattern = re.compile(re.escape(path) + r"\.(\d{1,4})[.:]")
    places = {int(match[1]) for name in data if (match := pattern.match(name))}
    return [f"{path}.{place}" for place in sorted(places)[:MOST]]


def _done(told: dict[str, Any], asked: str) -> dict[str, Any]:
    """What was asked for done to the rule; the paths by which it was found are taken off again."""
    verb, _colon, path = asked.partition(":")
    items = []
    for item in told["items"]:
        if verb == "drop" and item["path"] == path:
            continue
        items.append(_done(item, asked) if "match" in item else {k: v for k, v in item.items() if k != "path"})
    if told["path"] == path and verb == "add":
        items.append(dict(NEW_CONDITION))
    if told["path"] == path and verb == "group":
        items.append({"match": ANY if told["match"] == ALL else ALL, "items": [dict(NEW_CONDITION)]})
    return {"match": told["match"], "items": items}
