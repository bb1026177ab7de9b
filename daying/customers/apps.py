from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    """The room's name."""

    name = "daying.customers"
    verbose_name = _("Customers")

    def ready(self) -> None:
        """From now on scores are kept, and segments know the behaviours that packages tell of."""
        from daying.customers import completeness  # noqa: F401

        autodiscover_modules("behaviour")
