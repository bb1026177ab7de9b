"""The pages of an import, from the file to its result and back."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from daying.core import changes, sheets
from daying.core.worker import work_off
from daying.desk.imports import runs
from daying.desk.models import ImportRun, SavedMapping
from daying.desk.tests.deals import dealer, firm, item, signed_in
from daying.desk.tests.sample.models import Deal, Firm

pytestmark = pytest.mark.django_db
IMPORTING = ("sample.import_firm", "sample.import_deal")


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.STORAGES["default"]["OPTIONS"]["location"] = tmp_path
    settings.STORAGES = {**settings.STORAGES}


@pytest.fixture
def lin():
    person = dealer("lin", *IMPORTING)
    person.language = "en"
    person.save(update_fields=["language"])
    return person


@pytest.fixture
def browser(lin):
    return signed_in(lin)


def csv(*rows: str, name: str = "firms.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join(rows).encode())


def bring(browser, *files, slug="sample-firms", **more):
    names = ("file", "second")
    return browser.post(f"/{slug}/import/", {**dict(zip(names, files, strict=False)), **more})


def mapped(**columns):
    return {f"from.{name}": f'["{heading}"]' for name, heading in columns.items()}


GOOD = mapped(code="Code", name="Name", owner="Owner")


def test_file_then_columns_then_check_then_result(browser, lin):
    address = bring(browser, csv("Code,Name,Owner", "T1,天津华泰,lin", "T2,上海鑫淼,lin")).url
    page = browser.get(address)
    assert [line.chosen for line, _sample in page.context["page"].lines if line.chosen] == [
        '["Code"]',
        '["Name"]',
        '["Owner"]',
    ]

    checked = browser.post(f"{address}check/", GOOD, follow=True)
    assert not Firm.objects.exists()
    assert "All 2 are good (2 rows)" in checked.content.decode()

    done = browser.post(f"{address}take/", follow=True)
    assert Firm.objects.count() == 2
    assert "2 new, 0 changed" in done.content.decode()
    assert [label for label, _url in done.context["page"].links] == ["天津华泰", "上海鑫淼"]


def test_faults_are_shown_by_row_and_column(browser, lin):
    address = bring(browser, csv("Code,Name,Owner", "T1,天津华泰,lin", "T2,,nobody")).url

    page = browser.post(f"{address}check/", GOOD, follow=True).content.decode()

    assert "1 with faults, 1 good" in page
    assert "There is no employee “nobody”." in page
    assert "Import all" not in page


def test_good_rows_alone_are_taken_when_chosen_and_the_others_come_back_with_reasons(browser, lin):
    address = bring(browser, csv("Code,Name,Owner,Colour", "T1,天津华泰,lin,red", "T2,,nobody,blue")).url
    browser.post(f"{address}check/", GOOD)

    browser.post(f"{address}take/", {"only_good": "yes"})

    assert Firm.objects.get().code == "T1"
    back = sheets.read(BytesIO(browser.get(f"{address}rejected/").getvalue()))
    assert back.header == ["Code", "Name", "Owner", "Colour", "Reason"]
    assert [row.cells for row in back.rows] == [
        ["T2", None, "nobody", "blue", "Name: This field is required.; Owner: There is no employee “nobody”."]
    ]


def test_nothing_of_a_faulty_sheet_is_taken_unless_chosen(browser, lin):
    address = bring(browser, csv("Code,Name,Owner", "T1,天津华泰,lin", "T2,,lin")).url

    page = browser.post(f"{address}take/", follow=True)

    assert not Firm.objects.exists()
    assert "1 with faults, 1 good" in page.content.decode()


def test_taking_twice_takes_once(browser, lin):
    address = bring(browser, csv("Code,Name,Owner", "T1,天津华泰,lin")).url

    browser.post(f"{address}take/")
    again = browser.post(f"{address}take/", follow=True)

    assert Firm.objects.count() == 1
    assert "1 new, 0 changed" in again.content.decode()


def test_import_of_somebody_else_is_not_there(browser, lin):
    address = bring(browser, csv("Code,Name,Owner", "T1,天津华泰,lin")).url
    stranger = signed_in(dealer("zhao", *IMPORTING))

    assert [stranger.get(address).status_code, stranger.post(f"{address}take/").status_code] == [404, 404]


def test_import_needs_its_right():
    stranger = signed_in(dealer("zhao"))

    assert stranger.get("/sample-firms/import/").status_code == 403
    assert bring(stranger, csv("Code")).status_code == 403


def test_mapping_is_kept_by_name_and_used_again(browser, lin):
    address = bring(browser, csv("no,firm,seller", "T1,天津华泰,lin")).url
    browser.post(f"{address}check/", {**mapped(code="no", name="firm", owner="seller"), "keep_as": "Old system"})
    assert SavedMapping.objects.get().mapping["columns"] == {"code": ["no"], "name": ["firm"], "owner": ["seller"]}

    again = bring(browser, csv("no,firm,seller", "T2,上海鑫淼,lin"), mapping="Old system").url
    page = browser.get(again).context["page"]

    assert page.form.present.columns == {"code": ["no"], "name": ["firm"], "owner": ["seller"]}


def test_columns_that_are_not_offered_are_as_good_as_nothing(browser, lin):
    address = bring(browser, csv("Code,Name,Owner", "T1,天津华泰,lin")).url
    sent = {**GOOD, "from.state": '["Name"]', "from.name": '["Secret"]', "key": "id", "group": "nonsense"}

    page = browser.post(f"{address}check/", sent)

    assert page.status_code == 422
    assert "Say which column of the sheet holds: Name." in page.content.decode()


def test_records_are_changed_when_a_key_is_chosen(browser, lin):
    old = firm(lin, "旧名", code="T1")
    address = bring(browser, csv("Code,Name", "T1,新名")).url

    browser.post(f"{address}check/", {**mapped(code="Code", name="Name"), "key": "code"})
    done = browser.post(f"{address}take/", follow=True)

    old.refresh_from_db()
    assert old.name == "新名"
    assert "0 new, 1 changed" in done.content.decode()


def test_undo_removes_what_nobody_used_and_puts_back_what_it_changed(browser, lin):
    old = firm(lin, "旧名", code="T1", english_name="Old")
    rows = ["T1,新名,lin", "T2,没人用,lin", "T3,有人用,lin", "T4,有人改,lin"]
    address = bring(browser, csv("Code,Name,Owner", *rows)).url
    browser.post(f"{address}check/", {**GOOD, "key": "code"})
    browser.post(f"{address}take/")
    Deal.objects.create(firm=Firm.objects.get(code="T3"), wanted_on="2026-12-01")
    touched = Firm.objects.get(code="T4")
    changes.update(touched, {"note": "called"}, by=lin)

    undone = browser.post(f"{address}undo/", follow=True).content.decode()

    old.refresh_from_db()
    assert (old.name, old.english_name) == ("旧名", "Old")
    assert list(Firm.objects.order_by("code").values_list("code", flat=True)) == ["T1", "T3", "T4"]
    assert "1 removed, 1 put back as they were." in undone
    assert "2 were kept" in undone


def test_undo_of_documents_takes_their_lines_along(browser, lin):
    firm(lin, code="H")
    item(lin)
    address = bring(
        browser, csv("Firm,Wanted on,Item,Quantity,Unit price", "H,2026-12-01,P-001,2,10"), slug="sample-deals"
    ).url
    browser.post(f"{address}take/")
    assert Deal.objects.get().lines.count() == 1

    browser.post(f"{address}undo/")

    assert not Deal.objects.exists()


def test_lines_may_come_in_a_file_of_their_own(browser, lin):
    firm(lin, code="H")
    item(lin)
    heads = csv("no,Firm,Wanted on", "1,H,2026-12-01", name="heads.csv")
    lines = csv("no,Item,Quantity,Unit price", "1,P-001,2,10", "1,P-001,1,5", name="lines.csv")

    address = bring(browser, heads, lines, slug="sample-deals").url
    browser.post(f"{address}take/")

    assert str(Deal.objects.get().total) == "25.00"


def test_long_sheet_is_judged_and_taken_by_a_worker(browser, lin, monkeypatch):
    monkeypatch.setattr(runs, "LONG", 2)
    address = bring(browser, csv("Code,Name,Owner", *(f"T{n},公司{n},lin" for n in range(4)))).url

    waiting = browser.post(f"{address}check/", GOOD, follow=True)
    assert "Waiting for its turn" in waiting.content.decode()
    work_off()
    assert "All 4 are good" in browser.get(address).content.decode()

    browser.post(f"{address}take/")
    assert not Firm.objects.exists()
    work_off()
    assert Firm.objects.count() == 4
    assert ImportRun.objects.get().state == "done"


def test_page_that_waits_is_told_when_it_is_done(browser, lin, monkeypatch):
    monkeypatch.setattr(runs, "LONG", 0)
    address = bring(browser, csv("Code,Name,Owner", "T1,天津华泰,lin")).url
    browser.post(f"{address}check/", GOOD)

    part = browser.get(address, headers={"HX-Request": "true"})
    work_off()
    done = browser.get(address, headers={"HX-Request": "true"})

    assert 'hx-trigger="every 1s"' in part.content.decode()
    assert done.headers["HX-Redirect"] == address


def test_empty_sheet_has_the_headings(browser, lin):
    sheet = sheets.read(BytesIO(browser.get("/sample-deals/import/template/").getvalue()))

    assert sheet.header[:2] == ["Firm", "Currency"]
    assert "Line: Quantity" in sheet.header


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"%PDF-1.7 ...", "This is not a spreadsheet."),
        (b"\xd0\xcf\x11\xe0old", "old .xls workbook"),
        (b"PK\x03\x04broken", "The workbook is damaged."),
        (b"Code,Code\n1,2", "twice"),
    ],
)
def test_hostile_or_broken_files_are_answered_with_a_sentence(browser, lin, content, sentence):
    answer = bring(browser, SimpleUploadedFile("x.xlsx", content))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_without_a_file_the_page_asks_for_one(browser, lin):
    assert "Choose a file." in bring(browser).content.decode()
