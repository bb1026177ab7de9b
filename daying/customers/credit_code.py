"""The unified social credit code 统一社会信用代码 of a Chinese company, with its check digit. Source: GB 32100-2015."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = [pow(3, place, 31) for place in range(17)]


def is_valid(code: str) -> bool:
    """Whether these are 18 characters of the standard's set of which the last one checks the others."""
    return len(code) == 18 and all(c in DIGITS for c in code) and code[17] == check_digit(code)


def check_digit(code: str) -> str:
    """The last character that belongs to the first seventeen."""
    total = sum(DIGITS.index(c) * weight for c, weight in zip(code, WEIGHTS, strict=False))
    return DIGITS[-total % 31]


def validate(code: str) -> None:
    """Refuse a code with a wrong check digit, for forms."""
    if code and not is_valid(code):
        raise ValidationError(
            _("“%(code)s” is not a valid credit code: please check it against the business licence."),
            params={"code": code},
        )
