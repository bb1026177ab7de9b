"""How carriers show themselves."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daying.carriers import queries, views
from daying.carriers.models import Carrier
from daying.desk.gate import asks, does
from daying.desk.resource import Resource, register


@register(Carrier)
class CarrierPages(Resource):
    """Who brings our goods."""

    slug = "carriers"
    icon = "truck"
    section = _("Delivery")
    columns = ["code", "name", "account", "service", "phone", "is_active"]
    filters = ["is_active"]
    search = ["code", "name"]
    form = ["code", "name", "phone", "account", "service", "is_active"]
    imports = form
    ordering = ["code"]
    scope = staticmethod(queries.carriers_seen_by)
    extra_urls = [
        asks("carriers/<uuid:public_id>/messages/", views.hook, name="carrier-hook"),
        does("carrier-messages/<uuid:public_id>/", views.message, name="carrier-message"),
    ]

    def further(self, record: Any, user: Any) -> Sequence[tuple[Any, str, str]]:
        """Where its system tells us of its consignments."""
        if not user.has_perm(views.HOOKS):
            return ()
        return [(_("Messages of its system"), reverse("carrier-hook", args=[record.public_id]), "webhook")]

    def offered(self, user: Any) -> Any:
        """The carriers in use."""
        return self.scope(user).filter(is_active=True)
