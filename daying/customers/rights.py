"""Who may do what with customers, contacts and zones."""

from django.utils.translation import gettext_lazy as _

from daying.core.rights import DECIDE, SUPERVISE, TAKE_PART, Right, model_rights
from daying.customers.models import (
    AssignmentRule,
    Contact,
    Customer,
    CustomerAddress,
    DevelopmentPlan,
    FollowUp,
    Letter,
    LetterTemplate,
    Need,
    OwnerChange,
    Pool,
    PoolEntry,
    PoolMember,
    Reception,
    Segment,
    Zone,
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
    posts.AUDITOR,
    posts.SYSTEM_ADMIN,
}
SHEETS = {posts.DIRECTOR, posts.SALES_MANAGER, posts.CS_MANAGER, posts.FINANCE, posts.AUDITOR, posts.GM}
LISTENERS = posts.CENTRE | posts.MANAGERS | {posts.AUDITOR}
WORDING = {posts.DIRECTOR, posts.SALES_MANAGER, posts.CS_MANAGER, posts.CUSTOMER_SERVICE}
TAKE_OVER = {posts.DIRECTOR, posts.SYSTEM_ADMIN}
LEADERS = {posts.DIRECTOR, posts.SALES_MANAGER}
POOL_READERS = posts.CENTRE | {posts.CHAIRMAN, posts.GM, posts.AUDITOR, posts.SYSTEM_ADMIN}
POOL_KEEPERS = LEADERS | {posts.SYSTEM_ADMIN}

RIGHTS = [
    *model_rights(Customer, view=READERS, add=posts.CENTRE, change=posts.CENTRE, export=SHEETS, import_=TAKE_OVER),
    *model_rights(Contact, view=READERS, add=posts.CENTRE, change=posts.CENTRE, export=SHEETS, import_=TAKE_OVER),
    *model_rights(
        CustomerAddress, view=READERS, add=posts.CENTRE, change=posts.CENTRE, export=SHEETS, import_=TAKE_OVER
    ),
    *model_rights(Zone, view=READERS, add=TAKE_OVER, change=TAKE_OVER, export=SHEETS, import_=TAKE_OVER),
    *model_rights(FollowUp, view=LISTENERS, add=posts.CENTRE, change=posts.CENTRE, export=SHEETS),
    Right("customers.supervise_followups", _("Supervise follow-ups"), SUPERVISE, posts=posts.MANAGERS),
    *model_rights(Need, view=posts.EVERYONE, add=posts.CENTRE, change=posts.CENTRE, export=SHEETS),
    Right("customers.route_need", _("Route customers' needs to departments"), TAKE_PART, posts=posts.CENTRE),
    Right("customers.answer_need", _("Reply to customers' needs"), DECIDE, posts=posts.EVERYONE - {posts.AUDITOR}),
    Right("customers.tell_need", _("Tell customers the reply"), TAKE_PART, posts=posts.CENTRE),
    Right("customers.close_need", _("Close or drop customers' needs"), TAKE_PART, posts=posts.CENTRE),
    *model_rights(Reception, view=posts.EVERYONE, add=posts.CENTRE, change=posts.CENTRE, export=SHEETS),
    Right(
        "customers.agree_reception",
        _("Agree to the reception of visitors"),
        DECIDE,
        posts={posts.DIRECTOR, posts.SALES_MANAGER, posts.CS_MANAGER, posts.GM},
    ),
    *model_rights(Letter, view=LISTENERS, add=posts.CENTRE, change=posts.CENTRE, export=SHEETS),
    *model_rights(LetterTemplate, view=LISTENERS, add=WORDING, change=WORDING, export=SHEETS),
    Right("customers.send_letter", _("Send e-mails to customers"), TAKE_PART, posts=posts.CENTRE),
    Right("customers.file_letter", _("File e-mails that are nobody's"), TAKE_PART, posts=WORDING),
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
        "customers.merge_customer",
        _("Merge two files of one customer"),
        DECIDE,
        posts={posts.DIRECTOR, posts.SALES_MANAGER, posts.CS_MANAGER},
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
