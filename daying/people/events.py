"""What the organisation tells the rooms above."""

from dataclasses import dataclass

from daying.core.events import Event


@dataclass(frozen=True)
class EmployeeMoved(Event):
    """Somebody belongs to another department now."""

    employee_id: int
    department_id: int
    by_id: int | None
