from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """The room's name."""

    name = "daying.people"
    verbose_name = _("People")
