"""The customer file: who gets a customer, who may see it, and what is caught (M2.3, M3.1, M3.2, M4.3)."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from daying.core import journal
from daying.core.errors import Refused
from daying.customers import actions
from daying.customers.factories import customer
from daying.customers.models import Contact, Customer, Zone
from daying.customers.queries import contacts_seen_by, customers_seen_by, duplicates_of, told_duplicates
from daying.people import actions as people

pytestmark = pytest.mark.django_db
SAID = ("username", "name", "english_name", "email", "phone", "language")


def test_a_new_customer_gets_a_code_an_owner_and_the_owners_department(cast):
    entered = actions.open_customer(by=cast.engineer, name="鑫淼电子有限公司")

    assert entered.code == "C000001"
    assert entered.owner == cast.engineer
    assert entered.department == cast.engineer.department


def test_codes_typed_by_hand_are_passed_over(cast):
    actions.open_customer(by=cast.engineer, name="鑫淼电子有限公司", code="C000001")

    assert actions.open_customer(by=cast.engineer, name="天津海通有限公司").code == "C000002"


def test_a_new_customer_goes_to_the_owner_of_its_zone(cast):
    zone = Zone.objects.create(code="TJ", name="天津", owner=cast.tianjin_engineer)

    entered = actions.open_customer(by=cast.customer_service, name="天津海通有限公司", zone=zone)

    assert entered.owner == cast.tianjin_engineer
    assert entered.department == cast.tianjin_engineer.department


def test_everyone_sees_the_customers_of_their_scope(cast):
    ours = customer(cast.engineer)
    theirs = customer(cast.other_engineer)

    assert list(customers_seen_by(cast.engineer)) == [ours]
    assert set(customers_seen_by(cast.director)) == {ours, theirs}
    assert set(customers_seen_by(cast.customer_service)) == {ours, theirs}


def test_contacts_are_seen_with_their_customer(cast):
    theirs = customer(cast.other_engineer)
    Contact.objects.create(customer=theirs, name="王丽")

    assert not contacts_seen_by(cast.engineer).exists()
    assert contacts_seen_by(cast.other_engineer).count() == 1


def test_the_same_name_in_other_letters_is_caught(cast):
    known = customer(cast.other_engineer, name="鑫淼电子(天津)有限公司")

    with pytest.raises(Refused) as refusal:
        actions.open_customer(by=cast.engineer, name="鑫淼电子（天津） 有限公司")

    assert refusal.value.field == "name"
    assert known.code not in str(refusal.value)
    assert str(cast.other_engineer) in str(refusal.value)


def test_the_same_credit_code_is_caught_under_another_name(cast):
    customer(cast.engineer, credit_code="91350100M000100Y43")

    with pytest.raises(Refused) as refusal:
        actions.open_customer(by=cast.engineer, name="别的名字", credit_code="91350100M000100Y43")

    assert refusal.value.field == "credit_code"


def test_a_shared_phone_number_is_told_and_not_refused(cast):
    known = customer(cast.engineer, phone="022-23456789")

    actions.open_customer(by=cast.engineer, name="同楼的公司", phone="022-23456789")

    assert duplicates_of(phone="022-23456789")[0].customer == known


def test_rows_of_a_sheet_are_compared_with_the_file_and_its_contacts_in_two_queries(cast, django_assert_num_queries):
    known = customer(cast.engineer, name="鑫淼电子有限公司", phone="022-1")
    rows = [{"name": "新客户"}, {"name": "鑫淼电子有限公司"}, {"name": "另一家", "phone": "022-1"}]

    with django_assert_num_queries(2):
        told = told_duplicates(rows)

    assert list(told) == [1, 2]
    assert str(known.owner) in told[1]


def test_many_customers_come_with_their_contacts_in_few_statements(cast, django_assert_max_num_queries):
    rows = [{"name": f"第{n}公司", "owner": cast.engineer, "contact_name": f"联系人{n}"} for n in range(50)]

    with django_assert_max_num_queries(20):
        entered = actions.open_customers(rows, by=cast.director)

    assert [c.code for c in entered[:2]] == ["C000001", "C000002"]
    assert Contact.objects.filter(is_main=True, customer__owner=cast.engineer).count() == 50
    assert journal.history(entered[0]).count() == 1


def test_giving_a_customer_away_moves_it_into_the_other_persons_sight(cast):
    ours = customer(cast.engineer)

    actions.assign(ours, by=cast.director, owner=cast.tianjin_engineer, reason="区域调整")

    assert not customers_seen_by(cast.engineer).exists()
    assert customers_seen_by(cast.tianjin_engineer).get().department == cast.tianjin_engineer.department
    assert journal.history(ours).first().note == "区域调整"


def test_customers_go_with_their_owner_to_another_department(cast):
    ours, theirs = customer(cast.engineer), customer(cast.other_engineer)
    said = {name: getattr(cast.engineer, name) for name in SAID}

    people.amend_employee(cast.engineer, by=cast.hr, **said, department=cast.tianjin_engineer.department)

    assert list(customers_seen_by(cast.engineer)) == list(customers_seen_by(cast.tianjin_manager)) == [ours]
    assert not customers_seen_by(cast.manager).filter(pk=ours.pk).exists()
    assert journal.history(ours).first().by_id == cast.hr.pk
    assert journal.history(theirs).count() == 1


def test_an_engineer_gives_no_customer_away(cast):
    ours = customer(cast.engineer)

    with pytest.raises(PermissionDenied):
        actions.assign(ours, by=cast.engineer, owner=cast.other_engineer, reason="换")


def test_a_closed_customer_can_be_opened_again(cast):
    ours = customer(cast.engineer)

    closed = actions.close(ours, by=cast.director, reason="停业")
    with pytest.raises(Refused):
        actions.must_be_active(closed)

    actions.must_be_active(actions.reopen(closed, by=cast.director))


def test_a_new_main_contact_takes_the_place_of_the_old_one(cast):
    ours = customer(cast.engineer)
    old = actions.add_contact(by=cast.engineer, customer=ours, name="王丽", is_main=True)

    actions.add_contact(by=cast.engineer, customer=ours, name="李强", is_main=True)

    old.refresh_from_db()
    assert not old.is_main
    assert ours.contacts.get(is_main=True).name == "李强"


def test_credit_limits_are_set_by_finance_and_not_below_zero(cast):
    ours = customer(cast.engineer)

    assert actions.set_credit_limit(ours, by=cast.finance, credit_limit=Decimal(50000)).credit_limit == 50000
    with pytest.raises(Refused):
        actions.set_credit_limit(ours, by=cast.finance, credit_limit=Decimal(-1))
    with pytest.raises(PermissionDenied):
        actions.set_credit_limit(ours, by=cast.engineer, credit_limit=Decimal(1))


def test_a_changed_name_is_compared_under_its_new_form(cast):
    from daying.core import changes

    ours = customer(cast.engineer, name="旧名")

    changes.update(ours, {"name": "Ｎew 名"}, by=cast.engineer)

    assert Customer.objects.get().name_key == "new名"


def test_many_customers_move_with_their_owner_in_as_many_statements_as_one(cast):
    used = {}
    assert cast.admin.authority  # read before we count
    for count in (1, 20):
        Customer.objects.all().delete()
        for _n in range(count):
            customer(cast.engineer)
        with CaptureQueriesContext(connection) as queries:
            actions.move_with_owner(cast.engineer.pk, department=cast.finance.department_id, by=cast.admin)
        used[count] = len(queries)

    assert used[1] == used[20]
    moved = Customer.objects.all()
    assert {one.department_id for one in moved} == {cast.finance.department_id}
    assert all(journal.history(one).first().changes.keys() == {"department_id"} for one in moved)
    assert {one.version for one in moved} == {2}
