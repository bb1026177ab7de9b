"""The business that may come: opportunities of every stage, plans for new customers, and segments to look at."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from daying.core.periods import Quarter
from daying.customers.development import actions as planning
from daying.customers.models import Customer
from daying.customers.segments import actions as segments
from daying.demo import words
from daying.people.models import Employee
from daying.quotes import actions as quoting
from daying.quotes.models import Opportunity, Reason

Do = Callable[..., Any]
NEW = 0.09  # of the customers are won in the last year, the others long before
PLANNED = 3  # new customers that everybody plans for a quarter
QUARTERS = 4  # for which there are plans, the present one the last
OPEN_EACH = 6  # opportunities that each person has open today
STEPS = (None, quoting.confirm_needs, quoting.propose, quoting.negotiate)


def first_days(customers: list[Customer], today: date) -> dict[int, date]:
    """For the new customers by key, the day from which on they may order."""
    new = customers[-max(1, int(len(customers) * NEW)) :]
    return {customer.pk: today - timedelta(days=350 * place // len(new)) for place, customer in enumerate(new)}


def opened(do: Do, chance: Random, customer: Customer, day: date) -> Opportunity:
    """An opportunity as its owner enters it."""
    told: Opportunity = do(
        quoting.open_opportunity,
        by=customer.owner,
        on=day,
        customer=customer,
        title=f"{chance.choice(words.CATEGORIES)[1]}{chance.choice(words.PROJECTS)}",
        amount=Decimal(chance.randrange(20, 900) * 1000),
        expected_on=day + timedelta(days=chance.randrange(20, 110)),
        opened_on=day,
        next_step=chance.choice(words.NEXT_STEPS),
        competitor=chance.choice(words.COMPETITORS),
    )
    return told


def lost(do: Do, chance: Random, opportunity: Opportunity, by: Employee, day: date) -> None:
    """What ends with a quotation that is declined."""
    reason = chance.choice([Reason.PRICE, Reason.PRICE, Reason.DELIVERY, Reason.TECHNOLOGY, Reason.DROPPED])
    do(quoting.lose, opportunity, by=by, on=day, reason=reason, lesson=chance.choice(words.LESSONS))


def stand_open(do: Do, chance: Random, customers: list[Customer], today: date) -> None:
    """What everybody is working on today, each in its stage."""
    for person, theirs in _by_owner(customers).items():
        for place in range(OPEN_EACH):
            customer, day = chance.choice(theirs), today - timedelta(days=chance.randrange(2, 15))
            opportunity = opened(do, chance, customer, day)
            step = STEPS[place % len(STEPS)]
            if step:
                do(step, opportunity, by=person, on=today)


def _by_owner(customers: list[Customer]) -> dict[Employee, list[Customer]]:
    of: dict[Employee, list[Customer]] = {}
    for customer in customers:
        if customer.owner:
            of.setdefault(customer.owner, []).append(customer)
    return of


def plan(do: Do, customers: list[Customer], director: Employee, today: date) -> None:
    """A plan for each person and quarter, agreed to by the director: so many, some of them by name."""
    last, new = Quarter.containing(today), first_days(customers, today)
    for person, theirs in _by_owner(customers).items():
        named = [customer for customer in theirs if customer.pk in new][:PLANNED]
        for back in range(QUARTERS):
            _plan_quarter(do, person, last.shifted(-back), named if not back else [], director)


def keep_segments(do: Do, director: Employee, today: date) -> None:
    """Two segments that everybody may use."""
    asleep = {"by": "last_order", "op": "longer", "value": 90}
    key = {"by": "grade", "op": "in", "value": ["A", "B"]}
    late = {"by": "overdue", "op": "from", "value": "100000.00"}
    busy = {"by": "ordered_in_a_year", "op": "from", "value": "500000.00"}
    for name, purpose, items, scoring in (
        ("沉睡的重点客户", "90 天未下单的 A、B 级客户,安排回访。", [key, asleep], [{**busy, "points": 50}]),
        ("逾期十万以上", "对账并催收。", [late], [{**key, "points": 30}, {**busy, "points": 20}]),
    ):
        made = do(segments.create_segment, by=director, on=today, name=name, purpose=purpose, is_shared=True)
        rule = {"match": "all", "items": items}
        do(segments.set_rule, made, by=director, on=today, rule=rule, scoring=scoring)


def _plan_quarter(do: Do, person: Employee, quarter: Quarter, named: list[Customer], director: Employee) -> None:
    day = quarter.first
    drafted = do(
        planning.draw_up_plan,
        by=person,
        on=day,
        year=quarter.year,
        stretch=f"q{quarter.number}",
        wanted=PLANNED,
        lines=[{"customer": customer, "remarks": "送样并邀请来厂"} for customer in named],
    )
    proposed = do(planning.propose_plan, drafted, by=person, on=day)
    do(planning.approve_plan, proposed, by=director, on=day)
