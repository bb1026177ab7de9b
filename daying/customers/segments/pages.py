"""How segments show themselves."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from daying.customers.models import Customer, Segment
from daying.customers.segments import actions, queries, views
from daying.desk.gate import asks, shows
from daying.desk.resource import REGISTRY, Resource, panel, register


@register(Segment)
class SegmentPages(Resource):
    """Segments of the customer file. The rule is built on a page of its own, with the count beside it."""

    slug = "segments"
    icon = "filter"
    section = _("Customers")
    columns = ["name", "purpose", "target_score", "is_shared", "owner"]
    filters = ["owner", "is_shared"]
    search = ["name", "purpose"]
    form = ["name", "purpose", "target_score", "is_shared"]
    facts = ["name", "in_words", "scoring_in_words", "target_score", "is_shared", "owner", "purpose"]
    labels = {"in_words": _("Rule"), "scoring_in_words": _("Points for")}
    ordering = ["name", "id"]
    scope = staticmethod(queries.segments_seen_by)
    create = staticmethod(actions.create_segment)
    change = staticmethod(actions.amend_segment)
    extra_urls = [
        asks("segments/<uuid:public_id>/rule/", views.rule, name="segment-rule"),
        shows("segments/<uuid:public_id>/targets/", views.targets, name="segment-targets"),
    ]

    def further(self, record: Any, user: Any) -> Sequence[tuple[Any, str, str]]:
        """The rule, the target list, and the customers in their own list."""
        here, customers = self.url("detail", record), REGISTRY[Customer].url()
        return [
            (_("Rule and live count"), f"{here}rule/", "adjustments"),
            (_("Target list"), f"{here}targets/", "target"),
            (_("In the customer list"), f"{customers}?segment={record.public_id}", "list"),
        ]

    def may_edit(self, record: Any, user: Any) -> bool:
        """Everybody changes their own."""
        return record.owner_id == user.pk and super().may_edit(record, user)


def customers_of(segment: Segment) -> dict[str, Any]:
    """The customers that the rule finds today."""
    return {"pk__in": queries.customers_in(segment, Customer.objects.all(), timezone.localdate()).values("pk")}


panel(Segment, _("Customers"), type(REGISTRY[Customer]), find=customers_of)
