"""Makes the two tables in daying/core/data from pypinyin (MIT): how each character is read, and which words differ.

pypinyin itself holds 60 MB in memory; what names need of it fits in one. Run again when pypinyin is renewed.
"""

from collections import defaultdict
from pathlib import Path

from pypinyin import lazy_pinyin
from pypinyin.phrases_dict import phrases_dict
from pypinyin.pinyin_dict import pinyin_dict

DATA = Path(__file__).resolve().parent.parent / "daying/core/data"
CODES = range(0x3400, 0xA000)
# What these are in names, where no word tells: 长 is chang in 长盈 and 长明, whatever it is in grammar.
IN_NAMES = {"长": "chang", "長": "chang"}


def main() -> None:
    alone = {chr(code): lazy_pinyin(chr(code))[0] for code in sorted(pinyin_dict) if code in CODES} | IN_NAMES
    write_characters(alone)
    write_words(alone)


def write_characters(alone: dict[str, str]) -> None:
    """One line for each syllable: the syllable, then the characters read so."""
    characters = defaultdict(str)
    for character, syllable in alone.items():
        characters[syllable] += character
    lines = [f"{syllable} {characters[syllable]}\n" for syllable in sorted(characters)]
    (DATA / "pinyin_characters.txt").write_text("".join(lines), encoding="utf-8")


def write_words(alone: dict[str, str]) -> None:
    """The words that are not read as their characters are alone."""
    lines = [
        f"{word} {' '.join(reading)}\n"
        for word in sorted(phrases_dict)
        if all(character in alone for character in word)
        and (reading := lazy_pinyin(word)) != [alone[character] for character in word]
    ]
    (DATA / "pinyin_words.txt").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
