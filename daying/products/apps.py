from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProductsConfig(AppConfig):
    """The room's name."""

    name = "daying.products"
    verbose_name = _("Products")
