from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PerformanceConfig(AppConfig):
    """The room's name."""

    name = "daying.performance"
    verbose_name = _("Performance")
