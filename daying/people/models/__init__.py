"""The tables of this room, by subject."""

from daying.people.models.employee import Employee, EmployeeState, Language, Theme
from daying.people.models.organisation import Company, Department, DepartmentPlace
from daying.people.models.posts import Delegation, Establishment, Holding, KnownRight, Post, PostRight, Scope
from daying.people.models.tokens import ApiToken, TokenScope

__all__ = [
    "ApiToken",
    "Company",
    "Delegation",
    "Department",
    "DepartmentPlace",
    "Employee",
    "EmployeeState",
    "Establishment",
    "Holding",
    "KnownRight",
    "Language",
    "Post",
    "PostRight",
    "Scope",
    "Theme",
    "TokenScope",
]
