"""Who may do what with costs."""

from django.utils.translation import gettext_lazy as _

from daying.core.rights import DECIDE, Right, model_rights
from daying.expenses.models import CostEntry
from daying.people import posts

READERS = posts.MANAGERS | {posts.FINANCE, posts.AUDITOR, posts.SYSTEM_ADMIN}
KEEPERS = {posts.FINANCE}

RIGHTS = [
    *model_rights(CostEntry, view=READERS, add=KEEPERS, export=READERS),
    Right("expenses.reverse_costentry", _("Reverse costs"), DECIDE, posts=KEEPERS),
]
