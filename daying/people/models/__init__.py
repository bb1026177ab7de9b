"""The tables of this room, by subject."""

from daying.people.models.employee import Employee, EmployeeState, Language, Theme
from daying.people.models.handing import HandOver, HandOverLine
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
    "HandOver",
    "HandOverLine",
    "Holding",
    "KnownRight",
    "Language",
    "Post",
    "PostRight",
    "Scope",
    "Theme",
    "TokenScope",
]
