"""What a sheet of prospects or customers may have wrong: each gets a sentence with row and column (M2.4).

Nothing is taken, unless the user takes the good rows; the faulty ones then come back as a sheet.
"""

import io
import zipfile

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from daying.core import sheets
from daying.customers.models import Customer
from daying.desk.models import ImportRun
from daying.market.models import Prospect

pytestmark = pytest.mark.django_db
MODELS = {"prospects": Prospect, "customers": Customer}
GOOD, WRONG_CODE = "91350100M000100Y43", "91350100M000100Y44"


@pytest.fixture(params=sorted(MODELS))
def slug(request):
    return request.param


@pytest.fixture
def browser(cast, settings, tmp_path):
    settings.STORAGES["default"]["OPTIONS"]["location"] = tmp_path
    settings.STORAGES = {**settings.STORAGES}
    cast.director.language = "en"
    cast.director.save()
    client = Client()
    client.force_login(cast.director)
    return client


def bring(browser, slug, content, name="list.xlsx"):
    return browser.post(f"/{slug}/import/", {"file": SimpleUploadedFile(name, content)})


def csv(*rows):
    return "\n".join([*rows, ""]).encode()


def workbook(*rows, merged=None, formulas=()):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        page = book.add_worksheet()
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
        if merged:
            page.merge_range(*merged)
        for place, formula, result in formulas:
            page.write_formula(place, formula, value=result)
    return stream.getvalue()


def without_results(content):
    """As a program writes it that does not calculate."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(b"<v>0</v>", b"") if "sheet1" in name else data)
    return out.getvalue()


def bomb():
    out = io.BytesIO(workbook(["Name"], ["天津华泰"]))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", bytes(210 * 1024 * 1024))
    return out.getvalue()


def checked(browser, slug, content, name="list.csv", **more):
    """The page after the sheet was judged, with the columns as they were guessed."""
    answer = bring(browser, slug, content, name)
    assert answer.status_code == 302, answer.content.decode()
    run = ImportRun.objects.latest("id")
    columns = run.mapping["columns"]
    told = {f"from.{name}": _json(heading) for name, heading in columns.items()}
    browser.post(f"{answer['Location']}check/", {**told, **more})
    run.refresh_from_db()
    return run, answer["Location"]


def _json(heading):
    import json

    return json.dumps(heading if isinstance(heading, list) else [heading], ensure_ascii=False)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (csv("Name,Name", "a,b"), "Row 1 has the heading “Name” twice, in columns A and B."),
        (
            workbook(["Name", "Phone"], ["天津华泰", "1"], formulas=[("A3", "=A2&1", "#REF!")]),
            "Cell A3 holds the error #REF!.",
        ),
        (
            without_results(workbook(["Name", "Phone"], ["天津华泰", "1"], formulas=[("B3", "=B2*2", 0)])),
            "Cell B3 holds a formula without its result.",
        ),
        (
            workbook(["Name", "Address"], ["天津华泰", "天津", "北辰路"], merged=(0, 1, 0, 2, "Address")),
            "Row 2 has a value in column C, which has no heading in row 1.",
        ),
        (b"PK\x03\x04 no archive", "The workbook is damaged."),
    ],
    ids=["empty", "heading twice", "error", "formula", "merged headings", "damaged"],
)
def test_a_file_that_cannot_be_read_is_told_with_its_place(browser, slug, content, sentence):
    """Said when the file is brought, or as soon as its rows are read."""
    answer = bring(browser, slug, content)
    if answer.status_code == 302:
        answer = browser.post(f"{answer['Location']}check/", {"from.name": '["Name"]'})

    assert answer.status_code == 422, answer.content.decode()
    assert sentence in answer.content.decode()
    assert not MODELS[slug].objects.exists()


def test_a_zip_bomb_is_refused(browser, slug):
    answer = bring(browser, slug, bomb())

    assert answer.status_code == 422
    assert "unpacks to more than can be read safely" in answer.content.decode()


@pytest.mark.slow
@pytest.mark.one_database
def test_a_file_of_200_mb_is_refused(browser):
    answer = bring(browser, "prospects", bytes(200 * 1024 * 1024), "large.csv")

    assert answer.status_code == 413
    assert "100 MB" in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_a_merged_title_above_the_headings_does_no_harm(browser, slug):
    content = workbook(["展会名单 2026"], ["Name", "Phone"], ["天津华泰机械", "022-1"], merged=(0, 0, 0, 1, "展会名单"))

    run, _url = checked(browser, slug, content, "list.xlsx")

    assert (run.outcome["good"], run.outcome["faulty"]) == (1, 0)


def test_a_column_that_means_nothing_here_is_left_out_and_a_missing_one_named(browser, slug):
    answer = bring(browser, slug, csv("Colour,Phone", "red,022-1"), "list.csv")
    told = browser.post(f"{answer['Location']}check/", {"from.phone": '["Phone"]'})

    assert told.status_code == 422
    assert "Say which column of the sheet holds: " in told.content.decode()


def test_each_fault_is_told_by_row_and_column_and_nothing_is_taken(browser, slug):
    content = csv(
        "Name,Credit code,Zone",
        f"天津华泰机械,{GOOD},",
        f"上海鑫淼电子,{WRONG_CODE},",
        "广州长城轮胎,,Atlantis",
        ",,",
        f"成都蜀光齿轮,{GOOD},",
    )

    run, url = checked(browser, slug, content)

    faults = {(fault["row"], fault["heading"]) for fault in run.outcome["faults"]}
    assert {(3, "Credit code"), (4, "Zone")} <= faults
    assert 6 in {row for row, _heading in faults}
    browser.post(f"{url}take/")
    assert not MODELS[slug].objects.exists()


def test_good_rows_are_taken_and_the_faulty_ones_come_back_as_a_sheet(browser, slug):
    rows = ["Name,Credit code,Remarks", f"天津华泰机械,{GOOD},", f"上海鑫淼电子,{WRONG_CODE},=1+1"]
    _run, url = checked(browser, slug, csv(*rows))

    browser.post(f"{url}take/", {"only_good": "yes"})

    assert MODELS[slug].objects.get().name == "天津华泰机械"
    sent = browser.get(f"{url}rejected/")
    back = sheets.read(io.BytesIO(b"".join(sent.streaming_content)))
    (row,) = back.rows
    assert (back.header[-1], row.cells[:3]) == ("Reason", ["上海鑫淼电子", WRONG_CODE, "=1+1"])
    assert row.cells[3].startswith("Credit code: ")


def test_a_mended_sheet_is_taken_after_the_faulty_one(browser, slug):
    rows = ["Name,Credit code", f"天津华泰机械,{GOOD}", f"上海鑫淼电子,{WRONG_CODE}"]
    _run, url = checked(browser, slug, csv(*rows))
    browser.post(f"{url}take/", {"only_good": "yes"})
    sent = browser.get(f"{url}rejected/")
    mended = b"".join(sent.streaming_content)

    _run, url = checked(browser, slug, csv("Name,Credit code,Reason", "上海鑫淼电子,,"), "mended.csv")
    browser.post(f"{url}take/")

    assert mended.startswith(b"PK")
    assert sorted(MODELS[slug].objects.values_list("name", flat=True)) == sorted(["天津华泰机械", "上海鑫淼电子"])


@pytest.mark.parametrize("attack", ["=cmd|' /c calc'!A0", "+1+1", "-1+1", "@SUM(A1)"])
def test_what_a_spreadsheet_would_run_leaves_as_text(browser, slug, attack):
    _run, url = checked(browser, slug, csv("Name,Remarks", f"{attack}公司,{attack}"))
    browser.post(f"{url}take/")

    assert MODELS[slug].objects.count() == 1
    sent = browser.get(f"/{slug}/export/?format=csv&columns=name,remarks")
    text = b"".join(sent.streaming_content).decode("utf-8-sig")
    assert f"'{attack}" in text
