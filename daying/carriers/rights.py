"""Who may do what with carriers, their tariffs and the courier book."""

from django.utils.translation import gettext_lazy as _

from daying.carriers.bills.rights import RIGHTS as BILL_RIGHTS
from daying.carriers.comparing.rights import RIGHTS as COMPARING_RIGHTS
from daying.carriers.models import Carrier, CarrierHook, Tariff, Waybill
from daying.core.rights import DECIDE, TAKE_PART, Right, model_rights
from daying.people import posts

KEEPERS = {posts.DIRECTOR, posts.CS_MANAGER, posts.CUSTOMER_SERVICE, posts.SYSTEM_ADMIN}
TAKE_OVER = {posts.DIRECTOR, posts.SYSTEM_ADMIN}
BOOKERS = posts.CENTRE | {posts.WAREHOUSE, posts.FINANCE, posts.PURCHASING, posts.QUALITY, posts.HR}
TRACKERS = {posts.CS_MANAGER, posts.CUSTOMER_SERVICE, posts.WAREHOUSE}
READERS = BOOKERS | {posts.CHAIRMAN, posts.GM, posts.PMC, posts.AUDITOR, posts.SYSTEM_ADMIN}
SHEETS = posts.MANAGERS | {posts.FINANCE, posts.WAREHOUSE, posts.AUDITOR}
PRICERS = {posts.DIRECTOR, posts.CS_MANAGER, posts.CUSTOMER_SERVICE, posts.WAREHOUSE, posts.FINANCE}
PRICE_READERS = PRICERS | {posts.CHAIRMAN, posts.GM, posts.SALES_MANAGER, posts.AUDITOR, posts.SYSTEM_ADMIN}

RIGHTS = [
    *model_rights(
        Carrier, view=posts.EVERYONE, add=KEEPERS, change=KEEPERS, export=posts.MANAGERS | KEEPERS, import_=TAKE_OVER
    ),
    *model_rights(Waybill, view=READERS, add=BOOKERS, change=BOOKERS, export=SHEETS, import_=TRACKERS),
    Right("carriers.track_waybill", _("Say what became of waybills"), TAKE_PART, posts=TRACKERS),
    Right("carriers.cancel_waybill", _("Cancel waybills"), TAKE_PART, posts=BOOKERS),
    *model_rights(Tariff, view=PRICE_READERS, add=PRICERS, change=PRICERS, export=SHEETS),
    Right(
        "carriers.approve_tariff",
        _("Approve tariffs of carriers"),
        DECIDE,
        posts={posts.GM, posts.DIRECTOR, posts.FINANCE, posts.CS_MANAGER},
    ),
    *model_rights(CarrierHook, view={posts.SYSTEM_ADMIN}, add={posts.SYSTEM_ADMIN}, change={posts.SYSTEM_ADMIN}),
    *BILL_RIGHTS,
    *COMPARING_RIGHTS,
]
