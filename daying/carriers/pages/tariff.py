"""How tariffs show themselves."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daying.carriers import actions, queries
from daying.carriers.models import Carrier, Tariff, TariffState
from daying.carriers.tariffs import sheet, views
from daying.carriers.tariffs.tables import tables_of
from daying.desk.gate import asks, shows
from daying.desk.resource import Resource, Table, link, panel, register, todo

SECTION = _("Delivery")
APPROVE = "carriers.approve_tariff"


@register(Tariff)
class TariffPages(Resource):
    """What carriers charge, edition by edition."""

    slug = "tariffs"
    icon = "currency-yuan"
    section = SECTION
    columns = ["name", "carrier", "account", "edition", "valid_from", "valid_until", "is_offered", "state"]
    filters = ["carrier", "account", "state", "is_offered", "valid_from"]
    search = ["name", "account", "carrier__name"]
    form = ["carrier", "name", "account", "valid_from", "valid_until", "is_offered", "remarks"]
    facts = ["carrier", "account", "edition", "valid_from", "valid_until", "is_offered", "remarks", "submitted_by"]
    facts += ["approved_by", "rejected_for"]
    parts = {key: (model, names) for key, (_label, model, names) in views.PARTS.items()}
    write_part = staticmethod(actions.write_rows)
    open_states = [TariffState.DRAFT]
    way = [TariffState.DRAFT, TariffState.SUBMITTED, TariffState.APPROVED, TariffState.SUPERSEDED]
    ordering = ["carrier", "name", "-edition"]
    scope = staticmethod(queries.tariffs_seen_by)
    create = staticmethod(actions.open_tariff)
    change = staticmethod(actions.amend_tariff)
    list_links = [(_("What would it cost?"), "tariff-try", "calculator", views.VIEW)]
    extra_urls = [
        shows("tariffs/try/", views.attempt, name="tariff-try"),
        asks("tariffs/<uuid:public_id>/rows/<str:part>/", views.rows, name="tariff-rows"),
        asks("tariffs/<uuid:public_id>/new-edition/", views.new_edition, name="tariff-edition"),
    ]

    def tables(self, record: Any, user: Any) -> Sequence[Table]:
        """What is missing, and its service products, zones, fares and surcharges."""
        return tables_of(record, may_write=self.may_edit(record, user))

    def further(self, record: Any, user: Any) -> Sequence[tuple[Any, str, str]]:
        """The sheet of fares, a new edition, and trying it."""
        found = []
        if self.may_edit(record, user):
            found += [(part[0], reverse("tariff-rows", args=[record.public_id, key]), "table") for key, part in PARTS]
            found.append((_("Take the carrier's sheet of fares"), sheet.sheet_of(record), "file-import"))
        if self.allows(user, "add"):
            found.append((_("New edition"), reverse("tariff-edition", args=[record.public_id]), "files"))
        query = f"?tariff={record.public_id}" if record.state in (TariffState.DRAFT, TariffState.SUBMITTED) else ""
        return [*found, (_("What would it cost?"), reverse("tariff-try") + query, "calculator")]


PARTS = views.PARTS.items()
panel(Carrier, _("Tariffs"), TariffPages, by="carrier")
link(_("What would it cost?"), "tariff-try", icon="calculator", section=SECTION, right=views.VIEW)


@todo(_("Tariffs to approve"), serves="M6.5")
def to_approve(user: Any, today: date) -> Any:
    """Handed in by others, for those who may approve."""
    if not user.has_perm(APPROVE):
        return Tariff.objects.none()
    return Tariff.objects.filter(state=TariffState.SUBMITTED).exclude(submitted_by=user.pk).exclude(created_by=user.pk)
