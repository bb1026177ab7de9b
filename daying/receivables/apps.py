from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReceivablesConfig(AppConfig):
    """The room's name."""

    name = "daying.receivables"
    verbose_name = _("Receivables")
