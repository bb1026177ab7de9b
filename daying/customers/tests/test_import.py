"""Customers from a sheet (M3.1)."""

import pytest

from daying.customers.factories import customer
from daying.customers.models import Customer, Zone
from daying.desk import imports

pytestmark = pytest.mark.django_db


def sheet(tmp_path, *rows):
    path = tmp_path / "customers.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_a_sheet_brings_customers_with_owner_and_contact(cast, tmp_path):
    path = sheet(
        tmp_path,
        "code,name,owner,phone,contact_name,contact_title",
        "ALFKI,Alfreds Futterkiste,engineer1,030-0074321,Maria Anders,Sales Representative",
        ",天津海通有限公司,engineer2,022-1,,",
    )

    imports.run_file("customers", path, None, by=cast.director)

    alfki, haitong = Customer.objects.order_by("-code")[1], Customer.objects.get(name="天津海通有限公司")
    assert (alfki.owner, alfki.contacts.get().name) == (cast.engineer, "Maria Anders")
    assert (haitong.code, haitong.department) == ("C000001", cast.other_engineer.department)


def test_customers_already_there_or_twice_in_the_sheet_are_faults(cast, tmp_path):
    known = customer(cast.engineer, name="鑫淼电子有限公司")
    path = sheet(tmp_path, "name,owner", "鑫淼电子 有限公司,engineer1", "新客户,engineer1", "新客户,engineer2")

    outcome = imports.run_file("customers", path, None, by=cast.director)

    assert [fault.row for fault in outcome.faults] == [2, 4]
    assert str(known.owner) in outcome.faults[0].sentence
    assert Customer.objects.count() == 1


def test_a_sheet_need_not_say_whose_customers_they_are(cast, tmp_path):
    Zone.objects.create(code="HB", name="华北", owner=cast.engineer)
    path = sheet(tmp_path, "name,zone", "天津海通有限公司,HB", "上海鑫淼有限公司,")

    imports.run_file("customers", path, None, by=cast.director)

    owners = dict(Customer.objects.values_list("name", "owner"))
    assert owners == {"天津海通有限公司": cast.engineer.pk, "上海鑫淼有限公司": cast.director.pk}
