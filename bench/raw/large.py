"""W1's floor: one more of every line of a long order, with nothing around the statements."""

from typing import Any

from bench.process import Figures
from bench.raw.driver import Raw

DAY = "2026-06-30"
CHANGED = "UPDATE plain_orderline SET quantity = %s, amount = %s WHERE id = %s"


def run(many: int, times: int) -> Figures:
    """CPU of a save."""
    raw = Raw()
    products = raw.execute("SELECT id, price FROM plain_product ORDER BY id LIMIT 50").fetchall()
    told = "number customer_id customer_po state ordered_on total"
    (there,) = raw.execute("SELECT count(*) FROM plain_order").fetchone()
    (order,) = raw.insert_few("plain_order", told, [[f"SO-R{there}", 1, "", "draft", DAY, 0]])
    lines = [(n, products[n % len(products)]) for n in range(many)]
    rows = [[order, key, n, str(price), float(price) * n, 0] for n, (key, price) in lines]
    raw.insert("plain_orderline", "order_id product_id quantity unit_price amount shipped", rows)
    return {"save": raw.meter.each(lambda: _save(raw, order), times)}


def _save(raw: Raw, order: int) -> None:
    raw.execute("BEGIN")
    asked = "SELECT id, quantity, unit_price FROM plain_orderline WHERE order_id = %s"
    rows: list[Any] = raw.execute(asked, [order]).fetchall()
    for key, quantity, price in rows:
        raw.execute(CHANGED, [float(quantity) + 1, float(price) * (float(quantity) + 1), key])
    raw.execute("UPDATE plain_order SET total = total + 1 WHERE id = %s", [order])
    raw.execute("COMMIT")
