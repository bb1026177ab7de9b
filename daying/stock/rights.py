"""Who may do what with stock."""

from daying.core.rights import model_rights
from daying.people import posts
from daying.stock.jit.rights import JIT_RIGHTS
from daying.stock.models import StockBalance, StockClosing, StockLevel, StockMovement, Warehouse

READERS = posts.CENTRE | posts.OTHER_DEPARTMENTS | {posts.CHAIRMAN, posts.GM, posts.AUDITOR, posts.SYSTEM_ADMIN}
KEEPERS = {posts.WAREHOUSE, posts.SYSTEM_ADMIN}
SHEETS = posts.MANAGERS | {posts.WAREHOUSE, posts.PMC, posts.FINANCE}

RIGHTS = [
    *model_rights(Warehouse, view=READERS, add=KEEPERS, change=KEEPERS, export=SHEETS),
    *model_rights(StockMovement, view=READERS, export=SHEETS),
    *model_rights(StockLevel, view=READERS, export=SHEETS),
    *model_rights(StockBalance, view=READERS, export=SHEETS),
    *model_rights(StockClosing, view=READERS),
    *JIT_RIGHTS,
]
