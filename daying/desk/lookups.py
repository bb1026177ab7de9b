"""Finding the record that a field means: as one types, by what a sheet says, by its public id."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from django.http import HttpRequest, JsonResponse, QueryDict
from django.utils.translation import gettext as _

from daying.desk import gate
from daying.desk.filters import is_uuid
from daying.desk.resource import Resource, resource_for
from daying.desk.searching import found
from daying.desk.widgets import figure

OFFERED = 20
MOST_TEXTS = 2000
LONGEST = 200
CODES, NAMES = ("code", "number", "username"), ("name", "english_name", "short_name")


@gate.page("view")
def lookup(request: HttpRequest, resource: Resource) -> JsonResponse:
    """What fits the words (q); one that was chosen (pick) or many (POST texts), with what they bring along."""
    if request.method == "POST":
        return JsonResponse({"results": _resolved(resource, request.user, request.POST)})
    if pick := request.GET.get("pick", ""):
        chosen = by_keys(resource, request.user, [pick])
        return JsonResponse({"results": answers(resource, request.user, list(chosen.values()), request.GET)})
    words = request.GET.get("q", "")[:LONGEST].replace("\x00", "").strip()
    called = list(also_called(resource, request.user, [words], request.GET).values())
    others = matching(resource, _narrowed(resource, request.user, request.GET), words)
    records = called + [record for record in others if record not in called]
    return JsonResponse({"results": [named(record) for record in records]})


def matching(resource: Resource, rows: models.QuerySet[Any], words: str) -> list[Any]:
    """The first rows that fit: the very code, codes that begin so, then as a search finds them. Three queries."""
    if not words:
        return list(rows.order_by(*resource.ordering)[:OFFERED])
    found_so_far: list[Any] = []
    for fitting, order in (
        (rows.filter(_any_of(resource.model, CODES, "in", [words])), resource.ordering),
        (rows.filter(_any_of(resource.model, CODES, "istartswith", words)), _of_model(resource.model, CODES)),
        (found(rows, resource, words), resource.ordering),
    ):
        others = fitting.exclude(pk__in=[record.pk for record in found_so_far]).order_by(*order)
        found_so_far += others[: OFFERED - len(found_so_far)]
    return found_so_far


def by_keys(resource: Resource, user: Any, keys: Iterable[str], *, also: Iterable[int] = ()) -> dict[str, Any]:
    """Records by public id, of those this person may choose; also: those that stand there already. One query."""
    wanted = {key for key in keys if is_uuid(key)}
    if not wanted:
        return {}
    may = Q(pk__in=resource.offered(user).order_by().values("pk")) | Q(pk__in=list(also))
    rows: models.QuerySet[Any] = resource.model._default_manager.filter(may, public_id__in=wanted)
    return {str(record.public_id): record for record in rows}


def also_called(resource: Resource, user: Any, texts: Sequence[str], around: Mapping[str, str]) -> dict[str, Any]:
    """The records that whoever the form names calls so: a customer's part numbers. Two queries where it names one."""
    key = around.get(resource.called_by, "")
    if resource.also_called is None or not is_uuid(key) or not any(texts):
        return {}
    return dict(resource.also_called(user, {key: texts})[key])


def by_texts(
    resource: Resource, user: Any, texts: Iterable[str], around: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """For each text the record of this code or name, or the sentence that says why there is none. Two queries.

    around: the other fields of the form; with the names that the one it is about has for records, two more.
    """
    wanted = [text for text in dict.fromkeys(texts) if text.strip()]
    if not wanted:
        return {}
    spelled = {form for text in wanted for form in (text.strip(), text.strip().upper(), text.strip().lower())}
    meant: dict[str, Any] = {}
    for names in (CODES, NAMES):
        known = _of_model(resource.model, names)
        rows = resource.offered(user).filter(_any_of(resource.model, names, "in", spelled)) if known else []
        _match(meant, [text for text in wanted if text not in meant], list(rows), known)
        if names == CODES:
            _meet(meant, also_called(resource, user, wanted, around or {}))
    return {text: meant.get(text, _unknown(resource, text)) for text in wanted}


def answers(resource: Resource, user: Any, records: Sequence[Any], around: QueryDict) -> list[dict[str, Any]]:
    """Each record with the values it brings to the fields beside it."""
    brought = resource.defaults(records, user, {name: str(value) for name, value in around.items()}) if records else []
    return [
        {**named(record), "defaults": {name: _told(value) for name, value in values.items() if value is not None}}
        for record, values in zip(records, brought, strict=True)
    ]


def named(record: Any) -> dict[str, str]:
    """How a record is shown among others: its code beside its name, where the name does not say it."""
    label = str(record)
    code = next((str(value) for name in CODES if (value := getattr(record, name, None))), "")
    return {"id": str(record.public_id), "label": label, "code": "" if code in label else code}


def _resolved(resource: Resource, user: Any, data: QueryDict) -> list[dict[str, Any]]:
    texts = [text[:LONGEST].replace("\x00", "") for text in data.getlist("texts")[:MOST_TEXTS]]
    meant = by_texts(resource, user, texts, {name: str(value) for name, value in data.items()})
    records = list({r.pk: r for r in meant.values() if isinstance(r, models.Model)}.values())
    told = {record.pk: answer for record, answer in zip(records, answers(resource, user, records, data), strict=True)}
    return [_answer(meant.get(text), told) for text in texts]


def _answer(meant: Any, told: Mapping[Any, dict[str, Any]]) -> dict[str, Any]:
    return told[meant.pk] if isinstance(meant, models.Model) else {"error": str(meant or "")}


def _match(meant: dict[str, Any], texts: Iterable[str], rows: Sequence[Any], names: Sequence[str]) -> None:
    """Fill in what the rows say to each text; two rows of one name are told, not guessed."""
    index: dict[str, set[Any]] = {}
    for row in rows:
        for name in names:
            index.setdefault(str(getattr(row, name)).casefold(), set()).add(row)
    for text in texts:
        fitting = index.get(text.strip().casefold(), set())
        if fitting:
            meant[text] = fitting.pop() if len(fitting) == 1 else _("“%(text)s” fits several.") % {"text": text}


def _meet(meant: dict[str, Any], called: Mapping[str, Any]) -> None:
    """A number of theirs that is a code of ours for something else is told, not guessed."""
    for text, record in called.items():
        is_other = text in meant and meant[text] != record
        meant[text] = _("“%(text)s” fits several.") % {"text": text} if is_other else record


def _unknown(resource: Resource, text: str) -> str:
    return _("There is no %(thing)s “%(text)s”. Choose one from the list.") % {"thing": resource.singular, "text": text}


def _any_of(model: type[models.Model], names: Iterable[str], lookup: str, value: Any) -> Q:
    either = Q(pk__in=[])
    for name in _of_model(model, names):
        either |= Q(**{f"{name}__{lookup}": value})
    return either


def _narrowed(resource: Resource, user: Any, around: QueryDict) -> models.QuerySet[Any]:
    """What may be chosen, within what the form says beside it."""
    rows, key = resource.offered(user), around.get(resource.within, "")
    return rows.filter(**{f"{resource.within}__public_id": key}) if resource.within and is_uuid(key) else rows


def _of_model(model: type[models.Model], names: Iterable[str]) -> list[str]:
    own = {field.name for field in model._meta.concrete_fields}
    return [name for name in names if name in own]


def _told(value: Any) -> Any:
    """A value as the page's script puts it into a field."""
    if isinstance(value, models.Model):
        return named(value) if resource_for(type(value)) else str(value.pk)
    if isinstance(value, bool):
        return "yes" if value else ""
    return figure(value) if isinstance(value, Decimal | int) else str(value)
