"""Counting a JIT warehouse with the customer: opened with the books, typed, signed by both, its loss shared by rule."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from daying.core import changes, compiled, written
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.events import tell
from daying.core.journal import Changes
from daying.core.lengths import must_not_be_too_long
from daying.core.numbering import next_number
from daying.core.workflow import action, lock, transition
from daying.products.models import Product
from daying.stock.actions import Move, move
from daying.stock.jit import matching
from daying.stock.jit.events import JointCountSigned
from daying.stock.jit.pricing import NOTHING, Layers, Priced, Prices, Spot
from daying.stock.jit.queries import is_sealed, there
from daying.stock.models import (
    AgreementState,
    Bearer,
    JitAgreement,
    JointCount,
    JointCountLine,
    JointCountState,
    MovementKind,
    PriceBasis,
)

KIND = "JC"
LONGEST_NAME = 60
Typed = Mapping[str, Any]


@action(right="stock.add_jointcount", serves="M3.8", label=gettext_lazy("New joint count"))
def open_joint_count(
    *, by: Actor, agreement: JitAgreement, counted_on: date, lines: Sequence[Typed] = (), remarks: str = ""
) -> JointCount:
    """Begin a count with what should lie there by lot. lines: what was counted already: product, lot, counted."""
    if agreement.state == AgreementState.DRAFT:
        raise Refused(_("%(agreement)s is not in force.") % {"agreement": agreement}, field="agreement")
    count = JointCount(agreement=agreement, customer_id=agreement.customer_id, counted_on=counted_on, remarks=remarks)
    return changes.create(count, by=by, lines=_with_books(agreement, lines))


@action(right="stock.change_jointcount", serves="M3.8")
def amend_joint_count(
    count: JointCount,
    *,
    by: Actor,
    agreement: JitAgreement,
    counted_on: date,
    version: int | None = None,
    lines: Sequence[Typed] | None = None,
    remarks: str = "",
) -> JointCount:
    """Type what was counted. Lines that should lie there and are left out come back uncounted; None leaves them."""
    fresh: JointCount = lock(count)
    if fresh.state != JointCountState.DRAFT:
        raise Refused(_("%(count)s is signed and stays as it is.") % {"count": fresh})
    if agreement.pk != fresh.agreement_id:
        raise Refused(_("A count stays with its warehouse. Drop it and begin another one."), field="agreement")
    values = {"counted_on": counted_on, "remarks": remarks}
    chosen = None if lines is None else _with_books(agreement, lines)
    return changes.update(count, values, by=by, version=version, lines=chosen)


@transition(
    JointCount,
    label=gettext_lazy("Take the books anew"),
    source=JointCountState.DRAFT,
    target=None,
    right="stock.change_jointcount",
    serves="M3.8",
)
def renew_books(count: JointCount, *, by: Actor) -> Changes:
    """Goods have moved since the count was opened: what should lie there is what lies there by the books now."""
    old = _lines_of(count)
    told = changes.lines_told(count, old)
    names = ("product", "lot", "stocked_on", "counted", "note")
    new = _with_books(count.agreement, [{name: getattr(line, name) for name in names} for line in old])
    for position, line in enumerate(new, start=1):
        line.count, line.position = count, position
    JointCountLine.objects.filter(count=count).delete()
    compiled.insert_many(new)
    return {"lines": [told, changes.lines_told(count, new)]}


@transition(
    JointCount,
    label=gettext_lazy("Sign"),
    source=JointCountState.DRAFT,
    target=JointCountState.SIGNED,
    right="stock.sign_jointcount",
    serves="M3.8",
    inputs={"signed_by": gettext_lazy("Signed for the customer by")},
)
def sign_joint_count(count: JointCount, *, by: Actor, on: date, signed_by: str) -> Changes:
    """Freeze a count that both sides have signed, correct the stock, and bill the customer what they bear.

    Refused without a sealed copy or a signature among its files, with a line not counted, and when goods have moved
    since it was opened.
    """
    signed_by = " ".join(signed_by.split())
    if not signed_by or len(signed_by) > LONGEST_NAME:
        raise Refused(_("Name the person, in at most 60 characters."), field="signed_by")
    if not is_sealed(count):
        raise Refused(_("Put the signed sheet among the files first, as a sealed copy, or let the customer sign here."))
    lines = _lines_of(count)
    lying = there(count.agreement.warehouse)
    _must_be_whole(lines, lying)
    told = changes.lines_told(count, lines)
    _share_losses(count.agreement, lines)
    _price(count, lines, lying)
    compiled.update_many(lines, ["borne_by_us", "borne_by_customer", "unit_price", "stocked_on"])
    move(_corrections(count, lines), by=by, on=on)
    count.signed_by, count.signed_on, count.number = signed_by, on, next_number(KIND, on)
    if any(line.borne_by_customer for line in lines):
        tell(JointCountSigned(count.pk, count.customer_id, on, by.pk))
    return {"lines": [told, changes.lines_told(count, lines)]}


@transition(
    JointCount,
    label=pgettext_lazy("of goods used", "Drop"),
    source=JointCountState.DRAFT,
    target=JointCountState.DROPPED,
    right="stock.change_jointcount",
    serves="M3.8",
    inputs={"reason": gettext_lazy("Reason")},
)
def drop_joint_count(count: JointCount, *, by: Actor, reason: str) -> None:
    """It does not count."""
    count.dropped_for = reason


def shares(missing: Decimal, book: Decimal, agreement: JitAgreement, product: Product) -> tuple[Decimal, Decimal]:
    """What we and the customer bear of what is missing of a product: up to the tolerance the one, beyond it the other.

    The tolerance is a share of the book quantity, rounded down to the product's places. Source: the agreement.
    """
    tolerated = (book * agreement.tolerance).quantize(Decimal(1).scaleb(-product.places), ROUND_DOWN)
    within = min(missing, tolerated)
    theirs = NOTHING
    if agreement.within_tolerance == Bearer.CUSTOMER:
        theirs += within
    if agreement.beyond_tolerance == Bearer.CUSTOMER:
        theirs += missing - within
    return missing - theirs, theirs


def _with_books(agreement: JitAgreement, rows: Sequence[Typed]) -> list[JointCountLine]:
    """Every lot that should lie there, and what was counted beside it. Rows beyond the books are found goods."""
    must_not_be_too_long(rows)
    lying = there(agreement.warehouse)
    found: list[JointCountLine] = []
    left = dict(lying)
    for row in rows:
        _must_be_countable(row)
        spot = _meant(row, left)
        names = ("product", "counted")
        line = JointCountLine(pk=row.get("id"), **{name: row.get(name) for name in names})
        line.lot, line.note = (row.get("lot") or "").strip(), row.get("note") or ""
        line.stocked_on = spot[2] if spot else row.get("stocked_on")
        line.book_quantity = left.pop(spot) if spot else NOTHING
        found.append(line)
    products = Product.objects.in_bulk({product for product, _lot, _day in left})
    for (product, lot, day), quantity in left.items():
        found.append(JointCountLine(product=products[product], lot=lot, stocked_on=day, book_quantity=quantity))
    _must_stand_once(found)
    return found


def _must_be_countable(row: Typed) -> None:
    counted = row.get("counted")
    if counted is not None and counted < 0:
        raise Refused(_("%(product)s: nobody counts less than nothing.") % {"product": row["product"]}, field="lines")


def _meant(row: Typed, left: Mapping[Spot, Decimal]) -> Spot | None:
    """The lot in the books that a row counts: of its day, or the oldest where no day is said."""
    key = row["product"].pk, (row.get("lot") or "").strip()
    fitting = sorted((spot for spot in left if spot[:2] == key), key=lambda spot: spot[2])
    day = row.get("stocked_on")
    return next((spot for spot in fitting if day in (None, spot[2])), None)


def _must_stand_once(lines: Iterable[JointCountLine]) -> None:
    seen = set()
    for line in lines:
        key = line.product_id, line.lot, line.stocked_on
        if key in seen:
            told = {"product": line.product, "lot": line.lot or "—"}
            raise Refused(_("%(product)s, lot %(lot)s, stands there twice.") % told, field="lines")
        seen.add(key)


def _must_be_whole(lines: Sequence[JointCountLine], lying: Mapping[Spot, Decimal]) -> None:
    open_ones = [str(line.product) for line in lines if line.counted is None]
    if open_ones or not lines:
        told = {"products": ", ".join(open_ones[:5]) or "—"}
        raise Refused(_("Not counted yet: %(products)s. Enter 0 where nothing lies there.") % told)
    books = {(line.product_id, line.lot, line.stocked_on): line.book_quantity for line in lines if line.book_quantity}
    if books != lying:
        raise Refused(_("Goods have moved since the count was opened. Take the books anew, and look once more."))


def _share_losses(agreement: JitAgreement, lines: Sequence[JointCountLine]) -> None:
    """Of each product what is missing over all its lots; a piece in the wrong lot is no loss."""
    of_product: dict[int, list[JointCountLine]] = {}
    for line in lines:
        of_product.setdefault(line.product_id, []).append(line)
    for some in of_product.values():
        book = sum((line.book_quantity for line in some), NOTHING)
        counted = sum((line.counted or NOTHING for line in some), NOTHING)
        _ours, theirs = shares(max(book - counted, NOTHING), book, agreement, some[0].product)
        for line in some:
            missing = max(-(line.difference or NOTHING), NOTHING)
            line.borne_by_customer = min(missing, theirs)
            line.borne_by_us = missing - line.borne_by_customer
            theirs -= line.borne_by_customer


def _price(count: JointCount, lines: Sequence[JointCountLine], lying: Mapping[Spot, Decimal]) -> None:
    """The price of what the customer bears, of the day of the count or of the fill-ups, averaged over a lot."""
    charged = [line for line in lines if line.borne_by_customer]
    if not charged:
        return
    on, agreement = count.counted_on, count.agreement
    added: dict[int, Decimal] = {}
    for line in charged:
        added[line.product_id] = added.get(line.product_id, NOTHING) + line.borne_by_customer
    prices = Prices(count.customer, [line.product for line in charged], [on], added)
    layers = Layers(agreement.warehouse, lying) if agreement.price_basis == PriceBasis.FILL_UP else None
    for line in charged:
        assert line.stocked_on
        spot = line.product_id, line.lot, line.stocked_on
        own = Priced(line.borne_by_customer, prices.of(line.product, on), on)
        line.unit_price = _mean([part for _spot, part in matching.priced([(spot, own.quantity)], layers, own)])
        if line.unit_price is None:
            told = {"product": line.product, "currency": count.customer.currency, "day": written.day(on)}
            raise Refused(_("%(product)s: there is no price in %(currency)s on %(day)s.") % told)


def _mean(parts: Sequence[Priced]) -> Decimal | None:
    if any(part.price is None for part in parts):
        return None
    worth = sum((part.quantity * (part.price or 0) for part in parts), NOTHING)
    return (worth / sum(part.quantity for part in parts)).quantize(Decimal("0.0001"))


def _corrections(count: JointCount, lines: Iterable[JointCountLine]) -> list[Move]:
    """What brings the books to what was counted. Found goods without an age are as old as the count."""
    place = count.agreement.warehouse
    found = []
    for line in lines:
        line.stocked_on = line.stocked_on or count.counted_on
        if line.difference:
            where = line.lot, line.stocked_on
            found.append(Move(place, line.product, line.difference, MovementKind.COUNT, *where, count, line.note))
    return found


def _lines_of(count: JointCount) -> list[JointCountLine]:
    return list(JointCountLine.objects.filter(count=count).select_related("product"))
