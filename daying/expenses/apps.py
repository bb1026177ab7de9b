from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExpensesConfig(AppConfig):
    """The room's name."""

    name = "daying.expenses"
    verbose_name = _("Expenses")

    def ready(self) -> None:
        """How costs go from one customer to another is known wherever customers are merged."""
        from daying.expenses import merging  # noqa: F401
