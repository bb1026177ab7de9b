"""People with exactly the rights a test names."""

from datetime import date
from itertools import count

from daying.people.models import Department, Employee, Holding, Post, PostRight, Scope

FIRST_DAY = date(2020, 1, 1)
_serial = count(1)


def employee(*rights: str, department: Department | None = None, scope: str = Scope.OWN, name: str = "") -> Employee:
    """Somebody who holds one post with these rights, seeing so far."""
    number = next(_serial)
    place = department or Department.objects.get_or_create(code="T", defaults={"name": "测试部"})[0]
    person = Employee.objects.create(username=f"person{number}", name=name or f"员工{number}", department=place)
    post = Post.objects.create(key=f"post{number}", name=f"岗位{number}", scope=scope)
    PostRight.objects.bulk_create([PostRight(post=post, code=code) for code in rights])
    Holding.objects.create(employee=person, post=post, department=place, from_on=FIRST_DAY)
    return person
