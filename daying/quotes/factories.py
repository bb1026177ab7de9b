"""Opportunities, and quotations that were approved, for tests and samples."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from daying.core.actor import SYSTEM
from daying.customers.models import Customer
from daying.quotes import actions
from daying.quotes.models import Opportunity, Quotation, State
from daying.work import actions as work
from daying.work.queries import OPEN_OPINIONS, who_may_answer


def opportunity(customer: Customer, **values: Any) -> Opportunity:
    """An opportunity with this customer, of 10,000 expected in the middle of April 2026."""
    usual = {"title": "伺服电机年度供货", "amount": Decimal(10000), "expected_on": date(2026, 4, 15)}
    told = {**usual, "opened_on": date(2026, 3, 2), **values}
    return actions.open_opportunity(by=SYSTEM, customer=customer, **told)


def approved(quotation: Quotation) -> Quotation:
    """A quotation that was handed in, with the agreement of everybody who is asked, in turn."""
    while quotation.state == State.SUBMITTED:
        opinion = OPEN_OPINIONS(quotation._meta.label_lower, quotation.pk)[0]
        work.agree(opinion, by=who_may_answer(opinion, timezone.localdate())[0])
        quotation = Quotation.objects.get(pk=quotation.pk)
    return quotation
