"""How values are shown."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.apps import apps
from django.utils import timezone, translation

from daying.desk import cells
from daying.desk.tests.sample.models import Deal, DealLine, Firm, Item

USED = {"name", "english_name", "public_id"}


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("money", Decimal("1234567.5"), "1,234,567.50"),
        ("money", Decimal("-0.10"), "-0.10"),
        ("price", Decimal("12.5000"), "12.50"),
        ("price", Decimal("1234.5678"), "1,234.5678"),
        ("price", Decimal("0.1250"), "0.125"),
        ("quantity", Decimal("1000.000"), "1,000"),
        ("quantity", Decimal("2.500"), "2.5"),
        ("quantity", Decimal("0.000"), "0"),
        ("rate", Decimal("0.1300"), "13%"),
        ("rate", Decimal("0.1250"), "12.5%"),
        ("rate", Decimal("1"), "100%"),
        ("rate", Decimal("1") / 3, "33.33%"),
        ("number", 12345, "12,345"),
        ("date", date(2026, 3, 1), "2026-03-01"),
        ("flag", True, "yes"),
        ("", None, ""),
        ("", "", ""),
        ("money", Decimal("0.00"), "0.00"),
    ],
)
def test_values_are_shown_as_the_trade_writes_them(kind, value, shown):
    with translation.override("en"):
        assert cells.text(value, kind) == shown


def test_a_moment_is_shown_where_the_reader_is():
    with timezone.override("Asia/Shanghai"):
        assert cells.moment(datetime(2026, 3, 1, 17, 5, tzinfo=UTC)) == "2026-03-02 01:05"


@pytest.mark.parametrize(
    ("model", "name", "kind", "label"),
    [
        (Deal, "total", "money", "Total"),
        (Deal, "state", "state", "State"),
        (Deal, "currency", "choice", "Currency"),
        (Deal, "firm", "record", "Firm"),
        (Deal, "firm__name", "text", "Firm"),
        (Deal, "firm__code", "text", "Code"),
        (Deal, "firm__parent", "record", "Part of"),
        (Deal, "is_urgent", "flag", "Urgent"),
        (Deal, "created_at", "moment", "Created"),
        (Item, "price", "price", "Price"),
        (DealLine, "discount", "rate", "Discount"),
        (DealLine, "quantity", "quantity", "Quantity"),
    ],
)
def test_a_column_knows_its_kind_and_heading(model, name, kind, label):
    with translation.override("en"):
        column = cells.column(model, name)

    assert (column.kind, column.label) == (kind, label)


def test_a_foreign_amount_carries_its_currency():
    total = cells.column(Deal, "total")

    assert total.html(Deal(total=Decimal("5.00"))) == "5.00"
    assert total.html(Deal(total=Decimal("5.00"), currency="USD")) == '<span class="cur">USD</span> 5.00'


def test_a_way_that_breaks_off_shows_nothing():
    assert cells.column(Firm, "parent__name").html(Firm()) == ""


def test_markup_escapes_all_but_what_was_made_here():
    inner = cells.markup("<b>{}</b>", "<i>")

    assert cells.markup("{}{}", inner, '"<') == "<b>&lt;i&gt;</b>&quot;&lt;"


def test_every_known_state_has_one_tone():
    states = [state for states in cells.TONES.values() for state in states.split()]

    assert len(states) == len(set(states))


@pytest.mark.parametrize("value", ["A", ""])
@pytest.mark.parametrize("model", [model for model in apps.get_models() if getattr(model, "named_from", ())])
def test_a_name_needs_no_more_than_the_fields_it_is_said_to_be_made_of(model, value):
    names = ["id", *model.named_from]
    record = model.from_db("default", names, [7, *(value for _name in model.named_from)])

    assert isinstance(str(record), str)  # no database here: a field left out would ask for it


def test_of_a_related_record_a_list_reads_what_it_is_called_and_linked_by():
    read = cells.read_for(Firm, ["code", "created_by"])

    assert {name for name in read if "__" in name} == {f"created_by__{name}" for name in USED}


def test_a_record_that_may_be_called_anything_is_read_whole():
    assert {f"firm__{field.name}" for field in Firm._meta.concrete_fields} <= cells.read_for(Deal, ["number", "firm"])


def test_what_something_else_than_a_field_needs_is_not_guessed():
    assert cells.read_for(Deal, ["number", "get_state_display"]) == set()
