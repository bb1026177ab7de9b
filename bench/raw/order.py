"""W1's floor: the rows of one order of some lines, in one transaction, with nothing around the statements."""

from typing import Any

from bench.process import Figures
from bench.raw.driver import Raw

DAY, NOW = "2026-06-30", "2026-06-30 08:00:00"
LINE = "product_id quantity unit_price amount"
STEPS = ("open", "submit", "agree", "agree", "reviewed", "release", "plan", "pick", "dispatch", "shipped", "bill")


def run(count: int, lines: int) -> Figures:
    """CPU of one order."""
    raw = Raw()
    products = raw.execute(f"SELECT id, price FROM plain_product ORDER BY id LIMIT {lines}").fetchall()
    _whole(raw, 1, products)
    with raw.meter.running():
        for number in range(count):
            _whole(raw, 1 + number % 50, products)
    return raw.meter.per(count)


def _whole(raw: Raw, customer: int, products: list[Any]) -> None:
    raw.execute("BEGIN")
    total = sum(float(price) * 10 for _key, price in products)
    numbers = [_number(raw, kind) for kind in ("SO", "SH", "BL")]
    told = "number customer_id customer_po state ordered_on total"
    (order,) = raw.insert_few("plain_order", told, [[numbers[0], customer, "", "shipped", DAY, total]])
    rows = [[order, key, 10, str(price), float(price) * 10, 10] for key, price in products]
    kept = raw.insert_few("plain_orderline", f"order_id {LINE} shipped", rows)
    raw.insert_few(
        "plain_opinion", "order_id department state", [[order, "Finance", "agreed"], [order, "PMC", "agreed"]]
    )
    (shipment,) = raw.insert_few("plain_shipment", "number order_id state", [[numbers[1], order, "dispatched"]])
    raw.insert_few("plain_shipmentline", "shipment_id order_line_id quantity", [[shipment, line, 10] for line in kept])
    billed = [[numbers[2], shipment, customer, DAY, total]]
    (billing,) = raw.insert_few("plain_billing", "number shipment_id customer_id due_on total", billed)
    raw.insert_few("plain_billingline", f"billing_id {LINE}", [[billing, *row[1:5]] for row in rows])
    raw.insert_few(
        "plain_ledgerentry", "customer_id on due_on amount document", [[customer, DAY, DAY, total, numbers[2]]]
    )
    raw.execute("UPDATE plain_customer SET balance = balance + %s WHERE id = %s", [total, customer])
    entries = [[NOW, "engineer1", verb, "plain.order", order, "{}"] for verb in STEPS]
    raw.insert_few("plain_journal", "at by verb subject_type subject_id changes", entries)
    raw.execute("COMMIT")


def _number(raw: Raw, kind: str) -> str:
    raw.execute("UPDATE plain_counter SET last = last + 1 WHERE kind = %s", [kind])
    (last,) = raw.execute("SELECT last FROM plain_counter WHERE kind = %s", [kind]).fetchone()
    return f"{kind}-{last:08d}"
