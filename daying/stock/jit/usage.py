"""Usage as customers report it: written down, checked line by line, accepted, issued and told to be billed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from daying.core import changes, compiled, written
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.events import tell
from daying.core.numbering import next_number
from daying.core.workflow import action, lock, transition
from daying.stock.actions import Move, move
from daying.stock.jit.agreements import must_be_in_force
from daying.stock.jit.deciding import reconcile, recount
from daying.stock.jit.events import UsageReported
from daying.stock.jit.judging import Judgement, judge, named
from daying.stock.jit.pricing import NOTHING, Spot
from daying.stock.jit.queries import carried_over
from daying.stock.models import (
    DifferenceState,
    JitAgreement,
    MovementKind,
    UsageDifference,
    UsageLine,
    UsageMatch,
    UsageReport,
    UsageState,
)

KIND = "UR"
# A month of a large line: a file may bring so many rows, a form as many as it carries.
MOST_ROWS = 20_000
Typed = Mapping[str, Any]


@action(right="stock.add_usagereport", serves="M3.8", label=gettext_lazy("New usage report"))
def record_usage(
    *,
    by: Actor,
    agreement: JitAgreement,
    from_on: date,
    until_on: date,
    lines: Sequence[Typed],
    reference: str = "",
    remarks: str = "",
) -> UsageReport:
    """Write down what a customer reports.

    lines: product or part_number, quantity, and perhaps used_on, lot and customer_order.
    A part number that nobody knows is kept: checking tells it as a difference. Refused when a quantity is not above
    zero. Six statements however many lines.
    """
    report, made = drafted(
        {"agreement": agreement, "from_on": from_on, "until_on": until_on, "reference": reference, "remarks": remarks},
        lines,
    )
    return changes.create(report, by=by, lines=made)


@action(right="stock.change_usagereport", serves="M3.8")
def amend_usage(
    report: UsageReport,
    *,
    by: Actor,
    agreement: JitAgreement,
    from_on: date,
    until_on: date,
    version: int | None = None,
    lines: Sequence[Typed] | None = None,
    reference: str = "",
    remarks: str = "",
) -> UsageReport:
    """Change a draft. lines: all of them as they should be; None leaves them."""
    fresh: UsageReport = lock(report)
    if fresh.state != UsageState.DRAFT:
        raise Refused(_("%(report)s is no draft any more. Correct it first.") % {"report": fresh})
    head = {"agreement": agreement, "from_on": from_on, "until_on": until_on}
    head |= {"reference": reference, "remarks": remarks}
    new, made = drafted(head, lines or ())
    values = {**head, "customer_id": new.customer_id}
    if lines is None:
        return changes.update(report, values, by=by, version=version)
    _keep_what_was_carried(fresh, made)
    kept = {line.pk for line in made if line.pk}
    dropped = UsageDifference.objects.filter(report=fresh).exclude(line__in=kept)
    changes.delete_many(list(dropped), by=by)
    return changes.update(report, {**values, "line_count": len(made)}, by=by, version=version, lines=made)


@action(right="stock.import_usagereport", serves="M3.8")
def record_many(rows: Sequence[Typed], *, by: Actor) -> list[UsageReport]:
    """Write down reports of a file. rows: the fields of record_usage, with the lines under "lines"."""
    made = [drafted(row, row.get("lines", ())) for row in rows]
    return changes.create_many([report for report, _lines in made], by=by, lines=[lines for _report, lines in made])


@transition(
    UsageReport,
    label=gettext_lazy("Check"),
    source=(UsageState.DRAFT, UsageState.CHECKED),
    target=UsageState.CHECKED,
    right="stock.check_usagereport",
    serves="M3.8",
)
def check_usage(report: UsageReport, *, by: Actor, on: date) -> None:
    """Match every line with the lots there are, and tell what differs. What was decided before stays decided.

    What earlier reports carried over is taken up first. Some twenty statements however many lines.
    """
    lock(report.agreement)  # of two reports at once only one takes up what was carried over
    _must_be_over(report, on)
    _name_what_is_known_now(report)
    _take_up(report)
    report.line_count = report.lines.count()
    if not report.line_count:
        raise Refused(_("The report has no lines. Nothing was used? Then drop it."))
    report.number = report.number or next_number(KIND, on)
    judgement = judge(report, _decided(report))
    report.difference_count = reconcile(report, judgement.findings, by=by)


@transition(
    UsageReport,
    label=gettext_lazy("Correct"),
    source=UsageState.CHECKED,
    target=UsageState.DRAFT,
    right="stock.change_usagereport",
    serves="M3.8",
)
def correct_usage(report: UsageReport, *, by: Actor) -> None:
    """Back to a draft, to change its lines. Decisions stay with the lines that stay."""


@transition(
    UsageReport,
    label=gettext_lazy("Accept and bill"),
    source=UsageState.CHECKED,
    target=UsageState.ACCEPTED,
    right="stock.accept_usagereport",
    serves="M3.8",
)
def accept_usage(report: UsageReport, *, by: Actor, on: date) -> None:
    """Issue what was used, lot by lot, and tell receivables to bill it.

    Refused while a difference awaits its decision, and when stock has changed since it was checked.
    """
    lock(report.agreement)  # the other of two reports at once is judged when this one is written
    if recount(report):
        raise Refused(_("Decide on every difference first: settle it, carry it over, or let it count."))
    judgement = judge(report, _decided(report))
    _must_be_as_checked(report, judgement)
    report.accepted_on, report.difference_count = on, 0
    _write_matches(judgement)
    move(_issues(report, judgement), by=by, on=on)
    if judgement.taken:
        tell(UsageReported(report.pk, report.customer_id, on, by.pk))


@transition(
    UsageReport,
    label=pgettext_lazy("of goods used", "Drop"),
    source=(UsageState.DRAFT, UsageState.CHECKED),
    target=UsageState.DROPPED,
    right="stock.change_usagereport",
    serves="M3.8",
    inputs={"reason": gettext_lazy("Reason")},
)
def drop_usage(report: UsageReport, *, by: Actor, reason: str) -> None:
    """It does not count. What it had taken up of earlier reports waits for the next one again."""
    report.dropped_for = reason


def drafted(head: Typed, rows: Sequence[Typed]) -> tuple[UsageReport, list[UsageLine]]:
    """A report as it will be written, with its lines; part numbers told as products where they are known."""
    agreement = must_be_in_force(head["agreement"])
    if head["until_on"] < head["from_on"]:
        raise Refused(_("A period ends after it begins."), field="until_on")
    if len(rows) > MOST_ROWS:
        told = {"most": MOST_ROWS, "count": len(rows)}
        raise Refused(_("A report has at most %(most)d rows, and this one has %(count)d.") % told, field="lines")
    report = UsageReport(
        agreement=agreement,
        customer=agreement.customer,
        from_on=head["from_on"],
        until_on=head["until_on"],
        reference=head.get("reference") or "",
        remarks=head.get("remarks") or "",
        line_count=len(rows),
    )
    return report, _lines(agreement, rows)


def _lines(agreement: JitAgreement, rows: Sequence[Typed]) -> list[UsageLine]:
    products = named(agreement.customer, rows)
    made = []
    for number, row in enumerate(rows, start=1):
        text = (row.get("part_number") or "").strip()
        product = row.get("product") or products.get(text)
        if product is None and not text:
            raise Refused(_("Row %(row)d names no product and no part number.") % {"row": number}, field="lines")
        if row.get("quantity") is None or row["quantity"] <= 0:
            raise Refused(_("Row %(row)d: a quantity above zero.") % {"row": number}, field="lines")
        names = ("used_on", "quantity")
        told = {name: row.get(name) for name in names} | {
            name: row.get(name) or "" for name in ("lot", "customer_order")
        }
        made.append(UsageLine(pk=row.get("id"), product=product, part_number=text, **told))
    return made


def _keep_what_was_carried(report: UsageReport, lines: Iterable[UsageLine]) -> None:
    carried = dict(report.lines.exclude(carried_from=None).values_list("pk", "carried_from"))
    for line in lines:
        line.carried_from_id = carried.get(line.pk)


def _must_be_over(report: UsageReport, on: date) -> None:
    if report.until_on > on:
        told = {"day": written.day(report.until_on)}
        raise Refused(_("The period runs until %(day)s. Check it when it is over.") % told)
    if not report.agreement.holds_on(report.until_on):
        named = {"agreement": report.agreement, "day": written.day(report.until_on)}
        raise Refused(_("%(agreement)s does not hold on %(day)s.") % named)


def _name_what_is_known_now(report: UsageReport) -> None:
    """Part numbers that somebody has made known since."""
    unnamed = list(report.lines.filter(product=None))
    products = named(report.customer, [{"part_number": line.part_number} for line in unnamed])
    found = [line for line in unnamed if line.part_number in products]
    for line in found:
        line.product = products[line.part_number]
    compiled.update_many(found, ["product_id"])


def _take_up(report: UsageReport) -> None:
    """Further lines for what earlier reports carried over."""
    last = report.lines.order_by("-position").values_list("position", flat=True).first() or 0
    carried = carried_over(report.agreement)
    compiled.insert_many(
        [
            UsageLine(
                report=report,
                position=last + number,
                product_id=one.line.product_id,
                part_number=one.line.part_number,
                quantity=one.quantity,
                used_on=one.line.used_on or one.report.until_on,
                lot=one.line.lot,
                customer_order=one.line.customer_order,
                carried_from=one,
            )
            for number, one in enumerate(carried.select_related("line", "report"), start=1)
        ]
    )


def _decided(report: UsageReport) -> dict[tuple[int, str], UsageDifference]:
    return {(one.line_id, one.reason): one for one in UsageDifference.objects.filter(report=report)}


def _must_be_as_checked(report: UsageReport, judgement: Judgement) -> None:
    known = {
        (one.line_id, one.reason, one.quantity)
        for one in UsageDifference.objects.filter(report=report).exclude(state=DifferenceState.COUNTED)
    }
    found = {(one.line.pk, str(one.reason), one.quantity) for one in judgement.findings}
    if found != known:
        raise Refused(_("Stock, prices or decisions have changed since it was checked. Check it again."))


def _write_matches(judgement: Judgement) -> None:
    """The lots with their prices, and how much of each line is settled. Three statements however many."""
    lines: dict[int, UsageLine] = {}
    matches = []
    for line, (product, lot, stocked_on), part in judgement.taken:
        lines[line.pk] = line
        line.settled_quantity += part.quantity
        told = {"product_id": product, "lot": lot, "stocked_on": stocked_on, "quantity": part.quantity}
        assert part.price is not None  # without one it is a difference
        matches.append(UsageMatch(line=line, unit_price=part.price, priced_on=part.on, **told))
    compiled.insert_many(matches)
    compiled.update_many([*lines.values()], ["settled_quantity"])


def _issues(report: UsageReport, judgement: Judgement) -> list[Move]:
    """One movement for each lot."""
    place = report.agreement.warehouse
    products = {line.product_id: line.product for line, _spot, _part in judgement.taken}
    added: dict[Spot, Decimal] = {}
    for _line, spot, part in judgement.taken:
        added[spot] = added.get(spot, NOTHING) + part.quantity
    return [
        Move(place, products[product], -quantity, MovementKind.ISSUE, lot, day, report)  # type: ignore[arg-type]
        for (product, lot, day), quantity in added.items()
    ]
