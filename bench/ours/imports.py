"""W4: a sheet of customers through the product's import: judged, compared with the file, journaled, findable."""

from pathlib import Path

from bench.process import Figures, django_meter, peak_memory
from daying.customers.models import Customer
from daying.desk import imports
from daying.people.models import Employee


def run(sheet: str) -> Figures:
    """CPU and wall time in all, and the most memory there was."""
    by = Employee.objects.get(username="director")
    before, meter, had = Customer.objects.count(), django_meter(), peak_memory()
    with meter.running():
        outcome = imports.run_file("customers", Path(sheet), None, by=by)
    assert outcome.is_taken, outcome.faults[:5]
    assert Customer.objects.count() == before + outcome.created
    return {**meter.per(1), "rows": outcome.created, "memory": peak_memory(), "memory_before": had}
