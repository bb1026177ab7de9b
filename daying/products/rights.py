"""Who may do what with products and their costs."""

from django.utils.translation import gettext_lazy as _

from daying.core.rights import Right, model_rights
from daying.people import posts
from daying.products.models import Category, Product

KEEPERS = {posts.DIRECTOR, posts.CS_MANAGER, posts.FINANCE, posts.SYSTEM_ADMIN}
TAKE_OVER = {posts.DIRECTOR, posts.SYSTEM_ADMIN}

RIGHTS = [
    *model_rights(
        Product, view=posts.EVERYONE, add=KEEPERS, change=KEEPERS, export=posts.MANAGERS | KEEPERS, import_=TAKE_OVER
    ),
    *model_rights(
        Category, view=posts.EVERYONE, add=KEEPERS, change=KEEPERS, export=posts.MANAGERS | KEEPERS, import_=TAKE_OVER
    ),
    Right(
        "products.view_cost",
        _("See costs"),
        posts={posts.CHAIRMAN, posts.GM, posts.DIRECTOR, posts.SALES_MANAGER, posts.FINANCE, posts.AUDITOR},
    ),
]
