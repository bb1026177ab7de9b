"""What is printed: no boxes for characters, nothing doubtful, the same bytes for the same values."""

import json

import pytest

from daying.core import printing

DOCUMENT = {
    "language": "zh",
    "title": "报价单",
    "number": "QT-2026-000001",
    "page_of": "第 {page} 页，共 {pages} 页",
    "company": {"name": "大营精密轴承有限公司", "lines": ["上海市"]},
    "facts": [["客户", "鑫淼电子"], ["日期", "2026-03-02"]],
    "opening": "",
    "heads": ["#", "产品", "数量", "单位", "单价", "折扣", "金额"],
    "rows": [["1", '#panic("x") $ \\ *b* [', "10", "件", "100.00", "", "1,000.00"]],
    "totals": [["合计 CNY", "1,000.00"]],
    "capitals": "人民币壹仟元整",
    "terms": [["备注", "第一行\n第二行"]],
}


def picture(character):
    """A character as typst draws it with our fonts, in pixels."""
    import typst

    template = (
        '#set page(width: auto, height: auto)\n#set text(font: "Noto Sans CJK SC")\n#json(bytes(sys.inputs.data))'
    )
    told = {"data": json.dumps(character)}
    return bytes(typst.compile(template.encode(), font_paths=printing._fonts(), sys_inputs=told, format="png", ppi=40))


def test_nothing_in_a_document_is_doubtful():
    content, doubts = printing.compiled("quotes/quotation", DOCUMENT)

    assert content.startswith(b"%PDF-")
    assert doubts == []


def test_the_same_values_give_the_same_bytes():
    assert printing.pdf("quotes/quotation", DOCUMENT) == printing.pdf("quotes/quotation", DOCUMENT)


def test_a_document_grows_by_pages():
    def pages_of(rows):
        content = printing.pdf("quotes/quotation", {**DOCUMENT, "rows": DOCUMENT["rows"] * rows})
        return content.count(b"/Type /Page\n") + content.count(b"/Type/Page/")

    assert (pages_of(1), pages_of(90)) == (1, 3)


@pytest.fixture(scope="module")
def box():
    """What stands for a character that we do not have."""
    return picture("\U0002a6d0")


@pytest.mark.parametrize("character", "金限高量：轴承鑫淼壹贰叁肆伍陆柒捌玖拾佰仟萬與區￥€№①—“”…é堃喆")
def test_every_character_has_a_picture_of_its_own(character, box):
    assert picture(character) != box


def test_a_character_we_do_not_have_is_a_box(box):
    assert picture("\U0002b73f") == box
