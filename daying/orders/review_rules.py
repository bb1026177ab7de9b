"""Which kind an order is, and which rule says who reviews it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext_lazy as _

from daying.core.compiled import Compiled
from daying.orders import red_lines
from daying.orders.models import OrderKind, ReviewRule, ReviewSigner, SalesOrder
from daying.orders.red_lines import Submitted
from daying.people import departments
from daying.people.models import Department
from daying.work.actions import Asked
from daying.work.models import Mode

# Who is asked where no rule fits.
REVIEWERS = {
    departments.PMC: _("Delivery date and capacity"),
    departments.FINANCE: _("Terms of payment and credit"),
}
ASKED = Compiled(lambda: Department.objects.filter(code__in=REVIEWERS).order_by("code"))
RULES = Compiled(lambda: ReviewRule.objects.filter(is_active=True).order_by("rank", "pk"))
SIGNERS = Compiled(
    lambda rule: ReviewSigner.objects.filter(rule=rule).select_related("department").order_by("step", "position")
)


@dataclass(frozen=True)
class Review:
    """How an order is reviewed. warnings: its red lines."""

    rule: ReviewRule
    signers: Sequence[ReviewSigner]
    warnings: Sequence[str]

    @property
    def steps(self) -> list[list[Asked]]:
        """Who is asked, step by step where the rule asks so."""
        if self.rule.mode != Mode.STEPS:
            return [[_asked(signer) for signer in self.signers]]
        return [[_asked(signer) for signer in step] for _n, step in groupby(self.signers, lambda one: one.step)]


def kind_of(submitted: Submitted) -> str:
    """What was chosen by hand; else a repeat where the customer has ordered every product before."""
    is_repeat = all(getattr(line, "was_ordered", False) for line in submitted.lines)
    return submitted.order.kind or (OrderKind.REPEAT if is_repeat else OrderKind.NEW)


def review_of(submitted: Submitted) -> Review:
    """By the first rule that fits and asks somebody; where none does, PMC and Finance at once. Two queries, mostly."""
    for rule in RULES():
        signers = SIGNERS(rule.pk) if _fits(rule, submitted.order) else []
        warnings = red_lines.found(submitted, rule) if signers else []
        if signers and not (rule.is_short and warnings):
            return Review(rule, signers, warnings)
    usual = ReviewRule()
    signers = [ReviewSigner(department=one, duty=str(REVIEWERS[one.code])) for one in ASKED()]
    return Review(usual, signers, red_lines.found(submitted, usual))


def _fits(rule: ReviewRule, order: SalesOrder) -> bool:
    wanted = ((rule.kind, order.kind), (rule.grade, order.customer.grade), (rule.terms, order.terms))
    return order.total >= rule.amount_from and all(not value or value == its for value, its in wanted)


def _asked(signer: ReviewSigner) -> Asked:
    return Asked(signer.department, signer.duty, checklist=signer.checklist)
