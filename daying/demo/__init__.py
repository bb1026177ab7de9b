"""The demo company: a Chinese manufacturer whose two years are played by the product's own actions.

Nothing is written past the actions, so every figure, journal entry and number of the demo is one the product made. For
benchmarks, copies of it all are added in bulk.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone, translation

from daying.core import seals, workdays
from daying.demo import copies
from daying.demo.play import Play
from daying.demo.setting import Setting
from daying.people.models import Employee, Post
from daying.people.setup import DEMO_PASSWORD, DEMO_STAFF

YEARS = 2
CUSTOMERS, PRODUCTS, ORDERS = 300, 200, 6000
FEWEST_CUSTOMERS = 12
Say = Callable[[str], None]


def run(
    *, scale: int = 1, orders: int | None = None, seed: int = 1, report: Say = print, today: date | None = None
) -> None:
    """Play the company into an empty database: whole, or not at all. The same seed and day give the same company.

    scale: how many times as many customers and orders, with everything that belongs to them. orders: how many the story
    has, of customers accordingly fewer.
    """
    workdays.current()  # read, and remembered, before the transaction: inside it nothing is remembered
    with transaction.atomic(), _no_search_for_garbage():
        play(seed=seed, today=today or timezone.localdate(), orders=orders or ORDERS, report=report)
    if scale > 1:
        copies.multiply(scale)
        report("Sealing the journal …")
        seals.seal()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@contextmanager
def _no_search_for_garbage() -> Iterator[None]:
    """What the story holds stays until its end: looking through it again and again takes a sixth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def play(*, seed: int, today: date, orders: int, report: Say) -> None:
    """The story itself. What its people write is in the language of the house, whatever the shell speaks."""
    customers = max(FEWEST_CUSTOMERS, CUSTOMERS * orders // ORDERS)
    with translation.override(settings.LANGUAGE_CODE):
        setting = Setting.built(
            seed=seed, today=today, years=YEARS, customers=customers, products=PRODUCTS, report=report
        )
        Play(setting, orders=orders).perform(report)


def sign_ins() -> Iterator[tuple[str, str, str]]:
    """Post, user name and password of one person for each post, while the demo company is the one loaded."""
    shown: set[str] = set()
    present = set(Employee.objects.values_list("username", flat=True))
    names = {post.key: str(post) for post in Post.objects.all()}
    for person in DEMO_STAFF:
        if person.post and person.post not in shown and person.username in present:
            shown.add(person.post)
            yield names[person.post], person.username, DEMO_PASSWORD
