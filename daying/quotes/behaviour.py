"""What quotations and opportunities tell of customers."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from daying.customers.behaviour import behaviour
from daying.quotes.models import OPEN_STAGES, Opportunity, Quotation


@behaviour("open_opportunity", _("Has an open opportunity"), "flag")
def open_opportunity(operator: str, value: Any, today: date) -> Q:
    """Whether there is business that may come."""
    found = Exists(Opportunity.objects.filter(customer=OuterRef("pk"), state__in=OPEN_STAGES))
    return Q(found) if operator == "yes" else ~Q(found)


@behaviour("last_quotation", _("Last quotation"), "days")
def last_quotation(operator: str, days: int, today: date) -> Q:
    """Quoted within so many days, or not for longer than that (or never)."""
    since = Quotation.objects.filter(customer=OuterRef("pk"), quoted_on__gt=today - timedelta(days=days))
    return Q(Exists(since)) if operator == "within" else ~Q(Exists(since))
