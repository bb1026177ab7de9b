"""Who may do what with billings, receipts and the ledger."""

from django.utils.translation import gettext_lazy as _

from daying.core.rights import DECIDE, Right, model_rights
from daying.people import posts
from daying.receivables.models import Allocation, Billing, LedgerEntry, Receipt

READERS = posts.CENTRE | {posts.CHAIRMAN, posts.GM, posts.FINANCE, posts.AUDITOR, posts.SYSTEM_ADMIN}
SHEETS = {posts.CHAIRMAN, posts.GM, posts.DIRECTOR, posts.SALES_MANAGER, posts.CS_MANAGER, posts.FINANCE, posts.AUDITOR}
KEEPERS = {posts.FINANCE}

RIGHTS = [
    *model_rights(Billing, view=READERS, export=SHEETS),
    *model_rights(Receipt, view=READERS, add=KEEPERS, change=KEEPERS, export=SHEETS),
    *model_rights(Allocation, view=READERS, export=SHEETS),
    *model_rights(LedgerEntry, view=READERS, export=SHEETS),
    Right("receivables.post_receipt", _("Post receipts"), posts=KEEPERS),
    Right("receivables.allocate_receipt", _("Allocate receipts to billings"), posts=KEEPERS),
    Right("receivables.reverse_receipt", _("Reverse receipts"), DECIDE, posts=KEEPERS),
    Right("receivables.adjust_ledger", _("Adjust what customers owe"), DECIDE, posts=KEEPERS),
    Right("receivables.note_fapiao", _("Note fapiao numbers"), posts=KEEPERS),
]
