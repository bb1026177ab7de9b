"""How comparisons of tariffs and the policy for carriers show themselves."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daying.carriers.comparing import queries, reports, views  # noqa: F401  the figures are declared there
from daying.carriers.models import CarrierPolicy, ComparedTariff, TariffComparison
from daying.desk.gate import asks, shows
from daying.desk.resource import Resource, register

SECTION = _("Delivery")


@register(TariffComparison)
class TariffComparisonPages(Resource):
    """What past waybills would have cost under other tariffs."""

    slug = "tariff-comparisons"
    icon = "calculator"
    section = SECTION
    is_aside = True
    columns = ["name", "carrier", "from_on", "until_on", "waybills", "weight", "paid", "worked_at"]
    filters = ["carrier", "from_on", "until_on"]
    search = ["name"]
    form = ["name", "carrier", "from_on", "until_on", "remarks"]
    facts = ["carrier", "from_on", "until_on", "waybills", "weight", "paid", "worked_at", "remarks"]
    lines = (ComparedTariff, ["tariff"])
    line_columns = ["tariff", "rated", "unrated", "paid", "total", "saving"]
    labels = {"lines.saving": _("Saving")}
    not_added = ["lines.paid", "lines.total", "lines.saving"]  # each tariff is of the same waybills
    scope = staticmethod(queries.comparisons_seen_by)
    extra_urls = [
        asks("tariff-comparisons/<uuid:public_id>/result/", views.result, name="tariff-comparison-result"),
        shows(
            "tariff-comparisons/<uuid:public_id>/paper/<int:place>/<str:language>/",
            views.negotiation,
            name="tariff-comparison-paper",
        ),
    ]

    def further(self, record: Any, user: Any) -> Sequence[tuple[Any, str, str]]:
        """Lane by lane."""
        return [(_("What each tariff comes to"), reverse("tariff-comparison-result", args=[record.public_id]), "scale")]


@register(CarrierPolicy)
class CarrierPolicyPages(Resource):
    """How carriers are scored, and what is passed."""

    slug = "carrier-policy"
    icon = "settings"
    section = SECTION
    is_aside = True
    columns = ["on_time", "pick_up", "speed", "care", "bills", "price", "tolerance"]
    not_added = ["tolerance"]
    form = columns
    headings = {"on_time": _("Service score"), "tolerance": _("Bills")}
    scope = staticmethod(queries.policies_seen_by)
