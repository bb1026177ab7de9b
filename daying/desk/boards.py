"""A list as a board: a column for each value of a field, cards moved by mouse or keyboard, and only by transitions."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Sum
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from daying.core.errors import Refused
from daying.core.workflow import Verb, offers, transitions_of
from daying.desk import cells, gate
from daying.desk.lists import Listing, around
from daying.desk.resource import Resource
from daying.desk.sight import seen
from daying.desk.steps import run

CARDS = 30
ON_A_CARD = 4
PLAIN = {"record", "money"}  # what needs no word before it


@dataclass(frozen=True)
class Card:
    """A record on the board. cells: a word where one is needed, the class, what is shown."""

    key: str
    url: str
    label: str
    cells: list[tuple[str, str, str]]


@dataclass
class Lane:
    """A column of the board. amounts: the sum of its records in each currency."""

    value: str
    label: Any
    tone: str
    more: str
    count: int = 0
    amounts: list[str] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)


@gate.page("view")
def show(request: Any, resource: Resource) -> HttpResponse:
    """The board; htmx gets its columns alone. One query for each column, and one for counts and amounts."""
    if not resource.board:
        raise Http404
    listing = Listing(resource, request.user, request.GET, timezone.localdate())
    context = {"listing": listing, "resource": resource, "lanes": lanes(listing), "ways": _ways(resource, request.user)}
    context |= {**around(request, resource), "filter_url": resource.url("board"), "filter_target": "#board"}
    context |= {
        "list_url": resource.url(),
        "move_url": resource.url("move"),
        "moves_url": f"{resource.url('board')}moves/",
    }
    return render(request, "desk/_board.html" if gate.is_part(request, "board") else "desk/board.html", context)


@gate.page("view")
def moves(request: Any, resource: Resource, public_id: Any) -> HttpResponse:
    """What can be done with a card: the menu that the keyboard uses too."""
    record = seen(resource, request.user, public_id)
    offered = [(offer, resource.url("do", record, action=offer.verb.key)) for offer in offers(record, request.user)]
    return render(request, "desk/_moves.html", {"record": record, "offered": offered, "resource": resource})


@gate.page("view")
def move(request: Any, resource: Resource) -> HttpResponse:
    """Take a card to another column. Answers {"ask": url} where the step needs to know more first."""
    record = seen(resource, request.user, request.POST.get("id", ""))
    try:
        verb = _verb(resource, record, request.POST)
        if verb.inputs:
            return JsonResponse({"ask": resource.url("do", record, action=verb.key)})
        run(verb, record, request.user)
    except Refused as refusal:
        return JsonResponse({"said": str(refusal)}, status=409)
    except PermissionDenied as denial:
        return JsonResponse({"said": str(denial)}, status=403)
    return JsonResponse({"said": ""})


def lanes(listing: Listing) -> list[Lane]:
    """The columns with their first cards."""
    resource, name = listing.resource, listing.resource.board
    choices = dict(resource.model._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
    found = [_lane(listing, str(value), label) for value, label in choices.items()]
    figures = {lane.value: lane for lane in found}
    for row in _sums(listing, name):
        lane = figures.get(str(row[name]))
        if lane:
            lane.count += row["count"]
            amount = row.get("amount")
            lane.amounts += [cells.with_currency(cells.money(amount), row.get("currency"))] if amount else []
    columns = [column for column in listing.columns[1:] if column.name != name][:ON_A_CARD]
    for lane in found:
        lane.cards = [_card(record, resource, columns) for record in _first(listing, lane)] if lane.count else []
    return found


def _lane(listing: Listing, value: str, label: Any) -> Lane:
    more = f"{listing.resource.url()}?{listing.query(**{listing.resource.board: value})}"
    return Lane(value, label, cells.tone(value), more)


def _sums(listing: Listing, name: str) -> Iterable[dict[str, Any]]:
    amount = next((column.name for column in listing.columns if column.total), "")
    by = [name, "currency"] if amount and cells.has_currency(listing.resource.model) else [name]
    told = {"count": Count("pk"), **({"amount": Sum(amount)} if amount else {})}
    return listing.queryset.values(*by).annotate(**told).order_by(*by)


def _first(listing: Listing, lane: Lane) -> Iterable[Any]:
    return listing.records.filter(**{listing.resource.board: lane.value})[:CARDS]


def _card(record: Any, resource: Resource, columns: list[cells.Column]) -> Card:
    told = [("" if column.kind in PLAIN else column.label, column.css, column.html(record)) for column in columns]
    return Card(str(record.public_id), resource.url("detail", record), str(record), [cell for cell in told if cell[2]])


def _ways(resource: Resource, user: Any) -> dict[str, list[str]]:
    """From each column, those that a step of this person's leads to."""
    ways: dict[str, list[str]] = {}
    for verb in transitions_of(resource.model):
        if verb.target and verb.right and user.has_perm(verb.right):
            for source in verb.source:
                ways.setdefault(str(source), []).append(str(verb.target))
    return ways


def _verb(resource: Resource, record: Any, params: Any) -> Verb:
    """The step that was chosen, or the one that leads to the column it was put in."""
    key, to = params.get("verb", ""), params.get("to", "")
    for verb in transitions_of(resource.model):
        if (key and verb.key == key) or (not key and record.state in verb.source and str(verb.target) == to):
            return verb
    raise Refused(_("No step leads from “%(state)s” to there.") % {"state": record.get_state_display()})
