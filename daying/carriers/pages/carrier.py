"""How carriers show themselves."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from daying.carriers import queries
from daying.carriers.models import Carrier
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

    def offered(self, user: Any) -> Any:
        """The carriers in use."""
        return self.scope(user).filter(is_active=True)

