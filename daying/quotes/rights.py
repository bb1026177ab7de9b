"""Who may do what with opportunities and quotations."""

from django.utils.translation import gettext_lazy as _

from daying.core.rights import Right, model_rights
from daying.people import posts
from daying.quotes.models import ApprovalRule, DiscountLimit, Opportunity, Quotation, QuotationPolicy

READERS = posts.CENTRE | {posts.CHAIRMAN, posts.GM, posts.FINANCE, posts.AUDITOR}
RULERS = {posts.DIRECTOR, posts.SYSTEM_ADMIN}
RULED = READERS | {posts.SYSTEM_ADMIN}
SHEETS = {posts.CHAIRMAN, posts.GM, posts.DIRECTOR, posts.SALES_MANAGER, posts.CS_MANAGER, posts.FINANCE, posts.AUDITOR}

RIGHTS = [
    *model_rights(
        Opportunity, view=READERS, add=posts.CENTRE, change=posts.CENTRE, export=SHEETS, import_=posts.CENTRE
    ),
    *model_rights(Quotation, view=READERS, add=posts.CENTRE, change=posts.CENTRE, export=SHEETS, import_=posts.CENTRE),
    *model_rights(DiscountLimit, view=RULED, add=RULERS, change=RULERS, export=SHEETS),
    *model_rights(ApprovalRule, view=RULED, add=RULERS, change=RULERS, export=SHEETS),
    *model_rights(QuotationPolicy, view=RULED, change=RULERS),
    Right(
        "quotes.view_margin",
        _("See costs and margins of quotations"),
        posts={posts.CHAIRMAN, posts.GM, posts.DIRECTOR, posts.SALES_MANAGER, posts.FINANCE, posts.AUDITOR},
    ),
]
