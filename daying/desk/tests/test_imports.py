"""Sheets in: judged, taken whole or not at all, written as the form would write them."""

import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from daying.core import sheets
from daying.core.errors import Refused
from daying.core.models import JournalEntry
from daying.desk import imports
from daying.desk.tests.deals import dealer, firm, item
from daying.desk.tests.sample.models import Deal, Firm, Item

pytestmark = pytest.mark.django_db
IMPORTING = ("sample.import_firm", "sample.import_item", "sample.import_deal")


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def lin():
    return dealer("lin", *IMPORTING)


@pytest.fixture
def sheet(tmp_path):
    def write(*rows: str, name: str = "sheet.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")
        return path

    return write


def run(slug, path, by, mapping=None, **options):
    return imports.run_file(slug, path, mapping, by=by, **options)


def faults(outcome):
    return [(fault.row, fault.heading, fault.sentence) for fault in outcome.faults]


def test_sheet_becomes_records_with_one_journal_id_for_all(lin, sheet):
    path = sheet("Code,Name,Owner,Currency", "T1,天津华泰,lin,USD", "T2,上海鑫淼,lin,")

    outcome = run("sample-firms", path, lin)

    assert list(Firm.objects.order_by("code").values_list("code", "name", "currency")) == [
        ("T1", "天津华泰", "USD"),
        ("T2", "上海鑫淼", "CNY"),
    ]
    entries = JournalEntry.objects.filter(action_id=outcome.action_id)
    assert sorted(entries.values_list("subject_label", flat=True)) == ["", "上海鑫淼", "天津华泰"]
    assert entries.get(subject_id=None).note == "sheet.csv: 2 new, 0 changed, 0 not taken"


def test_nothing_is_taken_when_a_row_is_faulty(lin, sheet):
    path = sheet("Code,Name,Owner", "T1,天津华泰,lin", "T2,,nobody")

    outcome = run("sample-firms", path, lin)

    assert not Firm.objects.exists()
    assert (outcome.rows, outcome.good, outcome.faulty, outcome.is_taken) == (2, 1, 1, False)
    assert faults(outcome) == [
        (3, "Name", "This field is required."),
        (3, "Owner", "There is no employee “nobody”."),
    ]


def test_dry_run_writes_nothing(lin, sheet):
    outcome = run("sample-firms", sheet("Code,Name,Owner", "T1,天津华泰,lin"), lin, dry_run=True)

    assert outcome.good == 1
    assert not Firm.objects.exists()


def test_import_needs_its_right(sheet):
    with pytest.raises(PermissionDenied):
        run("sample-firms", sheet("Code,Name", "T1,X"), dealer("chen"))


def test_unknown_target_is_refused_in_a_sentence(lin, sheet):
    with pytest.raises(Refused, match="Nothing can be imported into “weather”"):
        run("weather", sheet("Code"), lin)


@pytest.mark.parametrize(
    "headings", ["Code,公司名称,Owner", " CODE ,name,owner", "code,naame,Owner", "code,Firm name,owner"]
)
def test_columns_are_guessed_by_name_label_alias_and_likeness(lin, sheet, headings):
    path = sheet(headings, "T1,天津华泰,lin")
    mapping = {"columns": {"code": "code", "name": "Firm name", "owner": "owner"}} if "Firm" in headings else None

    run("sample-firms", path, lin, mapping)

    assert Firm.objects.get().name == "天津华泰"


def test_required_column_without_heading_is_named(lin, sheet):
    with pytest.raises(Refused, match=r"Say which column of the sheet holds: Name, Owner\."):
        run("sample-firms", sheet("Code,Colour", "T1,red"), lin)


def test_mapping_joins_headings_translates_and_fills_constants(lin, sheet):
    path = sheet("no,first,second,seller", "7,天津,华泰,5")
    mapping = {
        "columns": {"code": "no", "name": ["first", "second"], "owner": "seller"},
        "constants": {"currency": "EUR"},
        "translate": {"owner": {"5": "lin"}},
    }

    run("sample-firms", path, lin, mapping)

    made = Firm.objects.get()
    assert (made.code, made.name, made.currency, made.owner) == ("7", "天津, 华泰", "EUR", lin)


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ([], "JSON object"),
        ({"columns": {"state": "a"}}, "no column “state”"),
        ({"columns": {"code": 3}}, "“columns” of the mapping"),
        ({"columns": {"code": "there is none"}}, "no column “there is none”"),
        ({"columns": {"code": "Code"}, "constants": {"name": []}}, "“constants” of the mapping"),
    ],
)
def test_mapping_that_is_none_is_refused(lin, sheet, mapping, sentence):
    with pytest.raises(Refused, match=sentence):
        run("sample-firms", sheet("Code,Name,Owner", "T1,X,lin"), lin, mapping)


def test_code_stands_once_in_the_sheet_and_in_the_books(lin, sheet):
    firm(lin, "旧", code="T1")
    path = sheet("Code,Name,Owner", "T1,甲,lin", "T2,乙,lin", "T2,丙,lin")

    assert faults(run("sample-firms", path, lin)) == [
        (2, "Code", "There is one with this already: Code."),
        (4, "Code", "Row 3 has the same: Code."),
    ]


def test_rows_found_by_their_key_are_changed_and_blank_cells_leave_them(lin, sheet):
    old = firm(lin, "旧名", code="T1", english_name="Old")
    path = sheet("Code,Name,English name,Owner", "T1,新名,,", "T2,乙,,lin")
    mapping = {
        "columns": {"code": "Code", "name": "Name", "english_name": "English name", "owner": "Owner"},
        "key": "code",
    }

    outcome = run("sample-firms", path, lin, mapping)

    old.refresh_from_db()
    assert (old.name, old.english_name, old.version) == ("新名", "Old", 2)
    assert (outcome.created, outcome.changed) == (1, 1)


def test_row_of_somebody_else_is_neither_changed_nor_shown(lin, sheet):
    firm(dealer("zhao"), "别人的", code="T1")
    path = sheet("Code,Name,Owner", "T1,新名,lin")

    outcome = run(
        "sample-firms", path, lin, {"columns": {"code": "Code", "name": "Name", "owner": "Owner"}, "key": "code"}
    )

    assert faults(outcome) == [(2, "Code", "There is one with this already: Code.")]
    assert Firm.objects.get().name == "别人的"


def test_related_record_is_found_by_code_then_by_name_within_sight(lin, sheet):
    by_code, by_name = firm(lin, "甲", code="A"), firm(lin, "乙", code="B")
    firm(dealer("zhao"), "别人的", code="Z")
    path = sheet("Code,Name,Owner,Part of", "1,一,lin,A", "2,二,lin,乙", "3,三,lin,Z")

    outcome = run("sample-firms", path, lin)

    assert faults(outcome) == [(4, "Part of", "There is no firm “Z”.")]
    run("sample-firms", sheet("Code,Name,Owner,Part of", "1,一,lin,A", "2,二,lin,乙"), lin)
    assert [Firm.objects.get(code=code).parent for code in "12"] == [by_code, by_name]


def test_two_records_of_one_name_are_not_guessed(lin, sheet):
    firm(lin, "同名", code="A")
    firm(lin, "同名", code="B")

    outcome = run("sample-firms", sheet("Code,Name,Owner,Part of", "1,一,lin,同名"), lin)

    assert faults(outcome) == [(2, "Part of", "There are several with the name “同名”: give the code.")]


def test_rows_with_one_head_become_one_document_with_lines(lin, sheet):
    huatong, bearing = firm(lin, "天津华通", code="H"), item(lin)
    path = sheet(
        "Firm,Wanted on,Item,Quantity,Unit price,Discount",
        "H,2026-12-01,P-001,2,10.00,",
        "H,2026-12-01,P-001,3,5.5,10%",
        "H,2026年12月2日,P-001,1,1,0.05",
    )

    outcome = run("sample-deals", path, lin)

    first, second = Deal.objects.order_by("pk")
    assert (first.firm, first.total, first.state) == (huatong, Decimal("34.85"), "draft")
    assert [(line.item, line.discount) for line in first.lines.all()] == [(bearing, 0), (bearing, Decimal("0.1"))]
    assert (second.wanted_on, second.total, outcome.created) == (date(2026, 12, 2), Decimal("0.95"), 2)


def test_lines_of_a_second_file_are_joined_by_a_heading(lin, sheet):
    firm(lin, code="H")
    item(lin)
    sheet("no,part,qty,price", "2,P-001,1,7", "1,P-001,2,10", name="lines.csv")
    path = sheet("no,who,when", "1,H,2026-12-01", "2,H,2026-12-01")
    mapping = {
        "columns": {
            "firm": "who",
            "wanted_on": "when",
            "lines.item": "part",
            "lines.quantity": "qty",
            "lines.unit_price": "price",
        },
        "join": {"file": "lines.csv", "on": "no"},
    }

    run("sample-deals", path, lin, mapping)

    assert list(Deal.objects.order_by("pk").values_list("total", flat=True)) == [Decimal("20.00"), Decimal("7.00")]


def test_fault_of_a_line_names_its_own_row(lin, sheet):
    firm(lin, code="H")
    item(lin)
    path = sheet("Firm,Wanted on,Item,Quantity,Unit price", "H,2026-12-01,P-001,2,10", "H,2026-12-01,P-9,x,10")

    assert faults(run("sample-deals", path, lin)) == [
        (3, "Item", "There is no item “P-9”."),
        (3, "Quantity", "“x” is not a number."),
    ]


def test_what_only_the_books_refuse_is_found_row_by_row(lin, sheet):
    firm(lin, code="H")
    path = sheet("Firm,Wanted on,Deposit", "H,2026-12-01,5", "H,2026-12-02,-5", "H,2026-12-03,6")
    target = imports.find("sample-deals", lin)
    mapping = imports._guessed(path, target)
    source = imports.files.source(lambda: path.open("rb"), None, target, mapping)

    outcome = imports.take(source, target, mapping, by=lin, only_good=True)

    assert faults(outcome) == [(3, "", "A deposit is not below 0.")]
    assert (outcome.created, outcome.faulty, Deal.objects.count()) == (2, 1, 2)


def test_values_are_read_as_people_write_them(lin, sheet):
    path = sheet("Code,Name,Price", 'P1,齿轮,"1,234.50"', "P2,轴,￥2.5", "P3,键,５")

    run("sample-items", path, lin)

    assert list(Item.objects.order_by("code").values_list("price", flat=True)) == [
        Decimal("1234.5000"),
        Decimal("2.5000"),
        Decimal("5.0000"),
    ]


def test_state_cannot_come_from_a_sheet(lin, sheet):
    assert "state" not in imports.find("sample-deals", lin).columns


def test_statements_do_not_grow_with_the_rows(lin, sheet, django_assert_max_num_queries):
    rows = [f"C{n},公司{n},lin" for n in range(800)]
    path = sheet("Code,Name,Owner", *rows)

    with django_assert_max_num_queries(60):
        outcome = run("sample-firms", path, lin)

    assert outcome.created == 800


def test_number_that_lost_its_digits_in_the_spreadsheet_is_told(lin, tmp_path):
    path = tmp_path / "codes.xlsx"
    sheets.write_xlsx(
        path, [sheets.Column("Code"), sheets.Column("Name"), sheets.Column("Price")], [[1, "轴", 2]], title="x"
    )
    _put_number(path, "123456789012345680")

    (fault,) = run("sample-items", path, lin).faults

    assert (fault.row, fault.heading) == (2, "Code")
    assert "lost its last digits" in fault.sentence


def _put_number(path, number):
    """A number longer than a spreadsheet keeps exactly, as one that was typed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    parts["xl/worksheets/sheet1.xml"] = sheet.replace("<v>1</v>", f"<v>{number}</v>", 1).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
