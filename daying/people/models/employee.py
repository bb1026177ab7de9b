"""The employee, who is the user: signs in, holds posts, and answers what the posts allow."""

from functools import cached_property
from typing import Any
from zoneinfo import available_timezones

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.core import journal, search
from daying.core.models import Record
from daying.core.workflow import VERBS
from daying.people.models.authority import Authority, Reach, authority_of, reach_of
from daying.people.models.organisation import Department
from daying.people.models.shared import Named

READING = ("view_", "export_")


class Language(models.TextChoices):
    """The languages of the screens, each called by its own name."""

    SIMPLIFIED = "zh-hans", "简体中文"
    TRADITIONAL = "zh-hant", "繁體中文"
    ENGLISH = "en", "English"


class Theme(models.TextChoices):
    """How the screens look."""

    AUTO = "auto", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class EmployeeState(models.TextChoices):
    """Whether somebody may sign in. What they did stays on record either way."""

    ACTIVE = "active", _("Active")
    CLOSED = "closed", _("Closed")


class EmployeeManager(BaseUserManager["Employee"]):
    """People are hired by an action; this only finds them."""


def known_timezone(value: str) -> None:
    """Refuse a time zone that the clock does not know."""
    if value not in available_timezones():
        raise ValidationError(_("“%(value)s” is not a time zone."), params={"value": value})


class Employee(AbstractBaseUser, Named, Record):
    """Somebody who works here and may sign in.

    Rights and reach are read once per instance, and each request has an instance of its own: what is taken away is
    gone at the next request.
    """

    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=100)
    username = models.CharField(_("user name"), max_length=50, unique=True, validators=[UnicodeUsernameValidator()])
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="employees", verbose_name=_("department"))
    language = models.CharField(_("language"), max_length=10, choices=Language.choices, default=Language.SIMPLIFIED)
    timezone = models.CharField(_("time zone"), max_length=50, default="Asia/Shanghai", validators=[known_timezone])
    theme = models.CharField(_("appearance"), max_length=5, choices=Theme.choices, default=Theme.AUTO)
    state = models.CharField(
        _("sign-in"), max_length=6, choices=EmployeeState.choices, default=EmployeeState.ACTIVE, editable=False
    )
    is_active = models.BooleanField(_("may sign in"), default=True, editable=False)  # the state, as Django asks for it

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    objects = EmployeeManager()

    is_read_only = False  # set on the instance that a read-only API token signs in

    class Meta:
        verbose_name = _("employee")
        verbose_name_plural = _("employees")
        ordering = ["department", "pk"]
        constraints = [
            models.UniqueConstraint(
                models.functions.Lower("email"), condition=~models.Q(email=""), name="email_belongs_to_one_employee"
            ),
            models.CheckConstraint(
                condition=models.Q(state="active", is_active=True) | models.Q(state="closed", is_active=False),
                name="employee_active_as_the_state_says",
            ),
        ]

    @cached_property
    def authority(self) -> Authority:
        """The rights and seats of today. Two queries, once per instance."""
        return authority_of(self.pk, timezone.localdate())

    @cached_property
    def reach(self) -> Reach:
        """Whose customers this person sees today. At most one query more, once per instance."""
        return reach_of(self.pk, self.authority.seats)

    def rights_from(self, code: str) -> list[int]:
        """Whose posts give this right today: one's own key first, then those of the people one stands in for."""
        if not self.is_active or (self.is_read_only and not code.partition(".")[2].startswith(READING)):
            return []
        return self.authority.sources(code)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Whether a post held today gives this right, or one of somebody who delegated to this person today."""
        return bool(self.rights_from(perm))

    def has_perms(self, perms: list[str], obj: Any = None) -> bool:
        return all(self.has_perm(perm) for perm in perms)

    def has_module_perms(self, app_label: str) -> bool:
        return any(code.startswith(f"{app_label}.") for codes in self.authority.rights.values() for code in codes)

    @property
    def is_staff(self) -> bool:
        """Whether the administration of reference tables is open to this person."""
        return self.has_perm("people.use_admin")

    @property
    def acting_for_id(self) -> int | None:
        """For whom the action under way is done, when the right to it comes by delegation alone."""
        unit = journal.current()
        if unit is None:
            return None
        verb = VERBS.get(unit.asked)
        sources = self.rights_from((verb.right or "") if verb else unit.asked)  # forms are asked for by their right
        return sources[0] if sources and self.pk not in sources else None

    def __str__(self) -> str:
        """The name, not the sign-in that AbstractBaseUser would show."""
        return Named.__str__(self)

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """What was worked out from the old row goes with it."""
        super().refresh_from_db(*args, **kwargs)
        for name in ("authority", "reach"):
            self.__dict__.pop(name, None)


search.searchable(Employee, title="name", fields=["english_name", "username", "phone"])
