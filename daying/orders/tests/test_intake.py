"""A customer's own order file: columns known from the last time, faults told, orders drafted whole (M5.3)."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from daying.core import changes, sheets
from daying.core.actor import SYSTEM
from daying.customers.factories import customer
from daying.desk.models import SavedMapping
from daying.orders.factories import draft_order, released_order
from daying.orders.models import OrderLine, SalesOrder, State
from daying.products.factories import agreed_price, product
from daying.products.models import CustomerPart, PriceSource, ProductUnit

pytestmark = pytest.mark.django_db
D = Decimal
HEAD = "采购订单号,客户料号,订单数量,单位,单价,交货日期"
ADDRESS = "/customer-orders/import/"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.STORAGES["default"]["OPTIONS"]["location"] = tmp_path
    settings.STORAGES = {**settings.STORAGES}


@pytest.fixture
def buyer(cast):
    """Who calls our A-1 AX-1 and our A-2 AX-2, at 10.00 and 20.00 a piece."""
    found = customer(cast.engineer, code="KH-1")
    for number, price in ((1, 10), (2, 20)):
        item = product(code=f"A-{number}", list_price=D(price))
        changes.create(CustomerPart(customer=found, code=f"AX-{number}", product=item), by=SYSTEM)
    return found


@pytest.fixture
def browser(cast, client):
    client.force_login(cast.engineer)
    return client


def bring(browser, buyer, *rows, head=HEAD, name="po.csv"):
    """The address of the import of such a file."""
    file = SimpleUploadedFile(name, "\n".join([head, *rows]).encode())
    answer = browser.post(ADDRESS, {"customer": str(buyer.public_id), "file": file})
    assert answer.status_code == 302, answer.content.decode()
    return answer.url


def checked(browser, address, **more):
    """The page of the import after its columns were taken as proposed."""
    lines = browser.get(address).context["page"].form.lines
    sent = {line.input: line.chosen for line in lines} | {line.constant_input: line.constant for line in lines}
    answer = browser.post(f"{address}check/", {**sent, **more})
    assert answer.status_code == 302, answer.content.decode()
    return browser.get(address).context["page"]


def faults(page):
    return [(fault["row"], fault["heading"], fault["sentence"]) for fault in page.outcome["faults"]]


def test_one_file_becomes_an_order_for_each_number_with_the_customers_parts(browser, buyer):
    rows = ["PO-1,AX-1,100,,10,2099-05-01", "PO-2,AX-2,5,,,2099-06-01", "PO-1,A-2,3,,20,2099-05-09"]

    address = bring(browser, buyer, *rows)
    page = checked(browser, address)

    assert (faults(page), page.outcome["good"], page.outcome["rows"]) == ([], 2, 3)
    assert not SalesOrder.objects.exists()
    browser.post(f"{address}take/")
    first, second = SalesOrder.objects.order_by("customer_po")
    assert (first.customer, first.state, first.customer_po) == (buyer, State.DRAFT, "PO-1")
    assert [(line.product.code, line.quantity, line.requested_on) for line in first.lines.all()] == [
        ("A-1", D(100), date(2099, 5, 1)),
        ("A-2", D(3), date(2099, 5, 9)),
    ]
    assert (first.requested_on, first.total, second.total) == (date(2099, 5, 9), D("1060.00"), D("100.00"))
    browser.post(f"{address}undo/")
    assert not SalesOrder.objects.exists()


def test_an_empty_number_is_that_of_the_row_above(browser, buyer):
    address = bring(browser, buyer, "PO-1,AX-1,1,,,2099-05-01", ",AX-2,2,,,2099-05-01")

    checked(browser, address)
    browser.post(f"{address}take/")

    assert SalesOrder.objects.get().lines.count() == 2


def test_the_columns_are_known_the_next_time_by_themselves(cast, browser, buyer):
    strange = "Bestellnummer,Unser Teil,Menge,Termin"
    first = bring(browser, buyer, "PO-1,AX-1,1,2099-05-01", head=strange)
    names = {"customer_po": 0, "lines.product": 1, "lines.quantity": 2, "lines.requested_on": 3}
    sent = {f"from.{name}": f'["{strange.split(",")[at]}"]' for name, at in names.items()}
    browser.post(f"{first}check/", {**sent, "doubtful": "take"})

    again = browser.get(bring(browser, buyer, "PO-2,AX-2,1,2099-05-01", head=strange)).context["page"]
    other = browser.get(bring(browser, customer(cast.engineer), "PO-2,X,1,2099-05-01", head=strange)).context["page"]

    assert {line.column.name: line.chosen for line in again.form.lines if line.chosen} == {
        name: f'["{strange.split(",")[at]}"]' for name, at in names.items()
    }
    assert again.form.present.doubtful == ""
    assert not any(line.chosen for line in other.form.lines)
    assert SavedMapping.objects.get().name == str(buyer.public_id)


def test_every_fault_is_told_by_row_and_column_and_nothing_is_written(browser, buyer):
    known = released_order(buyer, customer_po="PO-1")
    rows = ["PO-1,AX-1,1,,,2099-05-01", "PO-2,NIX,1,,,2099-05-01", "PO-3,AX-1,0,,,2099-05-01"]
    rows += ["PO-4,AX-1,viel,,,2099-05-01", "PO-5,AX-1,1,托,,2099-05-01", "PO-6,AX-1,1,,,2001-05-01", "PO-7,AX-1,1,,,"]

    address = bring(browser, buyer, *rows)
    told = faults(checked(browser, address))

    headings = [(row, heading) for row, heading, _sentence in told]
    assert headings == [
        (2, "采购订单号"),
        (3, "客户料号"),
        (4, "订单数量"),
        (5, "订单数量"),
        (6, "单位"),
        (7, "交货日期"),
        (8, "交货日期"),
    ]
    assert known.number in told[0][2]
    browser.post(f"{address}take/")
    assert SalesOrder.objects.get() == known


def test_another_price_than_ours_is_a_fault_until_somebody_says_whose_counts(browser, buyer):
    address = bring(browser, buyer, "PO-1,AX-1,100,,9.5,2099-05-01")

    ((row, heading, sentence),) = faults(checked(browser, address))

    assert (row, heading) == (2, "单价")
    assert "10.00" in sentence
    browser.post(f"{address}take/")
    assert not SalesOrder.objects.exists()


@pytest.mark.parametrize(
    ("whose", "kept"),
    [("take", (D("9.5"), PriceSource.TYPED, D(10))), ("ours", (D(10), PriceSource.PRODUCT, None))],
)
def test_the_price_that_was_chosen_counts_and_ours_is_noted_beside(browser, buyer, whose, kept):
    address = bring(browser, buyer, "PO-1,AX-1,100,,9.5,2099-05-01")

    assert faults(checked(browser, address, doubtful=whose)) == []
    browser.post(f"{address}take/")

    line = OrderLine.objects.get()
    assert (line.unit_price, line.price_source, line.found_price) == kept


def test_prices_by_the_box_are_compared_by_the_box(browser, buyer):
    item = buyer.parts.get(code="AX-1").product
    box = changes.create(ProductUnit(product=item, name="箱", factor=D(12)), by=SYSTEM)
    agreed_price(buyer, item, D(100), unit=box)

    address = bring(browser, buyer, "PO-1,AX-1,10,箱,100,2099-05-01")

    assert faults(checked(browser, address)) == []
    browser.post(f"{address}take/")
    line = OrderLine.objects.get()
    assert (line.quantity, line.unit_quantity, line.amount) == (D(120), D(10), D(1000))


def test_an_excel_file_is_read_as_well(browser, buyer):
    book = BytesIO()
    sheets.write_xlsx(
        book,
        [sheets.Column(heading) for heading in HEAD.split(",")],
        [["PO-1", "AX-1", D(7), "", D(10), date(2099, 5, 1)]],
        title="订单",
    )
    file = SimpleUploadedFile("po.xlsx", book.getvalue())

    address = browser.post(ADDRESS, {"customer": str(buyer.public_id), "file": file}).url
    checked(browser, address)
    browser.post(f"{address}take/")

    assert SalesOrder.objects.get().lines.get().quantity == D(7)


def test_the_file_is_somebodys_whom_the_person_may_see(cast, browser):
    theirs = customer(cast.other_engineer)
    file = SimpleUploadedFile("po.csv", HEAD.encode())

    strangers = browser.post(ADDRESS, {"customer": str(theirs.public_id), "file": file})
    nobodys = browser.post(ADDRESS, {"customer": "", "file": file})

    assert (strangers.status_code, nobodys.status_code) == (422, 422)


def test_the_page_is_reached_from_the_customer_and_from_the_orders(cast, browser, buyer, client):
    address = f"{ADDRESS}?customer={buyer.public_id}"

    assert address in browser.get(f"/customers/{buyer.public_id}/").content.decode()
    assert str(buyer) in browser.get(address).content.decode()
    assert ADDRESS in browser.get("/sales-orders/").content.decode()
    client.force_login(cast.warehouse)
    assert ADDRESS not in client.get("/sales-orders/").content.decode()
    assert client.get(ADDRESS).status_code == 403


def test_many_lines_are_judged_in_as_few_statements_as_one(browser, buyer, django_assert_max_num_queries):
    first, few, many = (
        bring(browser, buyer, *[f"PO-{at},AX-1,{at + 1},,9,2099-05-01" for at in range(count)]) for count in (1, 1, 300)
    )
    checked(browser, first)  # which keeps the columns
    used = []
    for address in (few, many):
        with django_assert_max_num_queries(60) as asked:
            checked(browser, address)
        used.append(len(asked))

    assert used[0] == used[1]


def test_orders_of_many_customers_in_a_sheet_are_looked_over_the_same_way(cast, browser, buyer):
    draft_order(buyer, customer_po="PO-1")
    head = "customer,customer_po,requested_on,lines.product,lines.quantity"
    file = SimpleUploadedFile(
        "orders.csv", f"{head}\nKH-1,PO-1,2099-03-20,AX-1,1\nKH-1,PO-2,2099-03-20,AX-1,-1".encode()
    )

    address = browser.post("/sales-orders/import/", {"file": file}).url

    assert [(row, heading) for row, heading, _told in faults(checked(browser, address))] == [
        (2, "customer_po"),
        (3, "lines.quantity"),
    ]
