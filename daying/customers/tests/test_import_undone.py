"""An import of customers is undone as a whole: the main contacts go with them."""

import pytest

from daying.core import changes
from daying.customers.models import Contact, Customer
from daying.desk import imports
from daying.desk.imports import undoing
from daying.desk.resource import resource_for

SHEET = "name,contact_name\n天津华泰机械,张三\n上海鑫淼电子,李四\n"


@pytest.fixture
def imported(cast, tmp_path):
    path = tmp_path / "customers.csv"
    path.write_text(SHEET, encoding="utf-8")
    mapping = {"columns": {"name": "name", "contact_name": "contact_name"}, "constants": {"owner": "engineer1"}}
    return imports.run_file("customers", path, mapping, by=cast.director)


def test_contacts_go_with_their_customers(cast, imported):
    undone = undoing.undo(resource_for(Customer), imported.action_id, by=cast.director)

    assert (undone.removed, undone.kept) == (2, 0)
    assert not Customer.objects.exists()
    assert not Contact.objects.exists()


def test_customer_stays_with_a_contact_that_somebody_changed(cast, imported):
    changes.update(Contact.objects.get(name="张三"), {"title": "经理"}, by=cast.director)

    undone = undoing.undo(resource_for(Customer), imported.action_id, by=cast.director)

    assert (undone.removed, undone.kept) == (1, 1)
    assert Customer.objects.get().name == "天津华泰机械"
