"""What the pages of sign-in and account need: `{% load account_pages %}`."""

from collections.abc import Iterator
from typing import Any

from django import template
from django.forms import BaseForm, BoundField

from daying.desk.widgets import dressed
from daying.people import devices
from daying.people.pages_of_account import PAGES, Tab

register = template.Library()


@register.filter
def fields_of_page(form: BaseForm) -> Iterator[BoundField]:
    """The fields of a form of allauth's, dressed as all fields of the house."""
    for name, field in list(form.fields.items()):
        if not field.widget.is_hidden:
            field.widget.attrs.pop("placeholder", None)
            form.fields[name] = dressed(field)
        yield form[name]


@register.filter
def device(browser: str) -> str:
    """What a browser calls itself, for people."""
    return devices.device(browser)


@register.simple_tag(takes_context=True)
def account_tabs(context: Any) -> list[Tab]:
    """The pages about the person, with the one that is open."""
    return [tab.on(context["request"].path) for tab in PAGES if tab.is_for(context["request"].user)]
