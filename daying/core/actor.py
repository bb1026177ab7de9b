"""Who acts: a signed-in person, or the system itself when a job runs on its own."""

from typing import Any, Protocol

from django.utils.translation import gettext as _


class Actor(Protocol):
    """What actions ask of `by`: a key for the journal and an answer about rights."""

    @property
    def pk(self) -> Any: ...

    def has_perm(self, perm: str, obj: Any = None) -> bool: ...


class Everything:
    """The reach of who sees every row, in the words of people's own Reach."""

    is_company = True


class System:
    """The system acting by itself: scheduled jobs, set-up, the command line. Journaled without a person."""

    pk = None
    is_authenticated = True
    reach = Everything()

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return True

    def __str__(self) -> str:
        return _("Daying")


SYSTEM = System()
