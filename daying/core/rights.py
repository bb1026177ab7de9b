"""The rights of the house: each package declares its own, posts hold them, people hold posts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

# The five kinds of right the source document knows (mission row M0.4).
DECIDE, PROPOSE, SUPERVISE, APPRAISE, TAKE_PART = "decide", "propose", "supervise", "appraise", "take-part"
KINDS = {
    DECIDE: _("To decide"),
    PROPOSE: _("To propose"),
    SUPERVISE: _("To supervise"),
    APPRAISE: _("To appraise"),
    TAKE_PART: _("To take part"),
}


@dataclass(frozen=True)
class Right:
    """One right. posts: the keys of the posts that hold it in a newly set-up company."""

    code: str
    label: Any
    kind: str = TAKE_PART
    posts: frozenset[str] = field(default_factory=frozenset)

    def __init__(self, code: str, label: Any, kind: str = TAKE_PART, posts: Iterable[str] = ()) -> None:
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "label", label)
        object.__setattr__(self, "kind", kind)
        object.__setattr__(self, "posts", frozenset(posts))


VERBS = {"view": _("See"), "add": _("Create"), "change": _("Edit"), "export": _("Export"), "import": _("Import")}


def code_for(model: type[models.Model], verb: str) -> str:
    """The code of an ordinary right on a model: quotes.view_quotation."""
    return f"{model._meta.app_label}.{verb}_{model._meta.model_name}"


def model_rights(
    model: type[models.Model],
    *,
    view: Iterable[str] = (),
    add: Iterable[str] = (),
    change: Iterable[str] = (),
    export: Iterable[str] = (),
    import_: Iterable[str] = (),
) -> list[Right]:
    """The ordinary rights on a model, each with the posts that hold it."""
    holders = {"view": view, "add": add, "change": change, "export": export, "import": import_}
    return [Right(code_for(model, verb), _label(model, verb), posts=posts) for verb, posts in holders.items()]


def _label(model: type[models.Model], verb: str) -> Any:
    return format_lazy("{verb}: {things}", verb=VERBS[verb], things=model._meta.verbose_name_plural)


def all_rights() -> dict[str, Right]:
    """Every right declared in the rights.py of an installed package, by code."""
    found: dict[str, Right] = {}
    for config in apps.get_app_configs():
        if config.name.startswith("daying.") and find_spec(f"{config.name}.rights"):
            for right in getattr(import_module(f"{config.name}.rights"), "RIGHTS", ()):
                found[right.code] = right
    return found
