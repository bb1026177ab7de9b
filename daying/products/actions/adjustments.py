"""Price adjustments: drafted with margins and what they would have meant, countersigned, written into the prices."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes, journal
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.numbering import next_number
from daying.core.workdays import add_workdays
from daying.core.workflow import action, lock, transition
from daying.customers.models import Customer
from daying.people import departments
from daying.people.models import Department
from daying.products.actions.figuring import figured
from daying.products.models import (
    AdjustmentState,
    CustomerPrice,
    PriceAdjustment,
    PriceAdjustmentLine,
    PriceInForce,
    PriceList,
    PriceListLine,
)
from daying.work import actions as work
from daying.work.actions import Asked
from daying.work.models import Mode
from daying.work.queries import open_on

NUMBERS = "PA"
# Who must agree, one after the other, to what, and by when. Become parameters of the pricing procedure.
ASKED = (
    (departments.FINANCE, gettext_lazy("Margins and terms")),
    (departments.MARKETING_CENTRE, gettext_lazy("Market and customers")),
)
WORKDAYS = 3
Typed = Mapping[str, Any]


@action(right="products.add_priceadjustment", serves="M3.7", label=gettext_lazy("New price adjustment"))
def open_adjustment(
    *,
    by: Actor,
    effective_on: date,
    reason: str,
    lines: Sequence[Typed],
    price_list: PriceList | None = None,
    customer: Customer | None = None,
    evidence: str = "",
) -> PriceAdjustment:
    """Draft an application. lines: product, new_price and, where it has one, quantity_from of each."""
    head = {"price_list": price_list, "customer": customer, "effective_on": effective_on}
    adjustment = PriceAdjustment(**head, reason=reason, evidence=evidence)
    return changes.create(adjustment, by=by, lines=_lines(adjustment, lines))


@action(right="products.change_priceadjustment", serves="M3.7")
def amend_adjustment(
    adjustment: PriceAdjustment,
    *,
    by: Actor,
    version: int | None = None,
    effective_on: date,
    reason: str,
    lines: Sequence[Typed] | None = None,
    price_list: PriceList | None = None,
    customer: Customer | None = None,
    evidence: str = "",
) -> PriceAdjustment:
    """Change a draft. lines: all of them as they should be; None works the figures of the present ones out again."""
    fresh: PriceAdjustment = lock(adjustment)
    if fresh.state != AdjustmentState.DRAFT:
        raise Refused(_("%(adjustment)s was submitted. Take it back first, then change it.") % {"adjustment": fresh})
    head = {"price_list": price_list, "customer": customer, "effective_on": effective_on}
    values = {**head, "reason": reason, "evidence": evidence}
    typed = _typed(fresh) if lines is None else lines
    return changes.update(
        adjustment, values, by=by, version=version, lines=_lines(PriceAdjustment(pk=fresh.pk, **values), typed)
    )


@transition(
    PriceAdjustment,
    label=gettext_lazy("Submit for approval"),
    source=AdjustmentState.DRAFT,
    target=AdjustmentState.SUBMITTED,
    right="products.change_priceadjustment",
    serves="M3.7",
)
def submit_adjustment(adjustment: PriceAdjustment, *, by: Actor, on: date) -> None:
    """Ask the departments. The application gets its number here, and keeps it whatever happens."""
    if not adjustment.lines.exists():
        raise Refused(_("An adjustment without prices cannot be submitted. Enter what changes first."))
    _must_be_ahead(adjustment, on)
    _must_be_alone(adjustment)
    adjustment.submitted_by_id = by.pk
    adjustment.rejected_for = ""
    adjustment.number = adjustment.number or next_number(NUMBERS, on)
    places = {place.code: place for place in Department.objects.filter(code__in=[code for code, _duty in ASKED])}
    work.open_countersignature(
        adjustment,
        steps=[[Asked(places[code], str(duty))] for code, duty in ASKED if code in places],
        title=_("Price adjustment %(number)s") % {"number": adjustment.number},
        mode=Mode.STEPS,
        by=by,
        due_on=add_workdays(on, WORKDAYS),
    )


@transition(
    PriceAdjustment,
    label=gettext_lazy("Take back"),
    source=AdjustmentState.SUBMITTED,
    target=AdjustmentState.DRAFT,
    right="products.change_priceadjustment",
    serves="M3.7",
)
def withdraw_adjustment(adjustment: PriceAdjustment, *, by: Actor) -> None:
    """Make a draft of it again, to change it. The departments are asked anew."""
    asking = open_on(adjustment)
    if asking:
        work.withdraw(asking, by=by)


@action(right=None, serves="M3.7")
def agree_adjustment(adjustment: PriceAdjustment, *, by: Actor, on: date) -> PriceAdjustment:
    """The departments agree: the new prices stand in the list, and hold by themselves from their day on.

    Answered after its day, it holds from the day of the answer: what was priced before stays as it was.
    """
    fresh = _submitted(adjustment)
    before = journal.snapshot(fresh)
    fresh.state, fresh.effective_on = AdjustmentState.APPROVED, max(fresh.effective_on, on)
    _put_in_force(fresh, by)
    return changes.save(fresh, before, verb="products.agree_adjustment", by=by)


@action(right=None, serves="M3.7")
def send_back_adjustment(adjustment: PriceAdjustment, *, by: Actor, objection: str) -> PriceAdjustment:
    """A department cannot agree: it is a draft again, and its author reads why."""
    fresh = _submitted(adjustment)
    before = journal.snapshot(fresh)
    fresh.state, fresh.rejected_for = AdjustmentState.DRAFT, objection
    return changes.save(fresh, before, verb="products.send_back_adjustment", by=by, note=objection)


def _put_in_force(adjustment: PriceAdjustment, by: Actor) -> None:
    """Write the new prices; one that begins on that day already is changed."""
    there = {(row.product_id, row.quantity_from): row for row in _prices_from(adjustment)}
    fresh = []
    for line in adjustment.lines.select_related("product"):
        row = there.get((line.product_id, line.quantity_from))
        if row:
            changes.update(row, {"price": line.new_price, "unit": None}, by=by)
        else:
            fresh.append(_price(adjustment, line))
    changes.create_many(fresh, by=by)


def _prices_from(adjustment: PriceAdjustment) -> Sequence[Any]:
    """The prices of the list or the customer that begin on the effective day."""
    day = adjustment.effective_on
    if adjustment.price_list_id:
        return list(PriceListLine.objects.filter(price_list=adjustment.price_list_id, valid_from=day))
    customer = adjustment.customer
    assert customer
    return list(CustomerPrice.objects.filter(customer=customer, currency=customer.currency, valid_from=day))


def _price(adjustment: PriceAdjustment, line: PriceAdjustmentLine) -> PriceInForce:
    told: dict[str, Any] = {"product": line.product, "quantity_from": line.quantity_from, "price": line.new_price}
    told["valid_from"] = adjustment.effective_on
    if adjustment.price_list_id:
        return PriceListLine(price_list_id=adjustment.price_list_id, **told)
    customer = adjustment.customer
    assert customer
    told |= {"currency": customer.currency, "price_includes_tax": customer.price_includes_tax}
    return CustomerPrice(customer=customer, agreement=adjustment.number or "", **told)


def _lines(adjustment: PriceAdjustment, typed: Sequence[Typed]) -> list[PriceAdjustmentLine]:
    if bool(adjustment.price_list_id) == bool(adjustment.customer_id):
        raise Refused(_("Name either a price list or a customer."), field="price_list")
    lines = [
        PriceAdjustmentLine(
            pk=one.get("id"),
            product=one["product"],
            quantity_from=one.get("quantity_from") or 0,
            new_price=one["new_price"],
        )
        for one in typed
    ]
    _must_make_sense(lines)
    unit = journal.current()
    assert unit
    return figured(adjustment, lines, on=unit.on)


def _must_make_sense(lines: Sequence[PriceAdjustmentLine]) -> None:
    if any(line.new_price < 0 or line.quantity_from < 0 for line in lines):
        raise Refused(_("Prices and quantities are not below zero."))
    if len({(line.product_id, line.quantity_from) for line in lines}) < len(lines):
        raise Refused(_("A product has two new prices from the same quantity on."))


def _must_be_ahead(adjustment: PriceAdjustment, on: date) -> None:
    if adjustment.effective_on < on:
        raise Refused(_("The new prices cannot begin in the past. Choose today or a later day."), field="effective_on")


def _must_be_alone(adjustment: PriceAdjustment) -> None:
    """Of two that begin on one day nobody could say which counts. One after the other they follow each other."""
    own = {(line.product_id, line.quantity_from) for line in adjustment.lines.all()}
    others = PriceAdjustmentLine.objects.exclude(adjustment__state=AdjustmentState.DRAFT).filter(
        adjustment__price_list=adjustment.price_list_id,
        adjustment__customer=adjustment.customer_id,
        adjustment__effective_on=adjustment.effective_on,
    )
    for line in others.select_related("adjustment", "product"):
        if (line.product_id, line.quantity_from) in own:
            told = {"other": line.adjustment, "product": line.product, "day": adjustment.effective_on}
            raise Refused(
                _("%(other)s sets the price of %(product)s from %(day)s too. Choose another day.") % told,
                field="effective_on",
            )


def _typed(adjustment: PriceAdjustment) -> list[Typed]:
    lines = PriceAdjustmentLine.objects.filter(adjustment=adjustment).select_related("product")
    names = ("product", "quantity_from", "new_price")
    return [{"id": line.pk, **{name: getattr(line, name) for name in names}} for line in lines]


def _submitted(adjustment: PriceAdjustment) -> PriceAdjustment:
    fresh: PriceAdjustment = lock(adjustment)
    if fresh.state != AdjustmentState.SUBMITTED:
        raise Refused(_("%(adjustment)s is not submitted.") % {"adjustment": fresh})
    return fresh
