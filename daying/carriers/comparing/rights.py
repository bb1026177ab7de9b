"""Who may compare tariffs, and say how carriers are scored."""

from daying.carriers.models import CarrierPolicy, TariffComparison
from daying.core.rights import model_rights
from daying.people import posts

COMPARERS = {posts.DIRECTOR, posts.CS_MANAGER, posts.CUSTOMER_SERVICE, posts.WAREHOUSE, posts.FINANCE}
READERS = COMPARERS | {posts.CHAIRMAN, posts.GM, posts.SALES_MANAGER, posts.AUDITOR, posts.SYSTEM_ADMIN}
RULERS = {posts.DIRECTOR, posts.CS_MANAGER, posts.SYSTEM_ADMIN}

RIGHTS = [
    *model_rights(TariffComparison, view=READERS, add=COMPARERS, change=COMPARERS, export=READERS),
    *model_rights(CarrierPolicy, view=READERS, change=RULERS),
]
