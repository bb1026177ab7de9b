"""Sheets out by the command line: the rows and columns that the list shows."""

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
