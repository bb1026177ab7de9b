"""What differs between a customer's report and what we know: line by line, with the reason."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from daying.core import written
from daying.customers.models import Customer
from daying.products.models import Product
from daying.products.queries import by_customer_part
from daying.stock.jit import matching
from daying.stock.jit.pricing import Layers, Priced, Prices, Spot
from daying.stock.jit.queries import there
from daying.stock.models import (
    DifferenceReason,
    DifferenceState,
    PriceBasis,
    UsageDifference,
    UsageLine,
    UsageReport,
    UsageState,
)

Key = tuple[Any, ...]
AT_ONCE = 5000


@dataclass(frozen=True)
class Finding:
    """What is wrong with a line, or with so much of it."""

    line: UsageLine
    reason: DifferenceReason
    quantity: Decimal
    detail: str = ""


@dataclass
class Judgement:
    """Everything that was found, and the lots of what may be billed."""

    findings: list[Finding] = field(default_factory=list)
    taken: list[tuple[UsageLine, Spot, Priced]] = field(default_factory=list)


def named(customer: Customer, rows: Iterable[Mapping[str, Any]]) -> dict[str, Product]:
    """The products that part numbers mean: the customer's own numbers first, then our codes. Two queries for 5,000."""
    texts = {str(row["part_number"]).strip() for row in rows if row.get("part_number") and not row.get("product")}
    found = by_customer_part(customer, texts) if texts else {}
    rest = sorted(texts - found.keys())
    for start in range(0, len(rest), AT_ONCE):
        for product in Product.objects.filter(code__in=rest[start : start + AT_ONCE], is_active=True).order_by():
            found[product.code] = product
    return found


def judge(report: UsageReport, decided: Mapping[tuple[int, str], UsageDifference]) -> Judgement:
    """What differs, what was already decided left out of account or counted, and which lots the rest is.

    decided: the differences of earlier checks by line and reason. Some ten queries however many lines.
    """
    lines = list(UsageLine.objects.filter(report=report).select_related("product"))
    judged = Judgement()
    candidates = _Sieve(report, lines, decided).passing(judged)
    _match(report, candidates, judged)
    return judged


class _Sieve:
    """Lets pass what may be billed, and notes the first fault of every other line."""

    def __init__(
        self, report: UsageReport, lines: Sequence[UsageLine], decided: Mapping[tuple[int, str], UsageDifference]
    ) -> None:
        self.report, self.lines, self.decided = report, lines, decided
        self.agreed = set(report.agreement.lines.values_list("product", flat=True))
        self.prices = prices_of(report, lines)
        self.known = _reported_before(report, lines)
        self.faults: list[tuple[DifferenceReason, Callable[[UsageLine], str | None]]] = [
            (DifferenceReason.UNKNOWN, self._unknown),
            (DifferenceReason.NO_PRICE, self._without_price),
            (DifferenceReason.DOUBLED, self._doubled),
            (DifferenceReason.PERIOD, self._of_another_period),
            (DifferenceReason.NOT_AGREED, self._not_agreed),
        ]

    def passing(self, judged: Judgement) -> list[tuple[UsageLine, Priced]]:
        """The lines that may be billed, with the price of their day."""
        found = []
        for line in self.lines:
            fault = self._fault(line)
            if fault:
                judged.findings.append(fault)
            else:
                assert line.product
                on = used_on(line, self.report)
                found.append((line, Priced(line.quantity, self.prices.of(line.product, on), on)))
        return found

    def _fault(self, line: UsageLine) -> Finding | None:
        """The first that nobody has said to count all the same."""
        for reason, find in self.faults:
            detail = find(line)
            earlier = self.decided.get((line.pk, reason))
            if detail is not None and not (earlier and earlier.state == DifferenceState.COUNTED):
                return Finding(line, reason, line.quantity, detail)
        return None

    def _unknown(self, line: UsageLine) -> str | None:
        return None if line.product else _("Nobody has told us which product this part number is.")

    def _without_price(self, line: UsageLine) -> str | None:
        assert line.product
        on = used_on(line, self.report)
        if self.prices.of(line.product, on) is not None:
            return None
        told = {"currency": self.report.customer.currency, "day": written.day(on)}
        return _("There is no price in %(currency)s on %(day)s.") % told

    def _doubled(self, line: UsageLine) -> str | None:
        """The first of several rows alike counts; none does where an earlier report has one."""
        key = _alike(line, self.report)
        before = None if line.carried_from_id else self.known.get(key)
        if before is None:
            self.known[key] = _("row %(row)d") % {"row": line.position}
            return None
        return _("The same was reported in %(before)s.") % {"before": before}

    def _of_another_period(self, line: UsageLine) -> str | None:
        on = used_on(line, self.report)
        if line.carried_from_id or self.report.from_on <= on <= self.report.until_on:
            return None
        return _("Used on %(day)s.") % {"day": written.day(on)}

    def _not_agreed(self, line: UsageLine) -> str | None:
        return None if line.product_id in self.agreed else _("The agreement does not name this product.")


def used_on(line: UsageLine, report: UsageReport) -> date:
    """The day of a line; the report's last where the customer does not say."""
    return line.used_on or report.until_on


def prices_of(report: UsageReport, lines: Iterable[UsageLine]) -> Prices:
    """What the products of a report cost on the days of its lines, by how much of each there is in it."""
    added: dict[int, Decimal] = {}
    products: dict[int, Product] = {}
    days = set()
    for line in lines:
        if line.product:
            products[line.product.pk] = line.product
            added[line.product.pk] = added.get(line.product.pk, Decimal(0)) + line.quantity
            days.add(used_on(line, report))
    return Prices(report.customer, products.values(), days, added)


def _match(report: UsageReport, candidates: Sequence[tuple[UsageLine, Priced]], judged: Judgement) -> None:
    """The lots of what may be billed; what is more than there is becomes a finding."""
    place = report.agreement.warehouse
    lying = there(place)
    found = matching.match([_wanted(line, price.on) for line, price in candidates], lying)
    layers = Layers(place, lying) if report.agreement.price_basis == PriceBasis.FILL_UP else None
    for line, price in candidates:
        matched = found[line.position]
        judged.taken += [(line, spot, part) for spot, part in matching.priced(matched.parts, layers, price)]
        if matched.rest:
            there_is = written.quantity(line.quantity - matched.rest)
            detail = _("There are %(there)s for this row.") % {"there": there_is}
            judged.findings.append(Finding(line, DifferenceReason.MORE, matched.rest, detail))


def _wanted(line: UsageLine, on: date) -> matching.Wanted:
    assert line.product_id
    return matching.Wanted(line.position, line.product_id, line.quantity, on, line.lot)


def _alike(line: UsageLine, report: UsageReport) -> Key:
    part = line.product_id or line.part_number.casefold()
    return part, used_on(line, report), line.lot, line.customer_order, line.quantity


def _reported_before(report: UsageReport, lines: Sequence[UsageLine]) -> dict[Key, str]:
    """What other reports of this agreement that stand say of the same days, and where. One query."""
    days = {used_on(line, report) for line in lines}
    if not days:
        return {}
    others = UsageLine.objects.filter(
        report__agreement=report.agreement,
        report__state__in=[UsageState.CHECKED, UsageState.ACCEPTED],
    )
    within = min(days), max(days)
    same = others.filter(Q(used_on__range=within) | Q(used_on=None, report__until_on__range=within))
    rows = same.exclude(report=report.pk).select_related("report").order_by()
    return {
        _alike(line, line.report): _("%(report)s, row %(row)d") % {"report": line.report, "row": line.position}
        for line in rows
    }
