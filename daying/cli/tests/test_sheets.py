"""Sheets out and in by the command line, as by the pages: the list's rows and columns; all rows or none."""

import json

import pytest

from daying.carriers.models import Carrier
from daying.core import changes, sheets
from daying.core.actor import SYSTEM
from daying.core.models import JournalEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def carriers():
    for code, name, is_active in [("SF", "顺丰速运", True), ("DB", "德邦快递", False)]:
        changes.create(Carrier(code=code, name=name, is_active=is_active), by=SYSTEM)


def test_a_list_is_exported_to_stdout(run):
    code, shown, _told = run("export", "carriers")

    assert code == 0
    assert [line.split(",")[:2] for line in shown.lstrip("\ufeff").splitlines()] == [
        ["Code", "Name"], ["DB", "德邦快递"], ["SF", "顺丰速运"],
    ]  # fmt: skip


def test_filters_columns_and_order_are_those_of_the_list(run):
    _code, shown, _told = run("export", "carriers", "is_active=yes", "--columns", "name")

    assert shown.lstrip("\ufeff").splitlines() == ["Name", "顺丰速运"]


def test_a_workbook_is_written_to_a_file(run, tmp_path):
    assert run("export", "carriers", "--output", str(tmp_path / "c.xlsx"))[0] == 0

    with (tmp_path / "c.xlsx").open("rb") as file:
        assert len(list(sheets.read(file).rows)) == 2


def test_an_export_is_journaled(run):
    run("export", "carriers", "is_active=yes")

    entry = JournalEntry.objects.get(verb="carriers.export_carrier")
    assert "is_active=yes" in entry.note


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("export nonsense", "There is no list “nonsense”."),
        ("export carriers colour=red", "cannot be filtered by colour"),
        ("export carriers red", "Write NAME=VALUE."),
        ("export carriers --output carriers.pdf", "must end in .xlsx or .csv"),
        ("export carriers --output /no/such/folder/c.csv", "No such file or directory"),
    ],
)
def test_bad_values_are_answered_with_a_sentence(run, words, sentence):
    code, _shown, told = run(*words.split())

    assert code == 1
    assert sentence in told


# ---- in


@pytest.fixture
def sheet(tmp_path):
    def write(*lines, mapping=None):
        (tmp_path / "carriers.csv").write_text("\n".join(lines), encoding="utf-8")
        (tmp_path / "map.json").write_text(json.dumps(mapping) if mapping else "{", encoding="utf-8")
        return str(tmp_path / "carriers.csv"), str(tmp_path / "map.json")

    return write


def test_a_sheet_is_imported_by_its_headings(run, sheet):
    path, _map = sheet("Code,Name", "YT,圆通速递", "ZT,中通快递")

    code, _shown, told = run("import", "carriers", path)

    assert (code, "2 created, 0 changed." in told) == (0, True)
    assert Carrier.objects.filter(code__in=["YT", "ZT"]).count() == 2


def test_a_mapping_says_which_column_is_which(run, sheet):
    path, mapping = sheet(
        "shipper_id,company", "1,Speedy Express", mapping={"columns": {"code": "shipper_id", "name": "company"}}
    )

    assert run("import", "carriers", path, "--map", mapping)[0] == 0

    assert Carrier.objects.get(code="1").name == "Speedy Express"


def test_a_dry_run_writes_nothing(run, sheet):
    path, _map = sheet("Code,Name", "YT,圆通速递")

    code, _shown, told = run("import", "carriers", path, "--dry-run")

    assert (code, "All 1 rows are good." in told) == (0, True)
    assert not Carrier.objects.filter(code="YT").exists()


def test_one_faulty_row_keeps_all_out_and_is_named(run, sheet):
    path, _map = sheet("Code,Name", "YT,圆通速递", "SF,taken already")

    code, _shown, told = run("import", "carriers", path)

    assert code == 1
    assert "Row 3, Code, “SF”" in told
    assert "1 of 2 rows are faulty. Nothing was imported." in told
    assert not Carrier.objects.filter(code="YT").exists()


def test_bad_files_are_answered_with_a_sentence(run, sheet, tmp_path):
    path, broken = sheet("Code,Name", "YT,圆通速递")

    assert "Nothing can be imported into “nonsense”." in run("import", "nonsense", path)[2]
    assert "is not JSON" in run("import", "carriers", path, "--map", broken)[2]
    assert "No such file" in run("import", "carriers", str(tmp_path / "missing.csv"))[2]
