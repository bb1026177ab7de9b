"""Who may do what with carriers' bills."""

from django.utils.translation import gettext_lazy as _

from daying.carriers.models import BillDifference, BilledWaybill, CarrierBill
from daying.core.rights import DECIDE, TAKE_PART, Right, model_rights
from daying.people import posts

KEEPERS = {posts.CS_MANAGER, posts.CUSTOMER_SERVICE, posts.FINANCE}
READERS = KEEPERS | {posts.CHAIRMAN, posts.GM, posts.DIRECTOR, posts.WAREHOUSE, posts.AUDITOR, posts.SYSTEM_ADMIN}
SHEETS = READERS - {posts.WAREHOUSE, posts.SYSTEM_ADMIN}

RIGHTS = [
    *model_rights(CarrierBill, view=READERS, add=KEEPERS, change=KEEPERS, export=SHEETS),
    *model_rights(BilledWaybill, view=READERS, export=SHEETS),
    *model_rights(BillDifference, view=READERS, export=SHEETS),
    Right("carriers.decide_billdifference", _("Decide on differences of carriers' bills"), TAKE_PART, posts=KEEPERS),
    Right(
        "carriers.agree_carrierbill",
        _("Agree to carriers' bills"),
        DECIDE,
        posts={posts.DIRECTOR, posts.CS_MANAGER, posts.FINANCE},
    ),
    Right("carriers.settle_carrierbill", _("Note that carriers' bills are paid"), TAKE_PART, posts={posts.FINANCE}),
]
