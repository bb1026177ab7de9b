"""What is told to somebody who enters a customer that may be there already (M3.1)."""

import pytest
from django.db import connection
from django.utils import translation

from daying.customers import actions
from daying.customers.factories import customer
from daying.customers.models import phone_key, sound_key
from daying.customers.queries import Duplicate, alike, duplicates_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("one", "other"),
    [("鑫淼电子有限公司", "鑫渺电子有限公司"), ("华泰（天津）股份有限公司", "华泰天津"), ("abc-trading", "abctrading")],
)
def test_names_that_sound_the_same_have_one_key(one, other):
    assert sound_key(one) == sound_key(other) != ""


def test_numbers_in_a_name_are_not_lost():
    assert sound_key("第1公司") != sound_key("第2公司")


@pytest.mark.parametrize("phone", ["022-2345 6789", "+86 22-23456789", "0086 22 2345 6789", "(022) 23456789"])
def test_a_telephone_number_is_one_however_it_is_written(phone):
    assert phone_key(phone) == "2223456789"


@pytest.mark.parametrize(
    ("typed", "by"),
    [
        ({"name": "鑫淼电子有限公司"}, "name"),
        ({"name": "别家", "credit_code": "91350100M000100Y43"}, "credit_code"),
        ({"name": "别家", "phone": "+86 22-23456789"}, "phone"),
        ({"name": "鑫渺电子有限公司"}, "sound"),
    ],
)
def test_it_is_known_again_by_each_sign(cast, typed, by):
    known = customer(cast.engineer, name="鑫淼电子有限公司", phone="022-23456789", credit_code="91350100M000100Y43")

    found = duplicates_of(**typed)

    assert [(one.customer, one.by) for one in found] == [(known, by)]


def test_it_is_known_by_the_telephone_of_somebody_there(cast):
    known = customer(cast.engineer)
    actions.add_contact(by=cast.engineer, customer=known, name="李工", phone="138 0013 8000")

    assert duplicates_of(phone="13800138000")[0].customer == known


def test_one_of_the_same_sound_may_be_entered(cast):
    customer(cast.engineer, name="鑫淼电子有限公司")

    assert actions.open_customer(by=cast.engineer, name="鑫渺电子有限公司").pk


def test_who_may_not_see_it_is_told_whom_to_ask_and_nothing_more(cast):
    known = customer(cast.other_engineer, name="鑫淼电子有限公司", city="天津", phone="022-1234567")

    ((sentence, record),) = alike({"name": "鑫淼电子有限公司"}, user=cast.engineer)

    assert record is None
    assert str(cast.other_engineer) in sentence
    assert not any(secret in sentence for secret in (known.code, "天津", "1234567"))


def test_who_may_see_it_gets_it(cast):
    known = customer(cast.engineer, name="鑫淼电子有限公司")

    assert alike({"name": "鑫淼电子有限公司"}, user=cast.engineer)[0][1] == known


def test_in_the_pool_is_told_as_such(cast):
    known = customer(cast.engineer, name="鑫淼电子有限公司")
    known.owner_id = None

    with translation.override("en"):
        assert "pool" in Duplicate(known, "name").sentence


def test_a_customer_is_not_like_itself(cast):
    known = customer(cast.engineer, name="鑫淼电子有限公司")

    assert alike({"name": known.name}, user=cast.engineer, apart_from=known) == []


def test_the_page_is_warned_while_one_types(cast, client):
    customer(cast.other_engineer, name="鑫淼电子有限公司")
    client.force_login(cast.engineer)

    form = client.get("/customers/new/").content.decode()
    told = client.get("/customers/alike/", {"name": "鑫淼电子 有限公司", "owner": "x"}).content.decode()

    assert 'hx-get="/customers/alike/"' in form
    assert str(cast.other_engineer) in told
    assert "href" not in told
    assert client.get("/customers/alike/", {"name": "无此公司"}).content.strip() == b""


def test_a_name_is_looked_up_by_indexes_alone(cast):
    customer(cast.engineer)
    asked = {"name": "鑫淼电子有限公司", "credit_code": "91350100M000100Y43", "phone": "022-23456789"}
    asked_for = []

    def note(execute, sql, params, many, context):
        asked_for.append((sql, params))
        return execute(sql, params, many, context)

    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL scans a table of one row, whatever the indexes are")
    with connection.execute_wrapper(note):
        duplicates_of(**asked)

    with connection.cursor() as cursor:
        plans = [str(row) for sql, params in asked_for for row in cursor.execute("EXPLAIN QUERY PLAN " + sql, params)]
    assert len(asked_for) == 2
    assert plans
    assert not [step for step in plans if "SCAN" in step]
