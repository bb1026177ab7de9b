"""Books of an earlier run, for the product of today."""

from bench.process import Figures
from daying.cli import database


def bring_up_to_date() -> Figures:
    """Apply the migrations that have come since."""
    database.bring_up_to_date()
    return {}
