"""How names are spelled, and that our tables read as the library does from which they were made."""

import random

import pytest

from daying.core.pinyin import initials, readings, spelled, syllables


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("天津华泰机电有限公司", "tian jin hua tai ji dian you xian gong si"),
        ("重庆长安汽车", "chong qing chang an qi che"),
        ("中国银行长沙分行", "zhong guo yin hang chang sha fen hang"),
        ("乐清市", "yue qing shi"),
        ("厦门·ABC（绿能）2号", "xia men lv neng hao"),
        ("葉德輝", "ye de hui"),
        ("Kaifeng 2026", ""),
        ("", ""),
    ],
)
def test_company_and_place_names(name, reading):
    assert " ".join(syllables(name)) == reading


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("曾伟", "zeng wei"),
        ("单田芳", "shan tian fang"),
        ("单于长明", "chan yu chang ming"),
        ("仇和", "qiu he"),
        ("解晓东", "xie xiao dong"),
        ("查良镛", "zha liang yong"),
        ("区志军", "ou zhi jun"),
        ("盖叫天", "ge jiao tian"),
        ("尉迟恭", "yu chi gong"),
        ("朴树", "piao shu"),
        ("任正非", "ren zheng fei"),
        ("华国锋", "hua guo feng"),
        ("翟天临", "zhai tian lin"),
        ("王大力", "wang da li"),
    ],
)
def test_family_names_are_read_as_families_are_called(name, reading):
    assert " ".join(syllables(name, is_person=True)) == reading


def test_a_short_name_may_be_meant_either_way():
    assert readings("曾伟") == [["ceng", "wei"], ["zeng", "wei"]]
    assert readings("天津华泰") == [["tian", "jin", "hua", "tai"]]
    assert len(readings("单县机械有限公司")) == 1


def test_initials_and_whole_spelling():
    assert initials("天津华泰") == "tjht"
    assert spelled("天津华泰") == "tianjinhuatai"
    assert spelled("曾", is_person=True) == "zeng"


def test_our_tables_read_as_the_library_does():
    pypinyin = pytest.importorskip("pypinyin")
    from pypinyin.phrases_dict import phrases_dict

    chance = random.Random(7)
    words = [word for word in sorted(phrases_dict) if len(word) <= 4 and all("\u4e00" <= c <= "\u9fff" for c in word)]
    names = ["".join(chance.sample(words, 2)) for _ in range(3000)]

    agreed = sum(syllables(name) == pypinyin.lazy_pinyin(name) for name in names)

    assert agreed / len(names) > 0.99
