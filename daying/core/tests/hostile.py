"""Workbooks made by hand for the tests: ordinary ones part by part, and such as nobody honest would send."""

import zipfile
from io import BytesIO

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def archive(parts: dict[str, str | bytes]) -> BytesIO:
    """A zip file of these members."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    file.seek(0)
    return file


def parts(
    rows: str, *, texts: str = "", styles: str = "", workbook: str = "", prolog: str = ""
) -> dict[str, str | bytes]:
    """The members of a workbook with one sheet. rows: what stands inside <sheetData>."""
    return {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": _relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": _relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "sharedStrings", "sharedStrings.xml"),
            ("rId3", "styles", "/xl/styles.xml"),
        ),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{workbook}'
        '<sheets><sheet name="One" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{texts}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
        "xl/worksheets/sheet1.xml": f'{prolog}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
    }


def workbook(rows: str, **more: str) -> BytesIO:
    """A workbook with one sheet."""
    return archive(parts(rows, **more))


def inline(*texts: str) -> str:
    """A row of texts."""
    return "<row>" + "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts) + "</row>"


def _relations(*targets: tuple[str, str, str]) -> str:
    found = "".join(f'<Relationship Id="{id}" Type="{OFFICE}/{kind}" Target="{path}"/>' for id, kind, path in targets)
    return f'<Relationships xmlns="{RELATIONS}">{found}</Relationships>'
