"""How the sample shows itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from daying.desk.resource import Resource, panel, register, todo
from daying.desk.tests.sample import actions, queries
from daying.desk.tests.sample.models import Deal, DealLine, Firm, Item, State


@register(Firm)
class FirmPages(Resource):
    """Firms, written by the kit itself."""

    slug = "sample-firms"
    icon = "building"
    columns = ["code", "name", "owner", "currency"]
    filters = ["owner", "currency"]
    search = ["code", "name", "english_name"]
    form = ["code", "name", "english_name", "owner", "currency", "parent", "note"]
    imports = ["code", "name", "english_name", "owner", "currency", "parent"]
    aliases = {"name": ["公司名称"]}
    scope = staticmethod(queries.firms_seen_by)

    def further(self, record: Any, user: Any) -> Sequence[tuple[Any, str, str]]:
        """The firm's own list of deals."""
        return [("All its deals", f"/sample-deals/?firm={record.public_id}", "printer")]

    def defaults(self, records: Sequence[Any], user: Any, around: Mapping[str, str]) -> list[dict[str, Any]]:
        """A deal is in the currency of its firm."""
        return [{"currency": firm.currency} for firm in records]


@register(Item)
class ItemPages(Resource):
    """Items."""

    slug = "sample-items"
    icon = "box"
    columns = ["code", "name", "price"]
    search = ["code", "name"]
    form = ["code", "name", "price"]
    imports = ["code", "name", "price"]
    scope = staticmethod(queries.items_seen_by)

    def defaults(self, records: Sequence[Any], user: Any, around: Mapping[str, str]) -> list[dict[str, Any]]:
        """A line takes the price of its item."""
        return [{"unit_price": item.price} for item in records]


@register(Deal)
class DealPages(Resource):
    """Deals, written by actions."""

    slug = "sample-deals"
    icon = "file-text"
    columns = ["number", "firm", "wanted_on", "total", "state"]
    filters = ["state", "firm", "wanted_on"]
    search = ["number", "firm__name"]
    form = ["firm", "currency", "wanted_on", "is_urgent", "deposit", "remarks"]
    facts = ["firm", "currency", "wanted_on", "is_urgent", "deposit", "total", "margin", "approved_on", "remarks"]
    guarded = {"margin": "sample.see_margin"}
    headings = {"deposit": "Payment"}
    lines = (DealLine, ["item", "quantity", "unit_price", "discount", "wanted_on"])
    imports = ["firm", "currency", "wanted_on", "is_urgent", "deposit", "remarks"]
    board = "state"
    open_states = [State.DRAFT]
    way = [State.DRAFT, State.SUBMITTED, State.APPROVED, State.DONE]
    scope = staticmethod(queries.deals_seen_by)
    create = staticmethod(actions.open_deal)
    change = staticmethod(actions.amend)


panel(Firm, "Deals", DealPages, by="firm")


@todo("Deals to submit", serves="M5.3")
def to_submit(user: Any, today: Any) -> Any:
    """Drafts."""
    return queries.deals_seen_by(user).filter(state=State.DRAFT)
