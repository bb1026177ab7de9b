"""W5 with the product: looking for a name, and the list of customers; beside both what the database alone takes."""

from collections.abc import Callable, Iterator
from itertools import count as counting
from itertools import cycle, islice
from typing import Any

from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.process import Figures, django_cpu
from daying.customers.actions import open_customers
from daying.customers.models import Customer, name_key
from daying.customers.queries import duplicates_of
from daying.desk.lists import Listing
from daying.desk.resource import by_slug
from daying.people.models import Employee

AT_ONCE, LISTS = 500, 50
BRANDS = "恒瑞 鑫盛 德诚 信联 宏泰 嘉隆 博远 明光".split()
TRADES = "精密机械 自动化设备 电子科技 汽车零部件 智能装备 医疗器械 新能源 仪器仪表".split()
ASKED = "q=hengrui+yiliao&state=active&city=苏州"


def fill(count: int) -> Figures:
    """Enter customers until there are so many, as an import does."""
    by = Employee.objects.get(username="director")
    rows = ({"name": name, "owner": by, "city": "苏州", "phone": f"0512{n:08d}"} for n, name in enumerate(_names()))
    missing = islice(rows, max(0, count - Customer.objects.count()))
    while some := list(islice(missing, AT_ONCE)):
        open_customers(some, by=by)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {}


def run(count: int) -> Figures:
    """CPU of each. No name is asked for twice in a row, so that nothing is remembered of it."""
    kept = list(Customer.objects.order_by("-pk").values_list("name", flat=True)[: 2 * AT_ONCE])
    rows, records = _listed()
    return {
        **_looked_for("free", map("苏州新{}号测试设备有限公司".format, counting()), count),
        **_looked_for("taken", cycle(kept), count),
        "list": django_cpu(records, LISTS),
        "list_sql": django_cpu(rows, LISTS),
    }


def _looked_for(what: str, names: Iterator[str], count: int) -> dict[str, float]:
    equal: Any = Customer.objects.order_by()
    statement = str(equal.filter(name_key="x").query).replace("'x'", "%s").replace("= x", "= %s")

    def raw() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, [name_key(next(names))])
            cursor.fetchall()

    return {
        f"{what}_ours": django_cpu(lambda: duplicates_of(name=next(names)), count),
        f"{what}_orm": django_cpu(lambda: list(equal.filter(name_key=name_key(next(names)))), count),
        f"{what}_raw": django_cpu(raw, count),
    }


def _listed() -> tuple[Callable[[], None], Callable[[], None]]:
    """The statements of a list, run by the driver; and the list itself, which asks them."""
    by = Employee.objects.get(username="director")

    def records() -> None:
        listing = Listing(by_slug("customers"), by, QueryDict(ASKED), timezone.localdate())
        assert listing.count
        assert listing.shown

    records()
    with CaptureQueriesContext(connection) as asked:
        records()
    statements = [query["sql"] for query in asked.captured_queries]

    def rows() -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
                cursor.fetchall()

    return rows, records


def _names() -> Iterator[str]:
    for number in counting(1):
        brand, trade = BRANDS[number % len(BRANDS)], TRADES[number // len(BRANDS) % len(TRADES)]
        yield f"苏州{brand}第{number}{trade}有限公司"
