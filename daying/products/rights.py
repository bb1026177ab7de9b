"""Who may do what with products and their costs."""

from django.utils.translation import gettext_lazy as _

from daying.core.rights import Right, model_rights
from daying.people import posts
from daying.products.models import (
    Category,
    CustomerPart,
    CustomerPrice,
    ExchangeRate,
    PriceAdjustment,
    PriceList,
    PriceListCustomer,
    PriceListLine,
    Product,
    ProductUnit,
)

KEEPERS = {posts.DIRECTOR, posts.CS_MANAGER, posts.FINANCE, posts.SYSTEM_ADMIN}
TAKE_OVER = {posts.DIRECTOR, posts.SYSTEM_ADMIN}
READERS = posts.CENTRE | {posts.CHAIRMAN, posts.GM, posts.FINANCE, posts.AUDITOR, posts.SYSTEM_ADMIN}
PRICERS = {posts.DIRECTOR, posts.FINANCE}
PROPOSERS = posts.SALES | PRICERS
SHEETS = posts.MANAGERS | {posts.FINANCE}

RIGHTS = [
    *model_rights(
        Product, view=posts.EVERYONE, add=KEEPERS, change=KEEPERS, export=posts.MANAGERS | KEEPERS, import_=TAKE_OVER
    ),
    *model_rights(
        Category, view=posts.EVERYONE, add=KEEPERS, change=KEEPERS, export=posts.MANAGERS | KEEPERS, import_=TAKE_OVER
    ),
    *model_rights(PriceList, view=READERS, add=PRICERS, change=PRICERS, export=SHEETS),
    *model_rights(PriceListLine, view=READERS, add=PRICERS, change=PRICERS, export=SHEETS, import_=PRICERS),
    *model_rights(PriceListCustomer, view=READERS, add=PRICERS, change=PRICERS, export=SHEETS, import_=PRICERS),
    *model_rights(CustomerPrice, view=READERS, add=PRICERS, change=PRICERS, export=SHEETS, import_=PRICERS),
    *model_rights(
        CustomerPart, view=READERS, add=posts.CENTRE, change=posts.CENTRE, export=SHEETS, import_=posts.CENTRE
    ),
    *model_rights(PriceAdjustment, view=READERS, add=PROPOSERS, change=PROPOSERS, export=SHEETS),
    *model_rights(ProductUnit, view=posts.EVERYONE, add=KEEPERS, change=KEEPERS, export=SHEETS, import_=TAKE_OVER),
    *model_rights(ExchangeRate, view=READERS, add=PRICERS, change=PRICERS, export=SHEETS, import_=PRICERS),
    Right(
        "products.view_cost",
        _("See costs"),
        posts={posts.CHAIRMAN, posts.GM, posts.DIRECTOR, posts.SALES_MANAGER, posts.FINANCE, posts.AUDITOR},
    ),
]
