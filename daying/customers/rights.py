"""Who may do what with customers, contacts and zones."""

from django.utils.translation import gettext_lazy as _

from daying.core.rights import DECIDE, Right, model_rights
from daying.customers.models import Contact, Customer, DevelopmentPlan, Segment, Zone
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

RIGHTS = [
    *model_rights(Customer, view=READERS, add=posts.CENTRE, change=posts.CENTRE, export=SHEETS, import_=TAKE_OVER),
    *model_rights(Contact, view=READERS, add=posts.CENTRE, change=posts.CENTRE, export=SHEETS, import_=TAKE_OVER),
    *model_rights(Zone, view=READERS, add=TAKE_OVER, change=TAKE_OVER, export=SHEETS, import_=TAKE_OVER),
    *model_rights(
        DevelopmentPlan,
        view=posts.CENTRE | {posts.CHAIRMAN, posts.GM, posts.AUDITOR, posts.HR},
        add=posts.SALES,
        change=posts.SALES,
        export=SHEETS,
    ),
    *model_rights(
        Segment,
        view=posts.CENTRE | {posts.CHAIRMAN, posts.GM, posts.FINANCE, posts.AUDITOR},
        add=posts.CENTRE | {posts.GM},
        change=posts.CENTRE | {posts.GM},
        export=SHEETS,
    ),
    Right(
        "customers.approve_developmentplan",
        _("Approve development plans"),
        DECIDE,
        posts={posts.GM, posts.DIRECTOR, posts.SALES_MANAGER},
    ),
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
]
