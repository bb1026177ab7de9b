"""Safety stock: proposed from demand and lead time, agreed by the warehouse, in force from a day on."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes, journal
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.numbering import next_number
from daying.core.workdays import add_workdays
from daying.core.workflow import action, lock, transition
from daying.people import departments
from daying.people.models import Department
from daying.products.models import Category, Product
from daying.stock import queries
from daying.stock.actions.entries import is_in_whole_parts
from daying.stock.models import ProposalState, SafetyStock, SafetyStockLine, SafetyStockProposal, StockPolicy
from daying.stock.queries import demand
from daying.work import actions as work
from daying.work.actions import Asked
from daying.work.queries import open_on

NUMBERS = "SS"
Typed = Mapping[str, Any]
THOUSANDTH = Decimal("0.001")


@action(right="stock.add_safetystockproposal", serves="M8.3", label=gettext_lazy("New safety stock proposal"))
def draft_proposal(
    *,
    by: Actor,
    effective_on: date,
    service_level: Decimal | None = None,
    weeks: int | None = None,
    category: Category | None = None,
    reason: str = "",
    lines: Sequence[Typed] = (),
) -> SafetyStockProposal:
    """Work out what each product kept in stock needs. service_level, weeks: of the policy where None.

    lines: product and, where somebody knows better, quantity and note of each; without any, all products of the
    category. Seven statements however many.
    """
    policy = StockPolicy.now()
    proposal = SafetyStockProposal(
        effective_on=effective_on,
        service_level=policy.service_level if service_level is None else service_level,
        weeks=policy.weeks if weeks is None else weeks,
        category=category,
        reason=reason,
        review_workdays=policy.review_workdays,
        drafted_on=_today(),
    )
    return changes.create(proposal, by=by, lines=_figured(proposal, lines))


@action(right="stock.change_safetystockproposal", serves="M8.3")
def amend_proposal(
    proposal: SafetyStockProposal,
    *,
    by: Actor,
    version: int | None = None,
    effective_on: date,
    service_level: Decimal | None = None,
    weeks: int | None = None,
    category: Category | None = None,
    reason: str = "",
    lines: Sequence[Typed] | None = None,
) -> SafetyStockProposal:
    """Change a draft; its figures are worked out again as of today.

    lines: None keeps the products and what was typed.
    """
    fresh: SafetyStockProposal = lock(proposal)
    if fresh.state != ProposalState.DRAFT:
        raise Refused(_("%(proposal)s was submitted. Take it back first, then change it.") % {"proposal": fresh})
    policy = StockPolicy.now()
    values = {
        "effective_on": effective_on,
        "service_level": fresh.service_level if service_level is None else service_level,
        "weeks": fresh.weeks if weeks is None else weeks,
        "category": category,
        "reason": reason,
        "review_workdays": policy.review_workdays,
        "drafted_on": _today(),
    }
    typed = _typed(fresh) if lines is None else lines
    figured = _figured(SafetyStockProposal(pk=fresh.pk, **values), typed)
    return changes.update(proposal, values, by=by, version=version, lines=figured)


@transition(
    SafetyStockProposal,
    label=gettext_lazy("Submit for agreement"),
    source=ProposalState.DRAFT,
    target=ProposalState.SUBMITTED,
    right="stock.change_safetystockproposal",
    serves="M8.3",
)
def submit_proposal(proposal: SafetyStockProposal, *, by: Actor, on: date) -> None:
    """Ask the warehouse. The proposal gets its number here, and keeps it whatever happens."""
    if proposal.effective_on < on:
        raise Refused(_("Safety stocks cannot begin in the past. Choose today or a later day."), field="effective_on")
    proposal.submitted_by_id, proposal.rejected_for = by.pk, ""
    proposal.number = proposal.number or next_number(NUMBERS, on)
    work.open_countersignature(
        proposal,
        steps=[[Asked(Department.objects.get(code=departments.WAREHOUSE), _("Room, goods and money for it"))]],
        title=_("Safety stock proposal %(number)s") % {"number": proposal.number},
        by=by,
        due_on=add_workdays(on, StockPolicy.now().approval_workdays),
        details=_details(proposal),
    )


@transition(
    SafetyStockProposal,
    label=gettext_lazy("Take back"),
    source=ProposalState.SUBMITTED,
    target=ProposalState.DRAFT,
    right="stock.change_safetystockproposal",
    serves="M8.3",
)
def withdraw_proposal(proposal: SafetyStockProposal, *, by: Actor) -> None:
    """Make a draft of it again, to change it. The warehouse is asked anew."""
    asking = open_on(proposal)
    if asking:
        work.withdraw(asking, by=by)


@action(right=None, serves="M8.3")
def agree_proposal(proposal: SafetyStockProposal, *, by: Actor, on: date) -> SafetyStockProposal:
    """The warehouse agrees: the safety stocks hold from their day on, or from today where that is past."""
    fresh = _submitted(proposal)
    before = journal.snapshot(fresh)
    fresh.state, fresh.effective_on = ProposalState.AGREED, max(fresh.effective_on, on)
    lines = fresh.lines.select_related("product")
    decided = [(line.product, line.proposed_quantity if line.quantity is None else line.quantity) for line in lines]
    set_safety_stocks(decided, by=by, effective_on=fresh.effective_on, proposal=fresh)
    return changes.save(fresh, before, verb="stock.agree_proposal", by=by)


@action(right=None, serves="M8.3")
def send_back_proposal(proposal: SafetyStockProposal, *, by: Actor, objection: str) -> SafetyStockProposal:
    """The warehouse cannot agree: it is a draft again, and its author reads why."""
    fresh = _submitted(proposal)
    before = journal.snapshot(fresh)
    fresh.state, fresh.rejected_for = ProposalState.DRAFT, objection
    return changes.save(fresh, before, verb="stock.send_back_proposal", by=by, note=objection)


@action(right=None, serves="M8.3")
def set_safety_stocks(
    decided: Iterable[tuple[Product, Decimal]],
    *,
    by: Actor,
    effective_on: date,
    proposal: SafetyStockProposal | None = None,
) -> list[SafetyStock]:
    """Write the safety stocks that hold from a day on, as far as they differ from those that hold then.

    One that begins on the very day gives way.
    """
    asked = {product.pk: quantity for product, quantity in decided}
    held = demand.safety_stocks_on(effective_on, asked)
    new = []
    for key, quantity in asked.items():
        was = held.get(key)
        if was and was.effective_on == effective_on:
            changes.update(was, {"quantity": quantity, "proposal": proposal}, by=by)
        elif was is None or was.quantity != quantity:
            new.append(SafetyStock(product_id=key, quantity=quantity, effective_on=effective_on, proposal=proposal))
    return changes.create_many(new, by=by)


@action(right="stock.import_safetystock", serves="M8.3")
def take_over_safety_stocks(rows: Sequence[Typed], *, by: Actor) -> list[SafetyStock]:
    """Enter the safety stocks that held before. rows: product, quantity, effective_on of each."""
    made: list[SafetyStock] = []
    for day in sorted({row["effective_on"] for row in rows}):
        some = [(row["product"], row["quantity"]) for row in rows if row["effective_on"] == day]
        made += set_safety_stocks(some, by=by, effective_on=day)
    return made


def _figured(proposal: SafetyStockProposal, typed: Sequence[Typed]) -> list[SafetyStockLine]:
    products = [one["product"] for one in typed] or [*demand.kept_in_stock(proposal.category)]
    if not products:
        raise Refused(_("Nothing is kept in stock yet: enter goods received first."))
    if len({product.pk for product in products}) < len(products):
        raise Refused(_("A product stands twice in the proposal."))
    known = {one["product"].pk: one for one in typed}
    weekly = demand.weekly_demand(products, until=proposal.drafted_on, weeks=proposal.weeks)
    on_hand = queries.on_hand(products)
    held = demand.safety_stocks_on(proposal.drafted_on, [product.pk for product in products])
    lines = []
    for product in products:
        line = _line(proposal, product, demand.pattern(weekly[product.pk]))
        line.on_hand = on_hand[product.pk]
        line.old_quantity = held[product.pk].quantity if product.pk in held else None
        _take_what_was_typed(line, known.get(product.pk, {}))
        lines.append(line)
    return lines


def _line(proposal: SafetyStockProposal, product: Product, found: demand.Pattern) -> SafetyStockLine:
    lead = product.usual_workdays
    workdays = (lead or 0) + proposal.review_workdays
    return SafetyStockLine(
        product=product,
        method=found.method,
        mean=Decimal(repr(found.mean)).quantize(THOUSANDTH),
        spread=Decimal(repr(found.spread)).quantize(THOUSANDTH),
        interval=None if found.interval is None else Decimal(repr(found.interval)).quantize(THOUSANDTH),
        lead_workdays=lead,
        proposed_quantity=found.safety_stock(proposal.service_level, workdays, product.places),
        note="" if lead is not None else _("Nobody has said how long it takes to make."),
    )


def _take_what_was_typed(line: SafetyStockLine, typed: Typed) -> None:
    line.pk, line.quantity = typed.get("id"), typed.get("quantity")
    line.note = typed.get("note") or line.note
    if line.quantity is None:
        return
    if line.quantity < 0:
        raise Refused(_("The safety stock of %(product)s is not below zero.") % {"product": line.product})
    if not is_in_whole_parts(line.product, line.quantity):
        told = {"product": line.product, "places": line.product.places}
        raise Refused(_("%(product)s is counted with %(places)s decimal places at most.") % told)


def _typed(proposal: SafetyStockProposal) -> list[Typed]:
    lines = SafetyStockLine.objects.filter(proposal=proposal).select_related("product__category")
    return [{"id": one.pk, "product": one.product, "quantity": one.quantity, "note": one.note} for one in lines]


def _details(proposal: SafetyStockProposal) -> str:
    """What changes, old and new of each product, for those asked to read."""
    told = []
    for line in proposal.lines.select_related("product"):
        decided = line.proposed_quantity if line.quantity is None else line.quantity
        if decided != line.old_quantity:
            old = "—" if line.old_quantity is None else f"{line.old_quantity.normalize():f}"
            told.append(f"{line.product}: {old} → {decided.normalize():f} {line.product.unit}")
    return "\n".join(told)


def _submitted(proposal: SafetyStockProposal) -> SafetyStockProposal:
    fresh: SafetyStockProposal = lock(proposal)
    if fresh.state != ProposalState.SUBMITTED:
        raise Refused(_("%(proposal)s is not submitted.") % {"proposal": fresh})
    return fresh


def _today() -> date:
    unit = journal.current()
    assert unit
    return unit.on
