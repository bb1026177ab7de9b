"""Somebody with the machine can always sign in: to a new company, and to one from which all are locked out."""

import re
from datetime import date

import pytest

from daying.core.actor import SYSTEM
from daying.people import actions, posts
from daying.people.models import Company, Employee, Holding

pytestmark = pytest.mark.django_db


def signs_in(client, told):
    username, password = re.match(r"(\S+) signs in with this password.*:\n  (\S+)", told).groups()
    return client.login(username=username, password=password)


def test_an_empty_database_gets_a_company_and_somebody_who_administers_it(run, client):
    code, _out, told = run("admin", "wang", "--company", "大成精密")

    assert (code, Company.objects.get().name) == (0, "大成精密")
    assert signs_in(client, told)
    assert client.get("/sign-in-help/").status_code == client.get("/employees/new/").status_code == 200


def test_without_a_name_no_company_is_set_up(run):
    code, _out, told = run("admin", "wang")

    assert (code, "--company NAME" in told, Employee.objects.count()) == (1, True, 0)


def test_a_company_that_is_there_stays(run, cast):
    code, _out, told = run("admin", "director", "--company", "大成精密")

    assert (code, "There is a company already" in told, Company.objects.count()) == (1, True, 1)


def test_an_administrator_whose_sign_in_was_closed_is_let_in_again(run, client, cast):
    actions.close_account(cast.admin, by=SYSTEM, on=date(2026, 3, 2))

    code, _out, told = run("admin", "admin")

    assert (code, signs_in(client, told)) == (0, True)
    assert Holding.objects.filter(employee=cast.admin, post__key=posts.SYSTEM_ADMIN, until_on=None).count() == 1
