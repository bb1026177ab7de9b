"""Who may do what with customers, contacts and zones."""

from django.utils.translation import gettext_lazy as _

from daying.core.rights import DECIDE, TAKE_PART, Right, model_rights
from daying.customers.models import AssignmentRule, Contact, Customer, OwnerChange, Pool, PoolEntry, PoolMember, Zone
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
    posts.AUDITOR,
    posts.SYSTEM_ADMIN,
}
SHEETS = {posts.DIRECTOR, posts.SALES_MANAGER, posts.CS_MANAGER, posts.FINANCE, posts.AUDITOR, posts.GM}
TAKE_OVER = {posts.DIRECTOR, posts.SYSTEM_ADMIN}
LEADERS = {posts.DIRECTOR, posts.SALES_MANAGER}
POOL_READERS = posts.CENTRE | {posts.CHAIRMAN, posts.GM, posts.AUDITOR, posts.SYSTEM_ADMIN}
POOL_KEEPERS = LEADERS | {posts.SYSTEM_ADMIN}

RIGHTS = [
    *model_rights(Customer, view=READERS, add=posts.CENTRE, change=posts.CENTRE, export=SHEETS, import_=TAKE_OVER),
    *model_rights(Contact, view=READERS, add=posts.CENTRE, change=posts.CENTRE, export=SHEETS, import_=TAKE_OVER),
    *model_rights(Zone, view=READERS, add=TAKE_OVER, change=TAKE_OVER, export=SHEETS, import_=TAKE_OVER),
    Right(
        "customers.assign_customer",
        _("Give a customer to another owner"),
        DECIDE,
        posts={posts.DIRECTOR, posts.SALES_MANAGER},
    ),
    Right(
        "customers.close_customer",
        _("Close a customer, or open one again"),
        DECIDE,
        posts={posts.DIRECTOR, posts.SALES_MANAGER},
    ),
    Right(
        "customers.set_credit",
        _("Set credit limits"),
        DECIDE,
        posts={posts.DIRECTOR, posts.FINANCE},
    ),
    *model_rights(Pool, view=POOL_READERS, add=TAKE_OVER, change=TAKE_OVER, export=SHEETS),
    *model_rights(PoolMember, view=POOL_READERS, add=POOL_KEEPERS, change=POOL_KEEPERS, export=SHEETS),
    *model_rights(PoolEntry, view=POOL_READERS, export=SHEETS),
    *model_rights(OwnerChange, view=POOL_READERS, export=SHEETS),
    *model_rights(AssignmentRule, view=POOL_READERS, add=POOL_KEEPERS, change=POOL_KEEPERS, export=SHEETS),
    Right("customers.claim_customer", _("Claim customers from a pool"), TAKE_PART, posts=posts.SALES),
    Right("customers.release_customer", _("Put customers into the pool"), TAKE_PART, posts=posts.SALES),
    Right("customers.protect_customer", _("Protect customers from the pool"), DECIDE, posts=LEADERS),
    Right("customers.run_pool_rules", _("Run the rules of the pools"), DECIDE, posts=LEADERS),
]
