"""Who may do what with orders."""

from django.utils.translation import gettext_lazy as _

from daying.core.rights import DECIDE, SUPERVISE, Right, model_rights
from daying.orders.models import (
    ChangeOrder,
    ChangeReviewer,
    Contract,
    ContractTemplate,
    CreditHold,
    ReviewRule,
    SalesOrder,
)
from daying.people import posts

READERS = posts.CENTRE | {
    posts.CHAIRMAN,
    posts.GM,
    posts.FINANCE,
    posts.PMC,
    posts.QUALITY,
    posts.ENGINEERING,
    posts.RND,
    posts.WAREHOUSE,
    posts.PRODUCTION,
    posts.PURCHASING,
    posts.AUDITOR,
    posts.SYSTEM_ADMIN,
}
SHEETS = {posts.CHAIRMAN, posts.GM, posts.DIRECTOR, posts.SALES_MANAGER, posts.CS_MANAGER, posts.FINANCE, posts.AUDITOR}
STEERERS = {posts.DIRECTOR, posts.SALES_MANAGER, posts.CS_MANAGER, posts.CUSTOMER_SERVICE}
RULERS = {posts.DIRECTOR, posts.SYSTEM_ADMIN}
CREDIT_READERS = posts.CENTRE | {posts.CHAIRMAN, posts.GM, posts.FINANCE, posts.AUDITOR, posts.SYSTEM_ADMIN}
CREDIT_DECIDERS = {posts.GM, posts.DIRECTOR, posts.FINANCE}
SIGNERS = {posts.GM, posts.DIRECTOR, posts.SALES_MANAGER}
WORDING = {posts.DIRECTOR, posts.CS_MANAGER, posts.SYSTEM_ADMIN}
TAKE_OVER = {posts.DIRECTOR, posts.SYSTEM_ADMIN}

RIGHTS = [
    *model_rights(SalesOrder, view=READERS, add=posts.CENTRE, change=posts.CENTRE, export=SHEETS, import_=posts.CENTRE),
    *model_rights(ReviewRule, view=READERS, add=RULERS, change=RULERS, export=SHEETS),
    Right("orders.release_salesorder", _("Release reviewed orders"), SUPERVISE, posts=STEERERS),
    Right("orders.hold_salesorder", _("Put orders on hold and resume them"), SUPERVISE, STEERERS | {posts.FINANCE}),
    Right("orders.move_delivery_date", _("Move promised delivery dates"), SUPERVISE, STEERERS | {posts.PMC}),
    Right("orders.close_salesorder", _("Close orders"), SUPERVISE, posts=STEERERS),
    Right(
        "orders.cancel_salesorder", _("Cancel orders"), DECIDE, {posts.DIRECTOR, posts.SALES_MANAGER, posts.CS_MANAGER}
    ),
    *model_rights(CreditHold, view=CREDIT_READERS, export=SHEETS),
    Right("orders.decide_credit", _("Decide on orders held for credit"), DECIDE, posts=CREDIT_DECIDERS),
    *model_rights(Contract, view=CREDIT_READERS, add=posts.CENTRE, change=posts.CENTRE, export=SHEETS),
    Right("orders.sign_contract", _("Put contracts into force and end them"), DECIDE, posts=SIGNERS),
    *model_rights(ContractTemplate, view=CREDIT_READERS, add=WORDING, change=WORDING),
    *model_rights(ChangeOrder, view=READERS, add=posts.CENTRE, change=posts.CENTRE, export=SHEETS),
    *model_rights(ChangeReviewer, view=READERS, add=RULERS, change=RULERS, export=SHEETS),
    Right("orders.take_over_order", _("Take over past orders of another system"), DECIDE, posts=TAKE_OVER),
]
