"""What was billed for goods that came back before the customer had them."""

from datetime import date

from django.utils.translation import gettext as _

from daying.core.actor import SYSTEM, Actor
from daying.core.workflow import action
from daying.receivables.actions.allocating import allocate_to
from daying.receivables.actions.billing import credited
from daying.receivables.models import Billing, EntryKind, Receipt


@action(right=None, serves="M6.1")
def credit_shipment(shipment_id: int, *, by: Actor, on: date) -> Receipt | None:
    """Credit what was billed for a shipment that came back, against its own billing as far as that is open.

    What the customer had paid of it already stays as a credit. None where nothing was billed.
    """
    billing = Billing.objects.select_related("customer", "shipment").filter(shipment=shipment_id).first()
    if billing is None or not billing.total:
        return None
    reason = _("%(shipment)s came back to us.") % {"shipment": billing.shipment}
    receipt = credited(EntryKind.CREDIT, by, on, billing.customer, billing.total, reason, billing.currency)
    if billing.open_amount:
        allocate_to(receipt, by=SYSTEM, on=on, billing=billing)
    return receipt
