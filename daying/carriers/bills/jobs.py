"""Long bills, read, checked and claimed from by a worker while the page shows how far they are."""

import tempfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from daying.carriers.bills import actions, claiming, sheet
from daying.carriers.bills.reading import Read
from daying.carriers.models import CarrierBill
from daying.core.errors import Refused
from daying.core.jobs import job, long_job
from daying.desk import export_views, exports
from daying.desk.resource import REGISTRY

LIMIT = timedelta(hours=1)


@long_job("carriers.read_bill", limit=LIMIT)
def read_bill(bill_id: str, by: Any) -> Callable[[], Any]:
    """Read the file, then write what it says and check it in one transaction."""
    bill = CarrierBill.objects.select_related("carrier", "file").get(public_id=bill_id)
    found = sheet.read(bill)
    return lambda: told(lambda: taken(bill, found, by))


@job("carriers.check_bill", limit=LIMIT)
def check_bill(bill_id: str, by: Any) -> str:
    """Check it again."""
    bill = CarrierBill.objects.get(public_id=bill_id)
    return told(lambda: actions.check(bill, by=by))


@long_job("carriers.write_claims", limit=LIMIT)
def write_claims(bill_id: str, kind: str, by: Any) -> Callable[[], Any]:
    """Write the claim file where the page of long exports finds it."""
    bill, pages = CarrierBill.objects.select_related("carrier", "file").get(public_id=bill_id), REGISTRY[CarrierBill]
    with tempfile.TemporaryFile() as file:
        count = claiming.write(bill, file, kind)
        export_views.keep(file)

    def note() -> dict[str, Any]:
        exports.note(pages, count, [], str(bill), by=by)
        return {"slug": pages.slug, "name": claiming.name_of(bill, kind), "format": kind, "count": count}

    return note


def taken(bill: CarrierBill, found: Read, by: Any) -> Any:
    """What was read stands in the bill, and is checked at once where no row is faulty."""
    bill = actions.take(bill, by=by, read=found)
    return bill if bill.fault_count else actions.check(bill, by=by)


def told(call: Callable[[], Any]) -> str:
    """A refusal is an answer for the page, not a fault for which the job is tried again."""
    try:
        call()
    except Refused as refusal:
        return str(refusal)
    return ""
