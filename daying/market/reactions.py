"""What the market does when the organisation tells something."""

from daying.core.events import on
from daying.market import actions
from daying.people.events import EmployeeMoved
from daying.people.queries import actor


@on(EmployeeMoved)
def go_with_their_owner(event: EmployeeMoved) -> None:
    """Whoever leads the department that the owner moved to sees their prospects, leads and trials from now on."""
    actions.move_market_with_owner(event.employee_id, department=event.department_id, by=actor(event.by_id))
