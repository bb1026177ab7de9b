"""The same story over the API alone: programs with the tokens of different people, from a new customer to the money."""

import json
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import count
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from daying.core.verify import verify
from daying.people import actions
from daying.people.posts import SALES_ENGINEER
from daying.products.factories import product
from daying.quotes.models import DiscountLimit

pytestmark = pytest.mark.django_db
D = Decimal
CHINA = ZoneInfo("Asia/Shanghai")


class Program:
    """A program that works in somebody's name. Each of its requests has a key of its own."""

    keys = count(1)

    def __init__(self, person):
        today = timezone.localdate()
        issued = actions.issue_token(
            by=person, name="接口", scope="write", expires_on=today + timedelta(days=90), on=today
        )
        self.client = Client(headers={"Authorization": f"Bearer {issued.secret}", "Accept-Language": "zh-hans"})

    def get(self, path, **query):
        return self._told(self.client.get(f"/api/v1/{path}", query), 200)

    def one(self, path, **query):
        """The only record that the list gives."""
        (row,) = self.get(path, **query)["items"]
        return row

    def whole(self, record):
        """The record as it now is, with its lines and what this person can do."""
        return self._told(self.client.get(record["url"]), 200)

    def create(self, path, **body):
        return self._told(self.send("post", path, body), 201)

    def change(self, record, **body):
        """At the version that was read."""
        return self._told(self.send("patch", record["url"], body, {"If-Match": f'"{record["version"]}"'}), 200)

    def do(self, step, record, **inputs):
        return self._told(self.send("post", f"{record['url']}/{step}", inputs), 200)

    def send(self, method, path, body, headers=None):
        call = getattr(self.client, method)
        headers = {"Idempotency-Key": f"key-{next(self.keys)}"} | (headers or {})
        path = path if path.startswith("/") else f"/api/v1/{path}"
        return call(path, json.dumps(body), content_type="application/json", headers=headers)

    @staticmethod
    def _told(answer, status):
        assert answer.status_code == status, answer.content.decode()
        return answer.json()


@pytest.fixture
def day():
    """A function that moves everybody's clock."""
    with time_machine.travel(datetime(2026, 3, 2, 9, tzinfo=CHINA), tick=False) as clock:
        yield lambda month, number: clock.move_to(datetime(2026, month, number, 9, tzinfo=CHINA))


@pytest.fixture
def programs(day, cast):
    """A function that gives the program of one of the cast."""
    return cache(lambda who: Program(getattr(cast, who)))


@pytest.fixture
def price_list(cast):
    product(code="B-6204", name="深沟球轴承", list_price=D("11.30"), cost=D(6))
    product(code="H-204", name="轴承座", list_price=D("45.20"), cost=D(25))
    DiscountLimit.objects.filter(post__key=SALES_ENGINEER).update(largest_discount=D("0.03"))


def an_accepted_quotation(programs):
    engineer = programs("engineer")
    customer = engineer.create("customers", name="鑫淼电子有限公司", credit_code="91350100M000100Y43")
    engineer.create("contacts", customer=customer["id"], name="王丽", is_main=True)
    bearing, housing = (engineer.one("products", q=code)["id"] for code in ("B-6204", "H-204"))
    quotation = engineer.create(
        "quotations",
        customer=customer["id"],
        quoted_on="2026-03-02",
        valid_until="2026-04-01",
        lines=[
            {"product": bearing, "quantity": "1000", "discount": "0.05"},
            {"product": housing, "quantity": "200"},
        ],
    )
    engineer.do("submit", quotation)
    programs("manager").do("agree", _asked(programs("manager")))
    engineer.do("send", quotation)
    return engineer.do("accept", quotation)


def a_released_order(programs):
    engineer = programs("engineer")
    quotation = an_accepted_quotation(programs)
    order = engineer.whole(engineer.one("sales-orders", state="draft"))
    assert order["quotation"]["label"] == quotation["label"]
    engineer.change(order, customer_po="XM-2026-118", requested_on="2026-03-20")
    engineer.do("submit", order)
    programs("finance").do("agree", _asked(programs("finance")), text="账期正常")
    programs("pmc").do("agree", _asked(programs("pmc")), promised_on="2026-03-25")
    return programs("customer_service").do("release", order)


def _asked(program):
    """The opinion that this person's department is asked for."""
    asked = map(program.whole, program.get("opinions", state="open")["items"])
    (mine,) = (opinion for opinion in asked if "agree" in opinion["actions"])
    return mine


def both_shipments(programs, day):
    order = a_released_order(programs)
    service, warehouse = programs("customer_service"), programs("warehouse")
    bearings, housings = order["lines"]
    parts = [{"product": bearings["product"]["id"], "quantity": "600"}]
    parts += [{"product": housings["product"]["id"], "quantity": "200"}]
    for number, lines in ((25, parts), (29, [])):
        day(3, number)
        shipment = service.create(
            "shipments", order=order["id"], planned_on=f"2026-03-{number}", freight="0", lines=lines
        )
        warehouse.do("pick", shipment)
        warehouse.do("dispatch", shipment, tracking_number="SF1")
    return order


def a_payment(programs, day):
    order = both_shipments(programs, day)
    day(4, 28)
    finance = programs("finance")
    receipt = finance.create("receipts", customer=order["customer"]["id"], received_on="2026-04-28", amount="15819.92")
    finance.do("post", receipt)
    return finance.do("allocate_oldest", receipt)


def test_an_order_is_released_with_what_was_quoted_and_promised(programs, price_list):
    order = a_released_order(programs)

    # 1,000 × 11.30 less 5 % is 10,735.00, and 200 × 45.20 is 9,040.00; 13 % tax is inside
    assert (order["total"], order["net_total"]) == ("19775.00", "17500.00")
    assert (order["number"], order["state"], order["confirmed_on"]) == ("SO-2026-000001", "released", "2026-03-25")


def test_each_shipment_is_in_the_ledger(programs, day, price_list):
    both_shipments(programs, day)

    rows = programs("finance").get("ledger", sort="on")["items"]

    # 600 × 11.30 less 5 % is 6,441.00, with the housings 15,481.00; then 400 × 11.30 less 5 % is 4,294.00
    assert [(row["on"], row["amount"], row["due_on"]) for row in rows] == [
        ("2026-03-25", "15481.00", "2026-04-30"),
        ("2026-03-29", "4294.00", "2026-04-30"),
    ]


def test_the_money_settles_the_first_billing_and_part_of_the_second(programs, day, price_list):
    receipt = a_payment(programs, day)

    billings = programs("finance").get("billings", sort="billed_on")["items"]

    # of 15,819.92 the first billing takes 15,481.00, so that 338.92 are left for the second
    assert (receipt["state"], receipt["free_amount"]) == ("recorded", "0.00")
    assert [(bill["state"], bill["open_amount"]) for bill in billings] == [("settled", "0.00"), ("open", "3955.08")]
    assert verify() == []


def test_what_is_sent_twice_happens_once(programs, price_list):
    engineer = programs("engineer")
    body, key = {"name": "鑫淼电子有限公司"}, {"Idempotency-Key": "again"}

    answers = [engineer.send("post", "customers", body, key) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert len(engineer.get("customers")["items"]) == 1


def test_a_change_of_what_has_moved_on_is_told_apart(programs, price_list):
    an_accepted_quotation(programs)
    engineer = programs("engineer")
    order = engineer.whole(engineer.one("sales-orders"))
    engineer.change(order, customer_po="XM-2026-118", requested_on="2026-03-20")

    answer = engineer.send("patch", order["url"], {"customer_po": "XM-119"}, {"If-Match": f'"{order["version"]}"'})

    assert (answer.status_code, answer.json()["differences"][0]["theirs"]) == (409, "XM-2026-118")


def test_nobody_does_what_is_anothers_to_do(programs, price_list):
    order = a_released_order(programs)

    assert programs("engineer").send("post", f"{order['url']}/hold", {"reason": "等等"}).status_code == 403
    assert programs("other_engineer").send("post", f"{order['url']}/hold", {"reason": "等等"}).status_code == 404
