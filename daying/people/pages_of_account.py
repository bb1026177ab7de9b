"""The pages about the person who is signed in: one row of tabs, and lines of the menu under the name."""

from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Tab:
    """One page. right: empty where everybody has it."""

    label: Any
    url_name: str
    icon: str
    right: str = ""
    is_here: bool = False

    @property
    def url(self) -> str:
        return reverse(self.url_name)

    def is_for(self, user: Any) -> bool:
        """Whether this person has the page."""
        return not self.right or bool(user.has_perm(self.right))

    def on(self, path: str) -> "Tab":
        """The tab as the page at this address shows it."""
        return replace(self, is_here=path.startswith(self.url))


PAGES = [
    Tab(_("Profile"), "people-profile", "user"),
    Tab(_("Password"), "account_change_password", "key"),
    Tab(_("Second factor"), "mfa_index", "shield-check"),
    Tab(_("Sessions"), "usersessions_list", "device-desktop"),
    Tab(_("API tokens"), "people-tokens", "api", "people.use_api"),
]
