"""People for the tests of the front: each with exactly the rights that a test names."""

from datetime import date

from daying.people.models import Department, Employee, Holding, Post, PostRight

FIRST_DAY = date(2020, 1, 1)


def employee(username: str, *rights: str) -> Employee:
    """Somebody who holds one post with these rights."""
    department, _ = Department.objects.get_or_create(code="T", defaults={"name": "测试部", "english_name": "Testing"})
    person = Employee.objects.create(username=username, name=username, department=department, language="en")
    post = Post.objects.create(key=f"post-of-{username}", name=username)
    PostRight.objects.bulk_create([PostRight(post=post, code=code) for code in rights])
    Holding.objects.create(employee=person, post=post, department=department, from_on=FIRST_DAY)
    return person
