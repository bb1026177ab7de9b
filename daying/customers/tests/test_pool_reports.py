"""What came and went, counted by hand."""

from datetime import date
from decimal import Decimal

import pytest

from daying.core.periods import parse
from daying.core.reports import all_reports
from daying.customers.factories import customer, pool, pooled
from daying.customers.pool import actions as pools
from daying.customers.pool.reports import pool_movements
from daying.customers.queries import customers_seen_by

pytestmark = pytest.mark.django_db


def test_movements_count_by_their_day_and_way(cast):
    ours = pool(cast.engineer.department, cast.engineer)
    first, second, third = (pooled(ours, on=date(2026, 3, day)) for day in (2, 3, 4))
    pools.claim(first, by=cast.engineer, on=date(2026, 3, 10))  # 8 days
    pools.hand_out(second, by=cast.manager, on=date(2026, 3, 6), owner=cast.colleague)  # 3 days
    pools.claim(third, by=cast.engineer, on=date(2026, 4, 1))  # in April
    pools.release_to_pool(customer(cast.engineer), by=cast.engineer, on=date(2026, 3, 20), reason="换")

    (row,) = pool_movements(parse("2026-03"), customers_seen_by(cast.director))

    assert (row["pool"], row["fallen"], row["released"], row["claimed"], row["given"]) == (ours, 0, 1, 1, 1)
    assert row["days"] == Decimal("5.5")


def test_the_report_counts_what_its_reader_sees(cast):
    ours = pool(cast.engineer.department, cast.engineer)
    pools.claim(pooled(ours), by=cast.engineer, on=date(2026, 3, 10))

    assert pool_movements(parse("2026-03"), customers_seen_by(cast.tianjin_manager)) == []
    assert "pool-movements" in all_reports()
