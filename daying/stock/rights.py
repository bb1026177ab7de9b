"""Who may do what with stock."""

from django.utils.translation import gettext_lazy as _

from daying.core.rights import DECIDE, Right, model_rights
from daying.people import posts
from daying.stock.jit.rights import JIT_RIGHTS
from daying.stock.models import (
    SafetyStock,
    SafetyStockProposal,
    StockBalance,
    StockClosing,
    StockCount,
    StockEntry,
    StockLevel,
    StockMovement,
    StockPolicy,
    Warehouse,
)

READERS = posts.CENTRE | posts.OTHER_DEPARTMENTS | {posts.CHAIRMAN, posts.GM, posts.AUDITOR, posts.SYSTEM_ADMIN}
KEEPERS = {posts.WAREHOUSE, posts.SYSTEM_ADMIN}
SHEETS = posts.MANAGERS | {posts.WAREHOUSE, posts.PMC, posts.FINANCE}
TAKE_OVER = {posts.DIRECTOR, posts.SYSTEM_ADMIN}
RECALLERS = {posts.QUALITY, posts.WAREHOUSE, posts.PMC, posts.CUSTOMER_SERVICE, posts.CS_MANAGER, posts.DIRECTOR}
PROPOSERS = {posts.PMC, posts.DIRECTOR, posts.CS_MANAGER, posts.SALES_MANAGER}
SETTERS = {posts.DIRECTOR, posts.FINANCE, posts.SYSTEM_ADMIN}

RIGHTS = [
    *model_rights(Warehouse, view=READERS, add=KEEPERS, change=KEEPERS, export=SHEETS),
    *model_rights(StockMovement, view=READERS, export=SHEETS | {posts.QUALITY}),
    *model_rights(StockLevel, view=READERS, export=SHEETS),
    *model_rights(StockBalance, view=READERS, export=SHEETS),
    Right(
        "stock.recall_lot",
        _("See where every piece of a lot is, with all customers"),
        posts=RECALLERS | {posts.GM, posts.CHAIRMAN, posts.AUDITOR},
    ),
    *model_rights(
        StockEntry,
        view=READERS,
        add={posts.WAREHOUSE},
        change={posts.WAREHOUSE},
        export=SHEETS,
        import_={posts.WAREHOUSE},
    ),
    Right("stock.post_stockentry", _("Post stock entries"), posts={posts.WAREHOUSE}),
    Right("stock.reverse_stockentry", _("Reverse stock entries"), posts={posts.WAREHOUSE}),
    Right("stock.take_over_stock", _("Take over opening stock"), posts=TAKE_OVER | {posts.WAREHOUSE}),
    *model_rights(StockCount, view=READERS, add={posts.WAREHOUSE}, change={posts.WAREHOUSE}, export=SHEETS),
    Right(
        "stock.post_stockcount",
        _("Post the differences of stock counts"),
        DECIDE,
        posts={posts.FINANCE, posts.WAREHOUSE},
    ),
    *model_rights(StockClosing, view=READERS, add={posts.FINANCE, posts.WAREHOUSE}),
    *model_rights(SafetyStock, view=READERS, export=SHEETS, import_=TAKE_OVER | {posts.PMC}),
    *model_rights(SafetyStockProposal, view=READERS, add=PROPOSERS, change=PROPOSERS, export=SHEETS),
    *model_rights(StockPolicy, view=READERS, change=SETTERS),
    *JIT_RIGHTS,
]
