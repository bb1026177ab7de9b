"""Numbers run without gap or duplicate when many processes hand in at once, and some of them fail (M5.3)."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import pytest
from django.db import connections, transaction

from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.customers.factories import customer
from daying.orders import actions
from daying.orders.factories import ORDERED_ON, draft_order
from daying.orders.models import SalesOrder

PROCESSES, EACH = 4, 6


def hand_in(keys):
    """What a process does: hands in its orders, every third one in a transaction that fails in the end."""
    for place, key in enumerate(keys):
        try:
            with transaction.atomic():
                actions.submit(SalesOrder(pk=key), by=SYSTEM, on=ORDERED_ON)
                if place % 3 == 2:
                    raise Refused("Thought better of it.")
        except Refused:
            continue
    connections.close_all()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_processes_that_hand_in_at_once_leave_no_gap(cast):
    firm = customer(cast.engineer)
    keys = [draft_order(firm).pk for _place in range(PROCESSES * EACH)]
    connections.close_all()

    with ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("fork")) as pool:
        list(pool.map(hand_in, [keys[place::PROCESSES] for place in range(PROCESSES)]))

    # Each of the four processes hands in six, of which two fail.
    numbers = SalesOrder.objects.exclude(number=None).order_by("number").values_list("number", flat=True)
    assert list(numbers) == [f"SO-2026-{number:06d}" for number in range(1, 17)]
