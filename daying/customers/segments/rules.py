"""The rules of segments: judged, turned into a condition on customers, and told in words.

A rule is a group {"match": "all" | "any", "items": […]} of groups and conditions; a condition is {"by", "op", "value"}.
Values are plain: texts, whole numbers, amounts as texts, records by their public ids.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from daying.core.errors import Refused
from daying.customers.behaviour import Criterion
from daying.customers.segments.criteria import OPERATORS, criteria

ALL, ANY = "all", "any"
DEEPEST, MOST, MOST_VALUES, MOST_POINTS = 4, 50, 100, 100
LONGEST, MOST_DAYS, LARGEST = 100, 36500, Decimal(10) ** 12
WITHOUT_VALUE = {"empty", "yes", "no"}
Rule = Mapping[str, Any]


def checked(rule: Rule) -> dict[str, Any]:
    """The rule with every value judged and nothing in it that does not belong there. Raises Refused."""
    good = _checked_group(rule, 1)
    if len(list(conditions(good))) > MOST:
        raise Refused(_("A segment has at most %(count)d conditions.") % {"count": MOST})
    return good


def checked_scoring(scoring: Sequence[Rule]) -> list[dict[str, Any]]:
    """The conditions that bring points, judged. Raises Refused."""
    if len(scoring) > MOST:
        raise Refused(_("A segment has at most %(count)d conditions.") % {"count": MOST})
    return [{**checked_condition(one), "points": _points(one.get("points"))} for one in scoring]


def checked_condition(condition: Rule) -> dict[str, Any]:
    """One condition with its value judged. Raises Refused with a sentence that names it."""
    criterion = criteria().get(str(condition.get("by", "")))
    if criterion is None:
        raise Refused(_("Choose by what the customers are to be found."))
    operator = str(condition.get("op", ""))
    if operator not in OPERATORS[criterion.kind]:
        raise Refused(_("%(criterion)s: choose how it is compared.") % {"criterion": criterion.label})
    told = {"by": criterion.key, "op": operator}
    return told if operator in WITHOUT_VALUE else {**told, "value": _checked_value(criterion, condition.get("value"))}


def conditions(rule: Rule) -> Iterable[Rule]:
    """All conditions of a rule, however deep."""
    for item in rule["items"]:
        if "match" in item:
            yield from conditions(item)
        else:
            yield item


def q_of(rule: Rule, today: date) -> Q:
    """The condition on customers that a judged rule means. A query for each condition about records."""
    found = [q_of(item, today) if "match" in item else q_of_condition(item, today) for item in rule["items"]]
    joined = Q()
    for one in found:
        joined = joined | one if rule["match"] == ANY else joined & one
    return joined


def q_of_condition(condition: Rule, today: date) -> Q:
    """The condition on customers that one of a rule means. One that nobody knows any more finds nobody."""
    criterion = criteria().get(condition["by"])
    if criterion is None:
        return Q(pk__in=[])
    return criterion.q(condition["op"], _compared(criterion, condition.get("value")), today)


def told(rule: Rule) -> str:
    """The rule in words."""
    parts = [f"({told(item)})" if "match" in item else told_condition(item) for item in rule["items"]]
    if not parts:
        return _("all customers")
    return (pgettext("a rule in words", " or ") if rule["match"] == ANY else pgettext("a rule in words", " and ")).join(
        parts
    )


def told_condition(condition: Rule) -> str:
    """One condition in words. A query for one about records."""
    criterion = criteria().get(condition["by"])
    if criterion is None:
        return _("a condition that is not known any more")
    operator = str(OPERATORS[criterion.kind][condition["op"]])
    value = _told_value(criterion, condition.get("value"))
    if criterion.kind == "days":
        return f"{criterion.label} {operator.replace('…', value)}"
    return " ".join(part for part in (str(criterion.label), operator, value) if part)


def _checked_group(rule: Rule, depth: int) -> dict[str, Any]:
    if depth > DEEPEST:
        raise Refused(_("Groups stand in groups at most %(count)d deep.") % {"count": DEEPEST})
    items = rule.get("items", [])
    good = [_checked_group(item, depth + 1) if "match" in item else checked_condition(item) for item in items]
    # An empty group inside others would mean everybody; nobody who leaves one means that.
    good = [item for item in good if item.get("items") != []]
    return {"match": ANY if rule.get("match") == ANY else ALL, "items": good}


def _checked_value(criterion: Criterion, value: Any) -> Any:
    judge = {"choice": _choices, "record": _keys, "text": _text, "money": _amount}.get(criterion.kind, _count)
    good = judge(criterion, value)
    if good in ("", [], None):
        raise Refused(_("%(criterion)s: say with what it is compared.") % {"criterion": criterion.label})
    return good


def _choices(criterion: Criterion, value: Any) -> list[str]:
    known = {str(key) for key, _label in criterion.choices}
    return [one for one in _list(value) if one in known]


def _keys(criterion: Criterion, value: Any) -> list[str]:
    keys = []
    for one in _list(value):
        try:
            keys.append(str(UUID(one)))
        except ValueError:
            continue
    return keys


def _list(value: Any) -> list[str]:
    given = [value] if isinstance(value, str) else list(value or [])
    return list(dict.fromkeys(str(one) for one in given))[:MOST_VALUES]


def _text(criterion: Criterion, value: Any) -> str:
    return str(_only(value)).replace("\0", "").strip()[:LONGEST]


def _amount(criterion: Criterion, value: Any) -> str:
    try:
        amount = Decimal(str(_only(value)).replace(",", "").strip() or "x")
        if not amount.is_finite() or not 0 <= amount <= LARGEST:
            raise InvalidOperation
        return f"{amount.quantize(Decimal('0.01')):f}"
    except InvalidOperation:
        raise Refused(_("%(criterion)s: give an amount.") % {"criterion": criterion.label}) from None


def _count(criterion: Criterion, value: Any) -> int:
    text = str(_only(value)).strip()
    if not text.isascii() or not text.isdigit() or len(text) > 9 or not 1 <= int(text) <= MOST_DAYS:
        told = {"criterion": criterion.label, "most": MOST_DAYS}
        raise Refused(_("%(criterion)s: give a whole number from 1 to %(most)d.") % told)
    return int(text)


def _points(value: Any) -> int:
    text = str(value if value is not None else "").strip()
    if not text.isascii() or not text.isdigit() or len(text) > 4 or not 1 <= int(text) <= MOST_POINTS:
        raise Refused(_("Points are a whole number from 1 to %(most)d.") % {"most": MOST_POINTS})
    return int(text)


def _only(value: Any) -> Any:
    return (value[0] if value else "") if isinstance(value, list) else "" if value is None else value


def _compared(criterion: Criterion, value: Any) -> Any:
    if criterion.kind == "record" and criterion.model:
        found = criterion.model._default_manager.filter(public_id__in=value)
        return list(found.values_list("pk", flat=True))
    return Decimal(value) if criterion.kind == "money" and value is not None else value


def _told_value(criterion: Criterion, value: Any) -> str:
    if criterion.kind == "record" and criterion.model:
        found = criterion.model._default_manager.filter(public_id__in=value or [])
        return pgettext("a list in words", ", ").join(str(one) for one in found) or "—"
    if criterion.kind == "choice":
        names = {str(key): str(label) for key, label in criterion.choices}
        return pgettext("a list in words", ", ").join(names.get(one, one) for one in value or [])
    return "" if value is None else f"“{value}”" if criterion.kind == "text" else str(value)
