"""`daying admin`: the first sign-in to a company of one's own, and the way back in when nobody can sign in."""

import secrets
from argparse import Namespace
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from daying.cli import database
from daying.cli.terminal import say
from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.people import actions, departments, posts
from daying.people.models import Company, Department, Employee, Holding, Post
from daying.people.setup import set_up_company


def admin(asked: Namespace) -> None:
    """The administrator's post and a new password for somebody, in a company that is set up where there is none."""
    database.bring_up_to_date()
    on, password = timezone.localdate(), secrets.token_urlsafe(15)
    with transaction.atomic():
        _company(asked.company, on)
        person = _person(asked.username)
        _appoint(person, on)
        actions.remove_second_factor(person, by=SYSTEM)
        actions.give_password(person, password=password, by=SYSTEM)
    say(_("%(username)s signs in with this password, shown only here:") % {"username": asked.username})
    say(f"  {password}")


def _company(name: str | None, on: date) -> None:
    known = Company.objects.first()
    if known is None and name is None:
        raise Refused(_("There is no company yet. Say its name: --company NAME."))
    if known and name:
        raise Refused(_("There is a company already: %(name)s.") % {"name": known})
    if name:
        set_up_company(on=on, name=name, english_name=name)


def _person(username: str) -> Employee:
    known = Employee.objects.filter(username=username).first()
    if known is None:
        office = Department.objects.get(code=departments.GENERAL_MANAGER)
        return actions.hire(by=SYSTEM, username=username, name=username, department=office)
    if not known.is_active:
        actions.reopen_account(known, by=SYSTEM)
    return known


def _appoint(person: Employee, on: date) -> None:
    post = Post.objects.get(key=posts.SYSTEM_ADMIN)
    if not Holding.objects.on(on).filter(employee=person, post=post).exists():
        actions.appoint(person, post=post, by=SYSTEM, on=on)
