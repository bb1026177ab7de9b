"""`daying northwind`: a real trading company's public sample, through the product's own imports and mappings."""

import json
from argparse import Namespace
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from daying.cli import database, terminal
from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.desk import imports

FIRST_DAY = date(1996, 1, 1)
MAPPINGS = Path(__file__).resolve().parents[2] / "examples/northwind"
# In this order, for each refers to what came before it: what it is imported into, its file, its mapping.
STEPS = [
    ("employees", "employees.csv", "employees.json"),
    ("carriers", "shippers.csv", "shippers.json"),
    ("categories", "categories.csv", "categories.json"),
    ("products", "products.csv", "products.json"),
    ("customers", "customers.csv", "customers.json"),
    ("past-orders", "orders.csv", "orders.json"),
    ("past-shipments", "orders.csv", "shipments.json"),
]


def bring(asked: Namespace) -> int:
    """Import every file of the sample, and say what became of it."""
    database.bring_up_to_date()
    _company()
    for slug, file, mapping in STEPS:
        path, told = asked.folder / file, json.loads((MAPPINGS / mapping).read_text(encoding="utf-8"))
        if not path.is_file():
            raise Refused(_("There is no %(file)s in %(folder)s.") % {"file": file, "folder": asked.folder})
        with terminal.progress_shown():
            outcome = imports.run_file(slug, path, told, by=SYSTEM)
        if not outcome.is_taken:
            for fault in outcome.faults[:10]:
                terminal.say(fault)
            raise Refused(_("%(file)s was not imported. Was Northwind imported before?") % {"file": file})
        _say(slug, file, outcome)
    return 0


def _company() -> None:
    """A company to import into, where there is none yet."""
    from daying.people.models import Company
    from daying.people.setup import set_up_company

    if not Company.objects.exists():
        set_up_company(on=FIRST_DAY)


def _say(slug: str, file: str, outcome: Any) -> None:
    terminal.say(
        _("%(file)s: %(rows)d rows, %(created)d taken into %(slug)s")
        % {"file": file, "rows": outcome.rows, "created": outcome.created, "slug": slug}
    )
