from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkConfig(AppConfig):
    """The room's name."""

    name = "daying.work"
    verbose_name = _("Work")
