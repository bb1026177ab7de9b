from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StockConfig(AppConfig):
    """The room's name."""

    name = "daying.stock"
    verbose_name = _("Stock")
