"""What carriers call things: a status in their words, a moment as they write it."""

import re
import unicodedata
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from daying.carriers.models import EventStatus
from daying.core.errors import Refused

# The first that occurs in what a carrier says counts: “派件未签收” is no delivery, “退回签收” is a return.
WORDS: tuple[tuple[str, str], ...] = (
    (EventStatus.RETURNED, "退回 退件 返回寄件人 退签 returned"),
    (EventStatus.REFUSED, "拒收 拒签 refused rejected"),
    (EventStatus.LOST, "丢失 遗失 lost"),
    (EventStatus.OUT, "未签收 待签收 派送中 派件中 正在派送 正在派件 配送中 outfordelivery"),
    (EventStatus.DELIVERED, "签收 妥投 已送达 delivered signed"),
    (EventStatus.EXCEPTION, "异常 破损 滞留 延误 问题件 exception delayed"),
    (EventStatus.OUT, "派送 派件 配送"),
    (EventStatus.PICKED_UP, "揽收 揽件 揽投 收寄 收件 取件 已收取 pickedup collected"),
    (EventStatus.IN_TRANSIT, "运输 在途 中转 转运 到达 离开 发往 发车 发出 装车 intransit arrived departed"),
)
AHEAD = timedelta(hours=1)
_CHINESE_DAY = re.compile(r"(\d{4})[年/.](\d{1,2})[月/.](\d{1,2})日?")
_SHORT = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})[T ]+(\d{1,2}):(\d{2})")


def status_in(text: str) -> str:
    """The status that a carrier means: our own word for it, or one of those that carriers use. "" for none known."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).replace("_", "").casefold()
    for value, label in EventStatus.choices:
        if plain in (value.replace("_", ""), "".join(str(label).split()).casefold()):
            return value
    return next((status for status, words in WORDS if any(word in plain for word in words.split())), "")


def status_of(text: str) -> str:
    """The same; refused where nobody knows the word."""
    found = status_in(text)
    if not found:
        told = {"text": text.strip()[:40], "words": "揽收 运输 派送 签收 拒收 退回 丢失 异常"}
        raise Refused(_("“%(text)s” is no status that we know. Known are words such as %(words)s.") % told)
    return found


def moment_of(text: str, now: datetime) -> datetime:
    """2026-03-12 14:05, 2026/3/12 14:05:00, 2026年3月12日 14:05, or with a time zone; without one it is ours.

    Refused where it is none, or lies ahead of now by more than clocks differ.
    """
    plain = _CHINESE_DAY.sub(r"\1-\2-\3", unicodedata.normalize("NFKC", text).strip())
    plain = _SHORT.sub(_with_zeros, plain)
    try:
        found = parse_datetime(plain)
    except ValueError:
        found = None
    if found is None:
        raise Refused(_("“%(text)s” is no moment: write 2026-03-12 14:05.") % {"text": text.strip()[:40]})
    moment = found if timezone.is_aware(found) else timezone.make_aware(found)
    if moment > now + AHEAD:
        raise Refused(_("“%(text)s” has not come yet.") % {"text": text.strip()[:40]})
    return moment


def _with_zeros(hit: re.Match[str]) -> str:
    year, month, day, hour, minute = hit.groups()
    return f"{year}-{month:0>2}-{day:0>2} {hour:0>2}:{minute}"
