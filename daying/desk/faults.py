"""What goes wrong while something is written, told as a sentence: the database's no, or a figure beyond all bounds."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from daying.core.errors import Refused

UNTOLD = models.BaseConstraint.default_violation_error_message


@contextmanager
def as_refusals(model: type[models.Model]) -> Iterator[None]:
    """Turn into Refused what the tables and the arithmetic would not take. Stand outside of the transaction."""
    try:
        yield
    except IntegrityError as error:
        raise Refused(_broken(model, str(error))) from error
    except (ArithmeticError, DataError) as error:
        raise Refused(_("A figure is too large.")) from error
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error


def sentence_of(constraint: models.BaseConstraint, model: type[models.Model]) -> str:
    """What a broken constraint means: in its own words, or by the fields it is about."""
    if constraint.violation_error_message != UNTOLD:
        return str(constraint.get_violation_error_message())
    labels = ", ".join(f"“{capfirst(field.verbose_name)}”" for field in fields_of(constraint, model))
    if isinstance(constraint, models.UniqueConstraint):
        told = {"thing": model._meta.verbose_name, "fields": labels}
        return _("Another %(thing)s has the same: %(fields)s.") % told
    if labels.count("“") == 1:
        return _("%(field)s is out of its range.") % {"field": labels}
    return _("These do not fit together: %(fields)s.") % {"fields": labels}


def fields_of(constraint: models.BaseConstraint, model: type[models.Model]) -> list[Any]:
    """The fields that a constraint speaks of, in the order of the model."""
    names = set(getattr(constraint, "fields", ()))
    for part in getattr(constraint, "expressions", ()):
        parts = [part, *part.get_source_expressions()] if hasattr(part, "get_source_expressions") else [part]
        names |= {str(vars(one)["name"]) for one in parts if isinstance(one, models.F)}
    if isinstance(constraint, models.CheckConstraint) and isinstance(constraint.condition, models.Q):
        names |= constraint.condition.referenced_base_fields
    return [field for field in model._meta.concrete_fields if field.name in names]


def _broken(model: type[models.Model], told: str) -> str:
    """The sentence of the constraint that the database named."""
    for constraint in model._meta.constraints:
        if constraint.name in told:
            return sentence_of(constraint, model)
    if "UNIQUE" in told.upper():
        return _("Another record has the same value where each must have its own.")
    return _("This cannot be saved as it is: a value is missing or out of its range.")
