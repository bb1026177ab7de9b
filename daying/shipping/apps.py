from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ShippingConfig(AppConfig):
    """The room's name."""

    name = "daying.shipping"
    verbose_name = _("Shipping")
