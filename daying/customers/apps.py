from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    """The room's name."""

    name = "daying.customers"
    verbose_name = _("Customers")

    def ready(self) -> None:
        """From now on scores are kept."""
        from daying.customers import completeness  # noqa: F401
