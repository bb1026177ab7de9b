"""A quotation that the customer has is not changed: another version under the same number takes its place."""

from datetime import date

from django.utils.translation import gettext_lazy

from daying.core import changes
from daying.core.actor import Actor
from daying.core.workflow import transition
from daying.quotes.actions.quotations import drafted, lines_of
from daying.quotes.models import Quotation, State, end_of_validity


@transition(
    Quotation,
    label=gettext_lazy("Revise"),
    source=(State.APPROVED, State.SENT, State.DECLINED),
    target=State.SUPERSEDED,
    right="quotes.change_quotation",
    serves="M5.2",
    inputs={"reason": gettext_lazy("Why there is another version")},
)
def revise(quotation: Quotation, *, by: Actor, on: date, reason: str) -> None:
    """Draft the next version with the same lines and prices. This one can no longer be accepted."""
    head = {
        "quoted_on": on,
        "valid_until": end_of_validity(on),
        "opportunity": quotation.opportunity,
        "remarks": quotation.remarks,
    }
    lines = [{name: value for name, value in line.items() if name != "id"} for line in lines_of(quotation)]
    following, priced = drafted(quotation.customer, quotation.contact, head, lines)
    following.number, following.revision = quotation.number, quotation.revision + 1
    changes.create(following, by=by, lines=priced)
