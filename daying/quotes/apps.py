from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuotesConfig(AppConfig):
    """The room's name."""

    name = "daying.quotes"
    verbose_name = _("Quotations")
