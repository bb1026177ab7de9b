"""How Chinese names are spelled in pinyin, so that typing “tjht” finds 天津华泰.

The tables in data/ are made by tools/pinyin.py and read at the first use: about one megabyte.
"""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

DATA = Path(__file__).resolve().parent / "data"
FIRST, LAST = 0x3400, 0x9FFF
CHARACTERS, KEPT = 4096, 1024  # how many characters and texts are remembered: a batch asks for each several times
LONGEST_NAME = 4  # characters, up to which a text may be the name of a person

# Characters that are read otherwise when they are a family name. Two readings live for some; the commoner one stands.
SURNAMES = dict(
    pair.split("=")
    for pair in (
        "曾=zeng 单=shan 單=shan 仇=qiu 解=xie 查=zha 区=ou 區=ou 盖=ge 蓋=ge 朴=piao 任=ren 华=hua 華=hua "
        "翟=zhai 乐=yue 樂=yue 覃=qin 缪=miao 繆=miao 员=yun 員=yun 折=she 种=chong 秘=bi 召=shao 郇=xun 么=yao "
        "洗=xian 祭=zhai 适=kuo 黑=he 繁=po 卜=bu 阚=kan 闞=kan 隗=wei 乜=nie 佴=nai 能=nai 都=du 颉=xie 句=gou "
        "蔚=yu 薄=bo 令狐=ling,hu 尉迟=yu,chi 尉遲=yu,chi 单于=chan,yu 單于=chan,yu 万俟=mo,qi 长孙=zhang,sun "
        "長孫=zhang,sun 澹台=tan,tai"
    ).split()
)


@dataclass(frozen=True)
class Tables:
    """syllables[codes[n]] is how the n-th character is read alone; words are those read otherwise;
    longest: how long the longest of them is that begins with a character.
    """

    syllables: list[str]
    codes: "array[int]"
    words: Mapping[str, str]
    longest: Mapping[str, int]


def syllables(text: str, *, is_person: bool = False) -> list[str]:
    """The syllables of the Chinese characters in a text; everything else is passed over.

    is_person: the text is a name of a person, so that it begins with a family name: 曾伟 is zeng wei.
    """
    return [] if text.isascii() else [*_syllables(text, is_person)]


@lru_cache(maxsize=KEPT)
def _syllables(text: str, is_person: bool) -> tuple[str, ...]:
    chinese = "".join(filter(is_chinese, text))
    family = _family_name(chinese) if is_person else ""
    read = SURNAMES[family].split(",") if family else []
    return (*read, *_read(chinese[len(family) :]))


def readings(text: str) -> list[list[str]]:
    """Every way a name may be meant: as words, and as the name of a person where it may be one."""
    found = [syllables(text)]
    if len(found[0]) <= LONGEST_NAME:
        as_person = syllables(text, is_person=True)
        found += [as_person] if as_person != found[0] else []
    return found


def initials(text: str, *, is_person: bool = False) -> str:
    """The first letters: 天津华泰 is tjht."""
    return "".join(syllable[0] for syllable in syllables(text, is_person=is_person))


def spelled(text: str, *, is_person: bool = False) -> str:
    """The whole spelling, without tones and gaps: 天津华泰 is tianjinhuatai. ü is v, as it is typed."""
    return "".join(syllables(text, is_person=is_person))


@lru_cache(maxsize=CHARACTERS)
def is_chinese(character: str) -> bool:
    """Whether it is a Chinese character that the tables know of."""
    code = ord(character)
    return FIRST <= code <= LAST and _tables().codes[code - FIRST] > 0


def _family_name(chinese: str) -> str:
    return next((family for family in (chinese[:2], chinese[:1]) if family in SURNAMES), "")


def _read(chinese: str) -> list[str]:
    """From left to right, the longest word that is known each time."""
    tables, read, place = _tables(), list[str](), 0
    while place < len(chinese):
        word = _word_at(chinese, place, tables) if chinese[place] in tables.longest else ""
        if word:
            read += tables.words[word].split()
        else:
            read.append(tables.syllables[tables.codes[ord(chinese[place]) - FIRST]])
        place += len(word) or 1
    return read


def _word_at(chinese: str, place: int, tables: Tables) -> str:
    for end in range(min(place + tables.longest[chinese[place]], len(chinese)), place + 1, -1):
        if chinese[place:end] in tables.words:
            return chinese[place:end]
    return ""


@cache
def _tables() -> Tables:
    known, codes = [""], array("H", bytes(2 * (LAST - FIRST + 1)))
    for line in (DATA / "pinyin_characters.txt").read_text(encoding="utf-8").splitlines():
        syllable, characters = line.split()
        known.append(syllable)
        for character in characters:
            codes[ord(character) - FIRST] = len(known) - 1
    lines = (DATA / "pinyin_words.txt").read_text(encoding="utf-8").splitlines()
    words = dict(line.split(" ", 1) for line in lines)
    longest = {word[0]: len(word) for word in sorted(words, key=len)}
    return Tables(known, codes, words, longest)
