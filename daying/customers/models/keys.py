"""By what a company is known again: its name, the sound of it and its telephone number, as they are compared."""

import re
import unicodedata
from functools import lru_cache
from itertools import groupby
from typing import Any, ClassVar

from django.db import models

from daying.core import pinyin

LONGEST_NAME, LONGEST_SOUND = 120, 200
COMPANY = re.compile(r"(股份有限公司|有限责任公司|有限公司|集团公司|分公司|公司|集团|厂)$")
NO_DIGITS = re.compile(r"[^0-9]+")
CHINA = re.compile(r"^(00)?86(?=\d{10,})")


@lru_cache(maxsize=pinyin.KEPT)
def name_key(name: str) -> str:
    """The name as it is compared: full-width and half-width, capitals and blanks make no difference."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())[:LONGEST_NAME]


def own_name(name: str) -> str:
    """What tells a company from others, out of its name_key: without signs, and without the words for a company."""
    plain = "".join(sign for sign in name if sign.isalnum())
    return COMPANY.sub("", plain) or plain


@lru_cache(maxsize=pinyin.KEPT)
def sound_key(name: str) -> str:
    """How a company's name sounds, as name_key has it: 鑫淼电子有限公司 and 鑫渺电子 are one."""
    runs = ((is_chinese, "".join(signs)) for is_chinese, signs in groupby(own_name(name), pinyin.is_chinese))
    return "".join(pinyin.spelled(run) if is_chinese else run for is_chinese, run in runs)[:LONGEST_SOUND]


@lru_cache(maxsize=pinyin.KEPT)
def phone_key(phone: str) -> str:
    """The digits of a telephone number, without the code of China: +86 22-2345 6789 and 022-23456789 are one."""
    return CHINA.sub("", NO_DIGITS.sub("", phone)).lstrip("0")


class KeyField(models.CharField):
    """A text worked out from another field whenever the row is written, one by one or in bulk.

    follows: the name of that field.
    """

    follows: ClassVar[str]

    def work_out(self, text: str) -> str:
        """The key of that field's value."""
        raise NotImplementedError

    def pre_save(self, model_instance: Any, add: bool) -> str:
        key = self.work_out(getattr(model_instance, self.follows))
        setattr(model_instance, self.attname, key)
        return key


class NameKeyField(KeyField):
    """The name as it is compared."""

    follows = "name"

    def work_out(self, text: str) -> str:
        return name_key(text)


class SoundKeyField(KeyField):
    """How the name sounds."""

    follows = "name"

    def work_out(self, text: str) -> str:
        return sound_key(name_key(text))


class PhoneKeyField(KeyField):
    """The digits of the telephone number."""

    follows = "phone"

    def work_out(self, text: str) -> str:
        return phone_key(text)
