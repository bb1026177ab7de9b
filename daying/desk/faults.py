"""What goes wrong while something is written, told as a sentence: the database's no, or a figure beyond all bounds."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, models
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


def _broken(model: type[models.Model], told: str) -> str:
    """The sentence of the constraint that was broken, where it has one."""
    for constraint in model._meta.constraints:
        if constraint.name in told and constraint.violation_error_message != UNTOLD:
            return str(constraint.get_violation_error_message())
    if "UNIQUE" in told.upper():
        return _("Another record has the same value where each must have its own.")
    return _("This cannot be saved as it is: a value is missing or out of its range.")
