"""W2's floor: the rows of a page of the list, and of one order, without a page around them."""

from bench.process import Figures
from bench.raw.driver import Raw

COLUMNS = "o.id, o.number, c.name, o.customer_po, o.ordered_on, o.confirmed_on, o.total, o.state"
LIST = f"""SELECT {COLUMNS} FROM plain_order o JOIN plain_customer c ON c.id = o.customer_id
    {{where}} ORDER BY o.ordered_on DESC, o.id DESC LIMIT 50"""
COUNT = "SELECT count(*) FROM plain_order o {where}"
OF_CUSTOMER = "WHERE o.customer_id IN (SELECT id FROM plain_customer WHERE name = %s)"
OF_STATE = "WHERE o.state = %s"
LINES = "SELECT l.*, p.code FROM plain_orderline l JOIN plain_product p ON p.id = l.product_id WHERE l.order_id = %s"


def run(requests: int, search: str, detail: int) -> Figures:
    """CPU of the statements behind each page."""
    raw = Raw()
    asked = {
        "list": [(LIST.format(where=""), []), (COUNT.format(where=""), [])],
        "search": [(LIST.format(where=OF_CUSTOMER), [search]), (COUNT.format(where=OF_CUSTOMER), [search])],
        "view": [(LIST.format(where=OF_STATE), ["released"]), (COUNT.format(where=OF_STATE), ["released"])],
        "detail": [("SELECT * FROM plain_order WHERE id = %s", [detail]), (LINES, [detail])],
    }
    return {name: _cpu(raw, statements, requests) for name, statements in asked.items()}


def _cpu(raw: Raw, statements: list[tuple[str, list[object]]], requests: int) -> float:
    raw.meter.app = raw.meter.database = 0.0
    with raw.meter.running():
        for _request in range(requests):
            for statement, values in statements:
                raw.execute(statement, values).fetchall()
    return (raw.meter.app + raw.meter.database) / requests
