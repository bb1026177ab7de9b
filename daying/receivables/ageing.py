"""How old what is owed is: at any past day from the ledger, today from the kept accounts."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from daying.customers.models import Customer
from daying.receivables.buckets import BUCKET_NAMES, BUCKETS
from daying.receivables.models import Account

AT_ANY_DAY = """
    SELECT customer_id, currency, SUM(unallocated), {buckets}
    FROM (
        SELECT customer_id, currency, due_on,
               CASE WHEN due_on IS NULL THEN 0 ELSE amount END AS aged,
               CASE WHEN due_on IS NULL THEN -amount ELSE 0 END AS unallocated
        FROM receivables_ledgerentry WHERE "on" <= %s {scope}
        UNION ALL
        SELECT customer_id, currency, due_on, -amount, -amount
        FROM receivables_allocation WHERE "on" <= %s {scope}
    ) AS moved
    GROUP BY customer_id, currency
    HAVING SUM(aged) <> 0 OR SUM(unallocated) <> 0
    ORDER BY customer_id, currency
"""
ROLL = """
    UPDATE receivables_account SET as_at = %s, ({names}) = (
        SELECT {buckets} FROM (
            SELECT due_on, total - settled_amount AS aged FROM receivables_billing
            WHERE state = 'open' AND customer_id = receivables_account.customer_id
            AND currency = receivables_account.currency
        ) AS still_open
    )
    WHERE as_at <> %s
"""


def ageing(as_at: date, customers: QuerySet[Customer] | None = None) -> list[dict[str, Any]]:
    """What customers owed at the end of a day, by age, as the books stand now for that day. One statement.

    Returns a row for each customer_id and currency with anything open: balance, unallocated and the buckets. Source:
    conventions section 4.
    """
    scope, limits = _within(customers)
    buckets, days = _buckets(as_at)
    statement = AT_ANY_DAY.format(buckets=buckets, scope=scope)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*days, as_at, *limits, as_at, *limits])
        return [_row(*found) for found in cursor.fetchall()]


def ageing_today(today: date, customers: QuerySet[Customer] | None = None) -> QuerySet[Account]:
    """The kept accounts with anything open, as at today. Those that are of another day are brought up first."""
    roll(today)
    accounts = Account.objects.exclude(Q(balance=0) & Q(unallocated=0)).select_related("customer")
    return accounts if customers is None else accounts.filter(customer__in=customers.order_by().values("pk"))


def roll(today: date) -> int:
    """Age the accounts that are of another day, in one statement; returns how many.

    Their rows are locked first, so that the sums are taken after the postings under way.
    """
    behind = Account.objects.exclude(as_at=today)
    if not behind.exists():
        return 0
    buckets, days = _buckets(today)
    with transaction.atomic(), connection.cursor() as cursor:
        list(behind.select_for_update().order_by("pk").values_list("pk"))
        cursor.execute(ROLL.format(names=", ".join(BUCKET_NAMES), buckets=buckets), [today, *days, today])
        return int(cursor.rowcount)


def _buckets(as_at: date) -> tuple[str, list[date]]:
    """The sums over `aged` by `due_on`, in the order of BUCKET_NAMES, and their parameters."""
    limits = [as_at - timedelta(days=days) for days in BUCKETS]
    younger = [as_at, *limits[:-1]]
    conditions = ["due_on >= %s", *["due_on >= %s AND due_on < %s"] * len(limits), "due_on < %s"]
    pairs = [day for low, high in zip(limits, younger, strict=True) for day in (low, high)]
    sums = (f"COALESCE(SUM(CASE WHEN {condition} THEN aged END), 0)" for condition in conditions)
    return ", ".join(sums), [as_at, *pairs, limits[-1]]


def _within(customers: QuerySet[Customer] | None) -> tuple[str, Sequence[Any]]:
    if customers is None:
        return "", ()
    sql, params = customers.order_by().values("pk").query.sql_with_params()
    return f"AND customer_id IN ({sql})", params


def _row(customer_id: int, currency: str, unallocated: int, *buckets: int) -> dict[str, Any]:
    aged = dict(zip(BUCKET_NAMES, map(_money, buckets), strict=True))
    free = _money(unallocated)
    return {
        "customer_id": customer_id,
        "currency": currency,
        "balance": sum(aged.values()) - free,
        "unallocated": free,
        **aged,
    }


def _money(cents: int) -> Decimal:
    return Decimal(int(cents)).scaleb(-2)
