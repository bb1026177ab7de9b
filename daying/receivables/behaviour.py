"""What receivables tell of customers: how much they let pass."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from daying.core.money import MoneyField
from daying.customers.behaviour import behaviour
from daying.products.models.product import HOME_CURRENCY
from daying.receivables import queries


@behaviour("overdue", _("Overdue (RMB)"), "money")
def overdue(operator: str, amount: Decimal, today: date) -> Q:
    """What is open of billings past their due day, in the company's own currency, from or up to an amount."""
    late = queries.overdue(today).filter(customer=OuterRef("pk"), currency=HOME_CURRENCY).order_by()
    opened = late.values("customer").annotate(added=Sum(F("total") - F("settled_amount"), output_field=MoneyField()))
    owed: Any = Coalesce(Subquery(opened.values("added")), Value(Decimal(0), output_field=MoneyField()))
    compared = GreaterThanOrEqual if operator == "from" else LessThanOrEqual
    return Q(compared(owed, Value(amount, output_field=MoneyField())))
