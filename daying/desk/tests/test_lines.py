"""The grid of lines, as the server reads and writes it."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from daying.desk.tests import deals
from daying.desk.tests.sample.models import Deal, DealLine

pytestmark = pytest.mark.django_db
NEW = "/sample-deals/new/"


@pytest.fixture
def wang():
    return deals.dealer()


@pytest.fixture
def client(wang):
    return deals.signed_in(wang)


@pytest.fixture
def firm(wang):
    return deals.firm(wang)


@pytest.fixture
def bearing(wang):
    return deals.item(wang)


def post(client, firm, lines, url=NEW, **head):
    return client.post(url, {**deals.typed(firm), **lines, **head})


def faults(answer):
    grid = answer.context["draft"].grid
    return {cell.column.name: cell.fault for row in grid.rows for cell in row.cells if cell.fault}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("5%", "0.0500"), ("5", "0.0500"), ("0.05", "0.0500"), ("", "0.0000"), ("12.5％", "0.1250"), ("100%", "1.0000")],
)
def test_discount_is_typed_in_per_cent(client, firm, bearing, typed, meant):
    answer = post(client, firm, {**deals.typed_lines((bearing, "1", "10")), "line.discount": [typed]})

    assert answer.status_code == 302
    assert DealLine.objects.get().discount == Decimal(meant)


def test_bare_one_is_asked_again(client, firm, bearing):
    answer = post(client, firm, {**deals.typed_lines((bearing, "1", "10")), "line.discount": ["1"]})

    assert answer.status_code == 422
    assert set(faults(answer)) == {"discount"}


def test_separators_of_thousands_are_understood(client, firm, bearing):
    post(client, firm, deals.typed_lines((bearing, "1,000", "1,234.50")))

    assert Deal.objects.get().total == Decimal("1234500.00")


def test_item_is_found_by_its_code_or_name_as_typed(client, firm, bearing):
    post(client, firm, deals.typed_lines(("p-001", "1", "1"), ("轴承", "1", "1")))

    assert [line.item for line in DealLine.objects.all()] == [bearing, bearing]


def test_unknown_item_is_marked_in_its_cell_with_what_was_typed(client, firm, bearing):
    answer = post(client, firm, deals.typed_lines(("P-404", "1", "1"), (bearing, "2", "3")))

    assert answer.status_code == 422
    assert "P-404" in faults(answer)["item"]
    assert 'value="P-404"' in answer.content.decode()
    assert not Deal.objects.exists()


def test_name_of_two_is_not_guessed(client, firm, wang, bearing):
    deals.item(wang, "P-002", bearing.name)

    answer = post(client, firm, deals.typed_lines((bearing.name, "1", "1")))

    assert answer.status_code == 422


def test_blank_rows_are_left_out(client, firm, bearing):
    post(client, firm, deals.typed_lines(("", "", ""), (bearing, "2", "3"), ("", "", "")))

    assert DealLine.objects.count() == 1


def test_row_with_something_in_it_must_be_whole(client, firm):
    answer = post(client, firm, deals.typed_lines(("", "2", "")))

    assert answer.status_code == 422
    assert set(faults(answer)) == {"item", "unit_price"}


def test_lines_that_did_not_arrive_whole_save_nothing(client, firm, bearing):
    lines = deals.typed_lines((bearing, "2", "3"), (bearing, "2", "3"))
    lines["line.quantity"] = ["2"]

    answer = post(client, firm, lines)

    assert answer.status_code == 422
    assert not Deal.objects.exists()


def test_lines_are_changed_added_removed_and_put_in_order(client, firm, wang, bearing):
    other = deals.item(wang, "P-2", "Other")
    deal = deals.deal(wang, firm, (bearing, "1", "1"), (bearing, "2", "2"))
    first, second = deal.lines.all()
    DealLine.objects.filter(pk=second.pk).update(done_quantity=Decimal("1.000"))
    lines = deals.typed_lines((bearing, "20", "2"), (other, "3", "3"), ids=[str(second.pk), ""])

    answer = post(client, firm, lines, f"/sample-deals/{deal.public_id}/edit/", version="1")

    kept, added = deal.lines.all()
    assert answer.status_code == 302
    assert (kept.pk, kept.quantity, kept.done_quantity) == (second.pk, Decimal("20.000"), Decimal("1.000"))
    assert (added.item, added.position) == (other, 2)
    assert not DealLine.objects.filter(pk=first.pk).exists()


def test_line_of_another_deal_stays_where_it_is(client, firm, wang, bearing):
    mine, theirs = deals.deal(wang, firm), deals.deal(wang, firm, (bearing, "1", "1"))
    line = theirs.lines.get()
    lines = deals.typed_lines((bearing, "9", "9"), ids=[str(line.pk)])

    post(client, firm, lines, f"/sample-deals/{mine.public_id}/edit/", version="1")

    line.refresh_from_db()
    assert (line.deal, line.quantity) == (theirs, Decimal("1.000"))


def test_refusal_of_the_action_keeps_the_lines(client, firm, bearing):
    answer = post(client, firm, deals.typed_lines((bearing, "99999999999999", "9999999999999")))

    assert answer.status_code == 422
    assert 'value="99999999999999"' in answer.content.decode()


def test_thousand_lines_cost_as_many_queries_as_two(client, firm, wang):
    items = [deals.item(wang, f"B-{n:03d}", f"Bolt {n}") for n in range(50)]

    def queries(count):
        lines = deals.typed_lines(
            *[(items[n % 50] if n % 2 else items[n % 50].code, "2", "1.50") for n in range(count)]
        )
        with CaptureQueriesContext(
            connection,
        ) as saved:
            answer = post(client, firm, lines)
        with CaptureQueriesContext(connection) as opened:
            client.get(f"{answer['Location']}edit/")
        return len(saved), len(opened)

    few, many = queries(2), queries(1000)

    assert many[1] == few[1]
    assert many[0] <= few[0] + 12  # inserts go in batches
    assert DealLine.objects.count() == 1002


def test_thousand_lines_open(client, firm, wang, bearing):
    deal = deals.deal(wang, firm, *[(bearing, "2", "1.50")] * 1000)

    page = client.get(f"/sample-deals/{deal.public_id}/edit/")

    assert page.content.count(b"data-row>") == 1001
