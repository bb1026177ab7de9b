"""How Django and allauth ask who somebody is and what they may."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from daying.core.compiled import Compiled
from daying.people.models import Employee

WHO = Compiled(lambda key: Employee.objects.filter(pk=key))


class PostsBackend(AuthenticationBackend):
    """Knows people by user name and password, and their rights by the posts they hold."""

    def get_user(self, user_id: int) -> Employee | None:
        """Who a session belongs to, as long as they may sign in."""
        return next((person for person in WHO(user_id) if self.user_can_authenticate(person)), None)

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return {code for codes in user_obj.authority.rights.values() for code in codes if user_obj.has_perm(code)}

    get_user_permissions = get_group_permissions = get_all_permissions

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return bool(user_obj.has_perm(perm))

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return bool(user_obj.has_module_perms(app_label))
