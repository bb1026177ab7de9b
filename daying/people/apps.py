from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """The room's name, and what listens to allauth."""

    name = "daying.people"
    verbose_name = _("People")

    def ready(self) -> None:
        from daying.people import receivers  # noqa: F401
