"""What may stand once only: told before the database has to refuse it, for many rows at once."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from daying.desk.imports.columns import Target
from daying.desk.imports.mapping import Map

if TYPE_CHECKING:
    from daying.desk.imports.cleaning import Judged

AT_ONCE = 500
Key = tuple[Any, ...]


class Uniqueness:
    """Knows the unique columns that a sheet fills, what of them is taken, and what earlier rows have taken."""

    def __init__(self, target: Target, mapping: Map, by: Any) -> None:
        self.resource = target.resource
        self.model = self.resource.model if self.resource else None
        self.columns = {column.attribute: column for name, column in target.columns.items() if name in mapping.filled()}
        self.key = target.columns[mapping.key].attribute if mapping.key else ""
        self.by = by
        self.rules = list(_rules(self.model, set(self.columns))) if self.model else []
        self.seen: dict[Key, dict[Key, int]] = {rule: {} for rule in self.rules}

    def judge(self, judged: "Sequence[Judged]", fault: Callable[..., Any]) -> None:
        """Find the records that are to be changed, and fault every row that repeats what may stand once."""
        if self.key:
            self._find_existing(judged)
        for rule in self.rules:
            self._judge_rule(rule, judged, fault)

    def _find_existing(self, judged: "Sequence[Judged]") -> None:
        """Among the records that this person may see; others are told as taken, like any row of somebody else."""
        assert self.resource
        wanted = {each.values[self.key] for each in judged if each.values.get(self.key)}
        found = {}
        for some in _parts(sorted(wanted, key=str)):
            for record in self.resource.scope(self.by).filter(**{f"{self.key}__in": some}):
                found[getattr(record, self.key)] = record
        for each in judged:
            each.existing = found.get(each.values.get(self.key))

    def _judge_rule(self, rule: Key, judged: "Sequence[Judged]", fault: Callable[..., Any]) -> None:
        asked = {id(each): _key(rule, each.values) for each in judged}
        taken = self._taken(rule, {key for key in asked.values() if key})
        for each in judged:
            key = asked[id(each)]
            if not key:
                continue
            sentence = self._objection(rule, key, taken.get(key), each)
            self.seen[rule].setdefault(key, each.document.head.number)
            if sentence:
                each.faults.append(fault(self.columns[rule[-1]], each.document.head, sentence))

    def _objection(self, rule: Key, key: Key, holder: Any, each: "Judged") -> str:
        earlier = self.seen[rule].get(key)
        told = {"names": ", ".join(str(self.columns[name].label) for name in rule), "row": earlier}
        if earlier is not None:
            return _("Row %(row)d has the same: %(names)s.") % told
        if holder is not None and (each.existing is None or each.existing.pk != holder):
            return _("There is one with this already: %(names)s.") % told
        return ""

    def _taken(self, rule: Key, keys: set[Key]) -> dict[Key, Any]:
        """The keys that stand in the table, each with the row that has it. Whoever may see that row."""
        assert self.model
        taken: dict[Key, Any] = {}
        for some in _parts(sorted(keys, key=str)):
            rows = self.model._default_manager.filter(_any_of(rule, some)).values_list("pk", *rule)
            taken |= {tuple(values): pk for pk, *values in rows}
        return taken


def _rules(model: type[models.Model], filled: set[str]) -> Iterator[Key]:
    """The sets of fields that are unique together and all come from the sheet."""
    for field in model._meta.concrete_fields:
        if field.unique and not field.primary_key and field.name in filled:
            yield (field.name,)
    for constraint in model._meta.constraints:
        if not isinstance(constraint, models.UniqueConstraint) or constraint.condition is not None:
            continue
        if constraint.fields and set(constraint.fields) <= filled:
            yield tuple(constraint.fields)


def _key(rule: Key, values: dict[str, Any]) -> Key | None:
    """The values that must not repeat; None where one is missing, which the database does not compare."""
    key = tuple(values.get(name) for name in rule)
    return None if any(value in (None, "") for value in key) else tuple(getattr(value, "pk", value) for value in key)


def _any_of(rule: Key, keys: Sequence[Key]) -> Q:
    if len(rule) == 1:
        return Q(**{f"{rule[0]}__in": [key[0] for key in keys]})
    wanted = Q()
    for key in keys:
        wanted |= Q(**dict(zip(rule, key, strict=True)))
    return wanted


def _parts(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]
