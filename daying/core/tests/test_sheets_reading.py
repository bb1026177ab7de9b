"""Reading spreadsheets as companies send them, and refusing those that nobody should open."""

import time
import tracemalloc
import zipfile
from datetime import date, datetime
from datetime import time as clock
from decimal import Decimal
from io import BytesIO
from itertools import islice

import pytest

from daying.core.errors import Refused
from daying.core.sheets import read, sheet_names
from daying.core.sheets.cells import shows_dates
from daying.core.sheets.table import MOST_ROWS
from daying.core.tests.hostile import archive, inline, parts, workbook

HEADER = inline("Code", "Name", "Amount")


def table(file, **options):
    sheet = read(file, **options)
    return [sheet.header, *([row.number, *row.cells] for row in sheet.rows)]


def csv_file(text, encoding="utf-8"):
    return BytesIO(text.encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_is_read_in_the_usual_encodings_and_delimiters(encoding, delimiter):
    text = f"编号{delimiter}名称\r\nC1{delimiter}天津华泰\r\n"

    assert table(csv_file(text, encoding)) == [["编号", "名称"], [2, "C1", "天津华泰"]]


def test_csv_cells_keep_their_commas_quotes_and_line_breaks():
    text = 'code,name\n1,"Boiler, 5"" pipe\nTianjin"\n\n2,\'=x\n'

    assert table(csv_file(text)) == [["code", "name"], [2, "1", 'Boiler, 5" pipe\nTianjin'], [4, "2", "=x"]]


def test_a_quotation_mark_that_is_never_closed_is_refused():
    with pytest.raises(Refused, match="quotation marks"):
        table(csv_file('code,name\n1,"open\n2,x\n'))


def test_nul_and_control_characters_are_taken_out():
    assert table(csv_file("co\x00de,name of customer\n1\x07,Tian\x0bjin\n")) == [
        ["code", "name of customer"],
        [2, "1", "Tianjin"],
    ]


def test_xlsx_cells_are_typed():
    rows = (
        HEADER + '<row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3" t="b"><v>1</v></c>'
        '<c r="C3"><v>0.10000000000000001</v></c></row>'
        '<row r="5"><c r="B5" s="1"><v>46086</v></c><c r="C5" s="2"><v>46086.354166666664</v></c></row>'
        '<row><c t="str"><f>A1</f><v>a_x000D_\nb</v></c><c t="str"><v>x</v></c><c s="1"><v>0.5</v></c></row>'
    )
    texts = "<si><t>no</t></si><si><r><t>天津</t></r><r><t>华泰</t></r><rPh><t>tj</t></rPh></si>"
    styles = (
        '<numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d hh:mm"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/></cellXfs>'
    )

    assert table(workbook(rows, texts=texts, styles=styles)) == [
        ["Code", "Name", "Amount"],
        [3, "天津华泰", True, Decimal("0.1")],
        [5, None, date(2026, 3, 5), datetime(2026, 3, 5, 8, 30)],
        [6, "a\nb", "x", clock(12)],
    ]


def test_prefixes_backslashes_and_cells_without_a_reference_are_understood():
    made = {name.replace("/", "\\"): text for name, text in parts("").items()}
    made["xl\\worksheets\\sheet1.xml"] = (
        '<x:worksheet xmlns:x="m"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>A</x:t></x:is></x:c>'
        '<x:c t="inlineStr"><x:is><x:t>B</x:t></x:is></x:c></x:row>'
        "<x:row><x:c><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    )

    assert table(archive(made)) == [["A", "B"], [2, Decimal(7), None]]


def test_a_workbook_may_count_its_days_from_1904():
    rows = inline("a", "b") + '<row><c s="0"><v>1</v></c></row>'
    styles = '<cellXfs><xf numFmtId="14"/></cellXfs>'

    found = table(workbook(rows, styles=styles, workbook='<workbookPr date1904="1"/>'))

    assert found[1] == [2, date(1904, 1, 2), None]


@pytest.mark.parametrize(
    ("code", "is_date"),
    [("yyyy-mm-dd", True), ("[$-804]m月d日", True), ("h:mm AM/PM", True), ("General", False), ("G/通用格式", False)]
    + [
        ('#,##0.00"days"', False),
        ("[Red]0.00", False),
        (r"0\d", False),
        ("[h]:mm", True),
        ("_(* #,##0_)", False),
        ("@", False),
    ],
)
def test_date_formats_are_told_from_number_formats(code, is_date):
    assert shows_dates(code) is is_date


def test_the_headings_are_found_below_a_merged_title():
    rows = inline("2026 price list") + inline("printed", "2026-03-05") + HEADER + inline("1", "x", "2")

    found = table(workbook(rows), expected={"code", "NAME"})

    assert found == [["Code", "Name", "Amount"], [4, "1", "x", "2"]]


def test_without_known_headings_the_first_row_of_two_texts_is_taken():
    assert table(csv_file("Prices 2026,\n,\ncode,name\n1,x\n"))[0] == ["code", "name"]


def test_a_single_column_is_a_table_too():
    assert table(csv_file("name\nx\n")) == [["name"], [2, "x"]]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("code,,name\n1,2,3\n", "Row 2 has a value in column B, which has no heading in row 1"),
        ("code,name\n1,2,3\n", "Row 2 has a value in column C, which has no heading in row 1"),
        ("code,name,code\n1,2,3\n", "Row 1 has the heading “code” twice, in columns A and C"),
        ("\n\n\n", "no row of headings"),
    ],
)
def test_headings_that_do_not_fit_are_told_with_their_place(text, sentence):
    with pytest.raises(Refused, match=sentence):
        table(csv_file(text))


def test_the_sheet_with_the_expected_headings_is_taken():
    made = parts(inline("Read", "me"))
    made["xl/workbook.xml"] = str(made["xl/workbook.xml"]).replace(
        "</sheets>", '<sheet name="Data" r:id="rId9"/><sheet name="Old" state="hidden" r:id="rId9"/></sheets>'
    )
    made["xl/_rels/workbook.xml.rels"] = str(made["xl/_rels/workbook.xml.rels"]).replace(
        "</Relationships>", '<Relationship Id="rId9" Type="x/worksheet" Target="data.xml"/></Relationships>'
    )
    made["xl/data.xml"] = f"<worksheet><sheetData>{HEADER}</sheetData></worksheet>"

    assert read(archive(made), expected={"Code"}).name == "Data"
    assert read(archive(made)).name == "One"
    assert sheet_names(archive(made)) == ["One", "Data"]
    with pytest.raises(Refused, match="no sheet “Prices”"):
        read(archive(made), sheet="Prices")


def bomb(megabytes):
    return archive({**parts(HEADER), "xl/worksheets/sheet2.xml": b" " * (megabytes * 1024 * 1024)})


def zip_of_many():
    return archive({**parts(HEADER), **{f"xl/media/{number}": b"" for number in range(2001)}})


def encrypted():
    data = bytearray(workbook(HEADER).getvalue())
    entry = data.index(b"PK\x01\x02")
    data[entry + 8] |= 1
    return BytesIO(data)


def lying_about_its_size():
    data = bytearray(bomb(30).getvalue())
    for entry in range(len(data) - 46):
        if data[entry : entry + 4] == b"PK\x01\x02":
            data[entry + 24 : entry + 28] = (100).to_bytes(4, "little")
    return BytesIO(data)


LAUGHS = '<!DOCTYPE lolz [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: BytesIO(), "is empty"),
        (lambda: BytesIO(b"a,b\n" * 6_000_000), "larger than 20 MB"),
        (lambda: BytesIO(b"\xd0\xcf\x11\xe0" + b"\0" * 600), "old .xls workbook"),
        (lambda: BytesIO(b"%PDF-1.7\n"), "not a spreadsheet"),
        (lambda: BytesIO(b"\x89PNG\r\n\x1a\n"), "not a spreadsheet"),
        (lambda: BytesIO(b"\n<html><table>"), "not a spreadsheet"),
        (lambda: BytesIO(bytes(range(256)) * 9), "not a spreadsheet"),
        (lambda: BytesIO(b"a,b\n\xff\xff\xff,1\n"), "neither UTF-8 nor GB18030"),
        (lambda: BytesIO(b"PK\x03\x04 but no archive"), "damaged"),
        (lambda: BytesIO(workbook(HEADER).getvalue()[:-40]), "damaged"),
        (lambda: archive({"word/document.xml": "<x/>"}), "not an Excel workbook"),
        (lambda: archive({"xl/workbook.xml": "<x/>"}), "damaged"),
        (lambda: bomb(250), "more than can be read safely"),
        (lambda: bomb(30), "more than can be read safely"),
        (zip_of_many, "more than can be read safely"),
        (lying_about_its_size, "damaged"),
        (encrypted, "password"),
        (lambda: archive({**parts(HEADER), "../../etc/cron.d/x": "x"}), "outside itself"),
        (lambda: workbook(HEADER, prolog=LAUGHS), "entities"),
        (lambda: workbook(HEADER, prolog=OUTSIDE), "entities"),
        (lambda: workbook(HEADER, prolog="<?xml version='1.0' encoding='utf-16'?>\x00<"), "damaged"),
        (lambda: workbook(HEADER + "<row><c>"), "damaged"),
        (lambda: workbook(HEADER + '<row><c t="s"><v>5</v></c></row>'), "damaged"),
        (lambda: workbook(HEADER + "<row><c><v>1e999</v></c></row>"), "damaged"),
        (lambda: workbook(HEADER + '<row r="2"><c r="ZZZ2"><v>1</v></c></row>'), "damaged"),
        (
            lambda: workbook(HEADER + '<row r="2"><c r="C2"><f>A2*2</f></c></row>'),
            "Cell C2 holds a formula without its",
        ),
        (lambda: workbook(HEADER + inline("x" * 100_001)), "The text in cell A2 is too long"),
    ],
)
def test_what_should_not_be_read_is_refused_with_a_sentence_at_once(make, sentence):
    file = make()
    begun = time.process_time()

    with pytest.raises(Refused, match=sentence):
        table(file)
    assert time.process_time() - begun < 1


def test_two_million_rows_are_refused():
    with pytest.raises(Refused, match="more than 200000 rows"):
        table(csv_file("a,b\n" * 2_000_000))
    assert MOST_ROWS == 200_000


def test_one_long_text_named_by_many_cells_does_not_fill_the_memory():
    """Loaded whole, this workbook of 60 kB is 3 GB of text."""
    rows = HEADER + '<row><c t="s"><v>0</v></c></row>' * 30_000
    file = workbook(rows, texts=f"<si><t>{'x' * 99_000}</t></si>")
    tracemalloc.start()

    assert sum(1 for _row in read(file).rows) == 30_000
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_two_cells_at_the_ends_of_a_sheet_do_not_fill_the_memory():
    rows = HEADER + '<row r="1048576"><c r="A1048576"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>'
    tracemalloc.start()

    with pytest.raises(Refused, match="column XFD, which has no heading"):
        table(workbook(rows))
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_memory_does_not_grow_with_the_rows():
    peaks = []
    for count in (2_000, 20_000):
        file = workbook(HEADER + inline("C1", "Tianjin", "5") * count)
        tracemalloc.start()
        for _row in islice(read(file).rows, count):
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    assert peaks[1] < peaks[0] * 1.5


def test_a_good_workbook_next_to_every_refusal():
    """The twin of the refusals above: nothing but the fault makes them refused."""
    assert table(workbook(HEADER)) == [["Code", "Name", "Amount"]]
    assert zipfile.is_zipfile(workbook(HEADER))
