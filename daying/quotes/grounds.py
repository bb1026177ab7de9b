"""Why a quotation needs somebody's approval, in sentences: what is beyond a post's limit, which rules ask for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from daying.core import written
from daying.core.compiled import Compiled
from daying.core.money import round_money
from daying.products.models.product import HOME_CURRENCY
from daying.products.queries import rate_on
from daying.quotes.models import ApprovalRule, DiscountLimit, Quotation, QuotationLine

MOST_NAMED = 5
LINES = Compiled(lambda quotation: QuotationLine.objects.filter(quotation=quotation).select_related("product"))


@dataclass(frozen=True)
class Ground:
    """One reason. margin: the same with the figures of cost, where there are any; for those who may see margins."""

    told: str
    margin: str = ""


@dataclass(frozen=True)
class Offered:
    """A quotation as it is handed in. amount: its total in the company's own currency."""

    quotation: Quotation
    lines: Sequence[QuotationLine]
    amount: Decimal

    @classmethod
    def on(cls, quotation: Quotation, day: date) -> "Offered":
        """With its lines, at the rate of the day; without a rate the total counts as it stands. Two queries at most."""
        is_ours = quotation.currency == HOME_CURRENCY
        rate = None if is_ours else rate_on(quotation.currency, day)
        lines = LINES(quotation.pk)
        return cls(quotation, lines, quotation.total if rate is None else round_money(quotation.total * rate))


def without_limit() -> list[Ground]:
    """Whoever hands it in holds no post that decides anything alone."""
    return [Ground(_("Whoever submitted it has no discount limit."))]


def beyond(offered: Offered, limit: DiscountLimit) -> list[Ground]:
    """What a post may not grant alone; nothing where it may."""
    return [*_discounts(offered, limit.largest_discount), *_margins(offered, limit.lowest_margin)]


def fits(offered: Offered, rule: ApprovalRule) -> bool:
    """Whether a rule asks for an approval of this quotation. A margin that is not known is under none."""
    quotation, margin = offered.quotation, offered.quotation.margin_rate
    return (
        (rule.amount_from is None or offered.amount >= rule.amount_from)
        and (rule.discount_over is None or quotation.largest_discount > rule.discount_over)
        and (rule.margin_under is None or (margin is not None and margin < rule.margin_under))
    )


def of_rule(offered: Offered, rule: ApprovalRule) -> Ground:
    """That a rule asks for it, and by which of its conditions."""
    told = _rule_told(rule, [*_total_told(offered, rule), *_discount_told(offered, rule)])
    if rule.margin_under is None or offered.quotation.margin_rate is None:
        return Ground(told)
    words = {"margin": written.rate(offered.quotation.margin_rate), "limit": written.rate(rule.margin_under)}
    return Ground(told, _rule_told(rule, [_("margin %(margin)s, under %(limit)s") % words]))


def _discounts(offered: Offered, most: Decimal) -> list[Ground]:
    over = [line for line in offered.lines if line.reduction > most]
    named = [Ground(_over(line, most)) for line in over[:MOST_NAMED]]
    rest = len(over) - MOST_NAMED
    return [*named, Ground(_("%(count)d more lines are over it.") % {"count": rest})] if rest > 0 else named


def _over(line: QuotationLine, most: Decimal) -> str:
    told = {"line": line.position, "discount": written.rate(line.reduction), "limit": written.rate(most)}
    return _("Line %(line)s: discount %(discount)s is over %(limit)s.") % told


def _margins(offered: Offered, least: Decimal | None) -> list[Ground]:
    """Of the whole, and lines below cost. What it costs is said to those alone who may see margins."""
    if least is None:
        return []
    said = [_below_cost(line) for line in offered.lines if line.is_below_cost][:MOST_NAMED]
    margin = offered.quotation.margin_rate
    if margin is not None and margin < least:
        told = {"margin": written.rate(margin), "limit": written.rate(least)}
        said.append(_("The margin of %(margin)s is under %(limit)s.") % told)
    return [Ground(_("The margin is lower than the post may grant."), "\n".join(said))] if said else []


def _below_cost(line: QuotationLine) -> str:
    told = {
        "line": line.position,
        "product": line.product,
        "amount": written.money(line.net_amount),
        "cost": written.money(line.cost or Decimal(0)),
    }
    return _("Line %(line)s, %(product)s: %(amount)s without tax is below the cost of %(cost)s.") % told


def _rule_told(rule: ApprovalRule, conditions: Sequence[str]) -> str:
    if not conditions:
        return _("Rule “%(rule)s” asks for it.") % {"rule": rule}
    return _("Rule “%(rule)s”: %(conditions)s.") % {"rule": rule, "conditions": ", ".join(conditions)}


def _total_told(offered: Offered, rule: ApprovalRule) -> list[str]:
    if rule.amount_from is None:
        return []
    told = {"total": written.money(offered.amount), "amount": written.money(rule.amount_from)}
    return [_("total %(total)s, from %(amount)s on") % told]


def _discount_told(offered: Offered, rule: ApprovalRule) -> list[str]:
    if rule.discount_over is None:
        return []
    told = {"discount": written.rate(offered.quotation.largest_discount), "limit": written.rate(rule.discount_over)}
    return [_("discount %(discount)s, over %(limit)s") % told]
