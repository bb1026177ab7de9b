from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MarketConfig(AppConfig):
    """The room's name."""

    name = "daying.market"
    verbose_name = _("Market")
