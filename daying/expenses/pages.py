"""How costs show themselves."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daying.customers.models import Customer
from daying.desk.gate import asks
from daying.desk.resource import Resource, panel, register
from daying.expenses import actions, queries, views
from daying.expenses.models import CostEntry
from daying.people.models import Department


@register(CostEntry)
class CostEntryPages(Resource):
    """What was spent, entry by entry."""

    slug = "costs"
    icon = "receipt"
    section = _("Receivables")
    is_aside = True
    columns = ["booked_on", "category", "month", "department", "customer", "subject_label", "currency", "amount"]
    filters = ["category", "month", "department", "customer", "product", "booked_on", "currency", "amount"]
    search = ["note", "subject_label", "customer__name"]
    form = ["category", "department", "amount", "currency", "month", "booked_on", "customer", "product", "note"]
    facts = [*form, "subject_label"]
    labels = {"subject_label": _("Document")}
    ordering = ["-booked_on", "-id"]
    scope = staticmethod(queries.costs_seen_by)
    create = staticmethod(actions.book)
    extra_urls = [asks("costs/<uuid:public_id>/reverse/", views.reverse_cost, name="cost-reverse")]

    def may_edit(self, record: Any, user: Any) -> bool:
        """Never: it is reversed."""
        return False

    def matter(self, record: Any) -> Any:
        """The document that it comes from."""
        return record.subject

    def further(self, record: Any, user: Any) -> Sequence[tuple[Any, str, str]]:
        """One that stands can be reversed."""
        if not user.has_perm(views.REVERSE) or queries.is_reversed(record):
            return ()
        return [(_("Reverse"), reverse("cost-reverse", args=[record.public_id]), "arrow-back-up")]


panel(Customer, _("Costs"), CostEntryPages, by="customer")
panel(Department, _("Costs"), CostEntryPages, by="department")
