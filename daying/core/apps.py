"""Registers what the kit brings to Django itself: the checks of a deployment."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """The kit."""

    name = "daying.core"
    verbose_name = _("Core")

    def ready(self) -> None:
        from daying.core import deployment  # noqa: F401
