from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CarriersConfig(AppConfig):
    """The room's name."""

    name = "daying.carriers"
    verbose_name = _("Carriers")
