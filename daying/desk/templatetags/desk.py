"""What every template of the house may use: `{% load desk %}`."""

from functools import cache
from pathlib import Path

from django import template
from django.utils.safestring import SafeString

register = template.Library()
ICONS = Path(__file__).resolve().parent.parent / "static/desk/vendor/icons"


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """The drawing itself, so that it takes the colour of its text. The files are our own, never a person's input."""
    path = ICONS / f"{name}.svg"
    return SafeString((path if path.exists() else ICONS / "file-text.svg").read_text())
