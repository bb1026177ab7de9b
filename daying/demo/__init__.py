"""The demo company: a Chinese manufacturer whose two years are played by the product's own actions.

Nothing is written past the actions, so every figure, journal entry and number of the demo is one the product made.
"""

from collections.abc import Callable, Iterator
from datetime import date

from django.utils import timezone

from daying.demo.play import Play
from daying.demo.setting import Setting
from daying.people.models import Employee
from daying.people.setup import DEMO_PASSWORD, DEMO_STAFF

YEARS = 2
CUSTOMERS, PRODUCTS, ORDERS = 300, 200, 6000
Say = Callable[[str], None]


def run(*, scale: int = 1, seed: int = 1, report: Say = print, today: date | None = None) -> None:
    """Play the company into an empty database. The same seed and day give the same company.

    scale: how many times the ordinary number of customers, products and orders.
    """
    today = today or timezone.localdate()
    setting = Setting.built(
        seed=seed, today=today, years=YEARS, customers=CUSTOMERS * scale, products=PRODUCTS * scale, report=report
    )
    Play(setting, orders=ORDERS * scale).perform(report)


def sign_ins() -> Iterator[tuple[str, str, str]]:
    """Post, user name and password of one person for each post, while the demo company is the one loaded."""
    shown: set[str] = set()
    present = set(Employee.objects.values_list("username", flat=True))
    for person in DEMO_STAFF:
        if person.post and person.post not in shown and person.username in present:
            shown.add(person.post)
            yield person.post, person.username, DEMO_PASSWORD
