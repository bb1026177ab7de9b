"""Keeps a text in a CSV file from being run as a formula by whoever opens it, and reads it back."""

import re

# After spaces of any width, what a spreadsheet takes for the start of a formula.
RISKY = re.compile("'*[ \xa0\u3000\u200b\ufeff]*[=+\\-@\t\r\n\x00＝＋－＠]")
SIGNED_NUMBER = re.compile(r"[+-][\d ]*\d(\.\d+)?", re.ASCII)


def protect(text: str) -> str:
    """The text, with an apostrophe before it when it could run. Signed numbers and telephone numbers stay."""
    return f"'{text}" if RISKY.match(text) and not SIGNED_NUMBER.fullmatch(text) else text


def unprotect(text: str) -> str:
    """The text that `protect` was given."""
    return text[1:] if text.startswith("'") and RISKY.match(text) else text
