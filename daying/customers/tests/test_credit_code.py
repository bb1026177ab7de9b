"""Unified social credit codes."""

import pytest
from django.core.exceptions import ValidationError

from daying.customers import credit_code


@pytest.mark.parametrize("code", ["91350100M000100Y43", "91110000802100433B", "91440300708461136T", ""])
def test_true_codes_pass(code):
    credit_code.validate(code)


@pytest.mark.parametrize(
    "code",
    [
        "91350100M000100Y44",  # another check digit
        "91530100M000100Y43",  # two digits exchanged
        "91350100M000100Y4",  # one too short
        "91350100I000100Y43",  # the standard has no I
        "91350100m000100y43",
    ],
)
def test_false_codes_are_caught(code):
    with pytest.raises(ValidationError, match=r"business licence|营业执照"):
        credit_code.validate(code)
