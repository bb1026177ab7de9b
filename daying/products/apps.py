from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProductsConfig(AppConfig):
    """The room's name."""

    name = "daying.products"
    verbose_name = _("Products")

    def ready(self) -> None:
        """From now on it is kept which products have listed or agreed prices, also when customers are merged."""
        from daying.products import marking, merging  # noqa: F401
