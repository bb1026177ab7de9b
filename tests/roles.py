"""The roles of the house, computed: strangers, somebody without a post, and the posts, alike ones as one."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from django.test import Client

from daying.people.models import Employee, Holding, PostRight
from daying.people.posts import POSTS
from tests.cast import Cast
from tests.test_every_page import signed_in

STRANGER, NO_POST = "anonymous", "no post"


@dataclass(frozen=True)
class Role:
    """name: of the posts, where several have exactly the same rights and sight. person: one who holds one of them."""

    name: str
    person: Employee
    client: Client

    @property
    def is_signed_in(self) -> bool:
        return self.name != STRANGER


def roles(house: Cast) -> list[Role]:
    """Everybody whose answers may differ."""
    alike: dict[Any, list[str]] = defaultdict(list)
    for post in POSTS:
        rights = frozenset(PostRight.objects.filter(post__key=post.key).values_list("code", flat=True))
        alike[rights, post.scope].append(post.key)
    people = {NO_POST: house.awaiting_assignment}
    people |= {" = ".join(keys): _holder(keys[0], house) for keys in alike.values()}
    return [
        Role(STRANGER, house.engineer, Client(raise_request_exception=False)),
        *(Role(name, person, signed_in(person)) for name, person in people.items()),
    ]


def _holder(post: str, house: Cast) -> Employee:
    cast = {person.pk: person for person in vars(house).values()}
    held = Holding.objects.filter(employee__in=cast).order_by("pk")
    only = [one for one in held if not held.exclude(post=one.post_id).filter(employee=one.employee_id).exists()]
    return next(cast[one.employee_id] for one in only if one.post.key == post)


@dataclass
class Answers:
    """What was answered already, and what had been asked about the person until then.

    A page knows of a person only by the rights it asks for and by whether the record is in sight. So whoever answers
    the same questions alike is answered alike, and need not be tried.
    """

    known: list[tuple[dict[str, bool], bool, str]] = field(default_factory=list)

    def to(self, role: Role, is_in_sight: bool, ask: Callable[[], str]) -> str:
        """The answer for this role; asked for where nobody like it came before."""
        if not role.is_signed_in:
            return ask()
        for rights, sight, answer in self.known:
            if sight == is_in_sight and all(role.person.has_perm(code) == held for code, held in rights.items()):
                return answer
        with questions() as asked:
            answer = ask()
        self.known.append((asked, is_in_sight, answer))
        return answer


@contextmanager
def questions() -> Iterator[dict[str, bool]]:
    """Which rights are asked for meanwhile, and whether they are held."""
    asked: dict[str, bool] = {}
    answer = Employee.rights_from

    def rights_from(self: Employee, code: str) -> list[int]:
        sources = answer(self, code)
        asked[code] = bool(sources)
        return sources

    with patch.object(Employee, "rights_from", rights_from):
        yield asked
