"""Makes the font that our PDFs are printed with: Noto Sans CJK SC (OFL), cut down to the characters we need.

Needs fontTools, and the Debian package fonts-noto-cjk or another copy of NotoSansCJK-Regular.ttc:
python tools/fonts.py [/path/to/NotoSansCJK-Regular.ttc]
`locl` is dropped: with it typst prints boxes for common characters, which no extraction of text can see.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

SOURCE = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
FONTS = Path(__file__).resolve().parent.parent / "daying/core/data/fonts"
SIMPLIFIED = 2  # its place in the collection
KEPT_FEATURES = ["kern", "palt", "halt", "vert"]
# Frequent in names of people and companies, and in neither of the two standards below.
IN_NAMES = "镕喆玥堃珺祎翀旻峣昇淏晗暐煊烜焜珮琎瑄璟甯祺禤芃茜荻菀蓥赟逵邨郄钰锴锟镒闳雱霏颋馹骉魟鲲鸾龑㛃䶮"


def main() -> None:
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCE
    font = TTFont(source, fontNumber=SIMPLIFIED, lazy=True)
    options = subset.Options(layout_features=KEPT_FEATURES, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], hinting=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters())
    cutter.subset(font)
    FONTS.mkdir(exist_ok=True)
    font.save(FONTS / "NotoSansCJKsc-Regular.otf")


def characters() -> set[int]:
    """Latin, punctuation, GB 2312 whole, and the frequent half of Big5."""
    latin = {*range(0x20, 0x7F), *range(0xA0, 0x180)}
    signs = {*range(0x2010, 0x2040), *range(0x2190, 0x2194), *range(0x3000, 0x3030), *range(0xFF00, 0xFFF0)}
    signs |= {ord(one) for one in "€£¥₩№℃℉™Ω≤≥≈≠±×÷√∞□■☐☑✓①②③④⑤⑥⑦⑧⑨⑩"}
    return latin | signs | _of("gb2312", range(0xA1, 0xF8)) | _of("big5", range(0xA1, 0xC7)) | {*map(ord, IN_NAMES)}


def _of(encoding: str, rows: range) -> set[int]:
    pairs = (bytes((row, column)) for row in rows for column in range(0x40, 0xFF))
    decoded = (pair.decode(encoding, "ignore") for pair in pairs)
    return {ord(one) for one in decoded if len(one) == 1}


if __name__ == "__main__":
    main()
