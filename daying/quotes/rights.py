"""Who may do what with opportunities and quotations."""

from django.utils.translation import gettext_lazy as _

from daying.core.rights import DECIDE, Right, model_rights
from daying.people import posts
from daying.quotes.models import Opportunity, Quotation

READERS = posts.CENTRE | {posts.CHAIRMAN, posts.GM, posts.FINANCE, posts.AUDITOR}
APPROVERS = {posts.SALES_MANAGER, posts.DIRECTOR, posts.GM}
SHEETS = {posts.CHAIRMAN, posts.GM, posts.DIRECTOR, posts.SALES_MANAGER, posts.CS_MANAGER, posts.FINANCE, posts.AUDITOR}

RIGHTS = [
    *model_rights(
        Opportunity, view=READERS, add=posts.CENTRE, change=posts.CENTRE, export=SHEETS, import_=posts.CENTRE
    ),
    *model_rights(Quotation, view=READERS, add=posts.CENTRE, change=posts.CENTRE, export=SHEETS, import_=posts.CENTRE),
    Right("quotes.approve_quotation", _("Approve quotations"), DECIDE, posts=APPROVERS),
    Right(
        "quotes.approve_any_discount",
        _("Approve discounts above the manager's limit"),
        DECIDE,
        {posts.DIRECTOR, posts.GM},
    ),
    Right(
        "quotes.view_margin",
        _("See costs and margins of quotations"),
        posts={posts.CHAIRMAN, posts.GM, posts.DIRECTOR, posts.SALES_MANAGER, posts.FINANCE, posts.AUDITOR},
    ),
]
