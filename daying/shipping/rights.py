"""Who may do what with shipments."""

from django.utils.translation import gettext_lazy as _

from daying.core.rights import DECIDE, SUPERVISE, TAKE_PART, Right, model_rights
from daying.people import posts
from daying.shipping.models import ExpectedReceipt, ProofOfDelivery, Reservation, Shipment, ShipmentException

PLANNERS = posts.CENTRE | {posts.PMC, posts.WAREHOUSE}
READERS = PLANNERS | {
    posts.CHAIRMAN,
    posts.GM,
    posts.FINANCE,
    posts.QUALITY,
    posts.PRODUCTION,
    posts.AUDITOR,
    posts.SYSTEM_ADMIN,
}
SHEETS = {posts.CHAIRMAN, posts.GM, posts.DIRECTOR, posts.SALES_MANAGER, posts.CS_MANAGER, posts.FINANCE}
SHEETS |= {posts.WAREHOUSE, posts.AUDITOR}
CONFIRMERS = {posts.WAREHOUSE, posts.CS_MANAGER, posts.CUSTOMER_SERVICE}
TELLERS = posts.CENTRE
SUPPLIERS = {posts.PMC, posts.PURCHASING, posts.PRODUCTION, posts.WAREHOUSE}
DECIDERS = {posts.PMC, posts.CS_MANAGER, posts.CUSTOMER_SERVICE, posts.SALES_MANAGER, posts.DIRECTOR}
TAKE_OVER = {posts.DIRECTOR, posts.SYSTEM_ADMIN}

RIGHTS = [
    *model_rights(Shipment, view=READERS, add=PLANNERS, change=PLANNERS, export=SHEETS),
    Right("shipping.pick_shipment", _("Pick shipments"), TAKE_PART, posts={posts.WAREHOUSE}),
    Right("shipping.dispatch_shipment", _("Dispatch shipments"), TAKE_PART, posts={posts.WAREHOUSE}),
    Right("shipping.deliver_shipment", _("Confirm deliveries"), TAKE_PART, posts=CONFIRMERS),
    Right("shipping.cancel_shipment", _("Cancel shipments"), SUPERVISE, posts=PLANNERS),
    *model_rights(ProofOfDelivery, view=READERS, export=SHEETS),
    *model_rights(ShipmentException, view=READERS, add=PLANNERS, change=PLANNERS, export=SHEETS),
    *model_rights(Reservation, view=READERS, export=SHEETS),
    *model_rights(
        ExpectedReceipt,
        view=READERS | SUPPLIERS,
        add=SUPPLIERS,
        change=SUPPLIERS,
        export=SHEETS | SUPPLIERS,
        import_=SUPPLIERS,
    ),
    Right("shipping.handle_exception", _("Deal with shipment exceptions"), TAKE_PART, posts=PLANNERS),
    Right("shipping.notify_customer", _("Tell customers about their shipments"), TAKE_PART, posts=TELLERS),
    Right("shipping.allocate_stock", _("Decide which order gets stock"), DECIDE, posts=DECIDERS),
    Right("shipping.take_over_shipment", _("Take over past shipments of another system"), DECIDE, posts=TAKE_OVER),
]
