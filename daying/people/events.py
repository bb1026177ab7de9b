"""What the organisation tells the rooms above."""

from dataclasses import dataclass

from daying.core.events import Event


@dataclass(frozen=True)
class CompanySetUp(Event):
    """The company with its posts and rights stands, at the first start or as an upgrade leaves it.

    Rooms that need first rows of their own write them now, where there are none.
    """


@dataclass(frozen=True)
class EmployeeMoved(Event):
    """Somebody belongs to another department now."""

    employee_id: int
    department_id: int
    by_id: int | None
