"""Loads the declarations once all models are there."""

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """The front."""

    name = "daying.desk"
    verbose_name = _("Desk")

    def ready(self) -> None:
        from daying.desk import checks
        from daying.desk.resource import discover

        discover()
        register(checks.check_declarations, "desk")
