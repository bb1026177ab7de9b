"""Market notes and research projects."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.numbering import next_number
from daying.core.workflow import action, has_part, transition
from daying.customers.models import Currency, Customer, Zone
from daying.market.actions.owning import owned, person
from daying.market.models import (
    Competitor,
    Credibility,
    MarketNote,
    NoteKind,
    Research,
    ResearchState,
    SourceKind,
)
from daying.people.models import Employee
from daying.products.models import Product


@action(right="market.add_marketnote", serves="M2.1", label=gettext_lazy("New market note"))
def note(
    *,
    by: Actor,
    kind: str,
    title: str,
    heard_on: date,
    text: str = "",
    source: str = SourceKind.OWN,
    source_detail: str = "",
    credibility: str = Credibility.LIKELY,
    competitor: Competitor | None = None,
    product: Product | None = None,
    zone: Zone | None = None,
    customer: Customer | None = None,
    price: Decimal | None = None,
    currency: str = Currency.CNY,
) -> MarketNote:
    """Write down what was learnt. Follow-ups and shows call it too."""
    _must_name_price(kind, price)
    written = MarketNote(
        kind=kind,
        title=title,
        heard_on=heard_on,
        text=text,
        source=source,
        source_detail=source_detail,
        credibility=credibility,
        competitor=competitor,
        product=product,
        zone=zone,
        customer=customer,
        price=price,
        currency=currency,
        **owned(person(by)),
    )
    return changes.create(written, by=by)


@action(right="market.change_marketnote", serves="M2.1")
def amend_note(
    note: MarketNote,
    *,
    by: Actor,
    version: int | None = None,
    kind: str,
    title: str,
    heard_on: date,
    text: str = "",
    source: str = SourceKind.OWN,
    source_detail: str = "",
    credibility: str = Credibility.LIKELY,
    competitor: Competitor | None = None,
    product: Product | None = None,
    zone: Zone | None = None,
    customer: Customer | None = None,
    price: Decimal | None = None,
    currency: str = Currency.CNY,
) -> MarketNote:
    """Put a note right. Only who wrote it may; others write one of their own."""
    if isinstance(by, Employee) and note.owner_id not in by.reach.owners:
        raise PermissionDenied(_("Only who wrote a note changes it."))
    _must_name_price(kind, price)
    values: dict[str, Any] = {
        "kind": kind,
        "title": title,
        "heard_on": heard_on,
        "text": text,
        "source": source,
        "source_detail": source_detail,
        "credibility": credibility,
        "competitor": competitor,
        "product": product,
        "zone": zone,
        "customer": customer,
        "price": price,
        "currency": currency,
    }
    return changes.update(note, values, by=by, version=version)


@action(right="market.add_research", serves="M2.1", label=gettext_lazy("New research project"))
def plan_research(
    *,
    by: Actor,
    title: str,
    question: str,
    method: str,
    due_on: date | None = None,
    owner: Employee | None = None,
) -> Research:
    """Plan to find something out."""
    project = Research(title=title, question=question, method=method, due_on=due_on, **owned(owner or person(by)))
    return changes.create(project, by=by)


@transition(
    Research,
    label=gettext_lazy("Start"),
    source=ResearchState.PLANNED,
    target=ResearchState.UNDER_WAY,
    right="market.propose_research",
    serves="M2.1",
)
def start_research(project: Research, *, by: Actor, on: date) -> None:
    """Begin to ask. The project gets its number here."""
    project.number = project.number or next_number("MR", on)


@transition(
    Research,
    label=gettext_lazy("Report the findings"),
    source=ResearchState.UNDER_WAY,
    target=ResearchState.REPORTED,
    right="market.propose_research",
    serves="M2.1",
    inputs={"findings": gettext_lazy("Findings")},
)
def report_research(project: Research, *, by: Actor, on: date, findings: str) -> None:
    """What was found out. The report itself is put among the files."""
    project.findings, project.reported_on = findings, on


def of_another(project: Research, by: Actor) -> bool:
    """Nobody accepts research of their own."""
    return not has_part(project, by, "owner")


@transition(
    Research,
    label=gettext_lazy("Accept"),
    source=ResearchState.REPORTED,
    target=ResearchState.ACCEPTED,
    right="market.accept_research",
    when=of_another,
    serves=["M2.1", "M0.4"],
)
def accept_research(project: Research, *, by: Actor) -> None:
    """It answers the question."""


@transition(
    Research,
    label=gettext_lazy("Drop"),
    source=(ResearchState.PLANNED, ResearchState.UNDER_WAY),
    target=ResearchState.DROPPED,
    right="market.propose_research",
    serves="M2.1",
    inputs={"reason": gettext_lazy("Reason")},
)
def drop_research(project: Research, *, by: Actor, reason: str) -> None:
    """The question is no longer asked."""


def _must_name_price(kind: str, price: Decimal | None) -> None:
    if kind == NoteKind.PRICE and price is None:
        raise Refused(_("A note about a price says which price."), field="price")
