"""Prospects from a sheet: each company once, qualified into a customer with nothing retyped (M2.4)."""

from datetime import date

import pytest

from daying.core.models import JournalEntry
from daying.customers.factories import customer
from daying.customers.models import Customer
from daying.desk import imports
from daying.market import actions
from daying.market.factories import prospect
from daying.market.models import Prospect, ProspectSource
from daying.work.queries import about

pytestmark = pytest.mark.django_db
HEADINGS = "公司名称,统一社会信用代码,电话,联系人,手机,职位,邮箱,所在城市,详细地址,所属行业,需求"
HUATAI = "天津华泰机械有限公司,91350100M000100Y43,022-88886666,李工,13800001111,经理,li@ht.cn,天津,北辰路1号,电机,6205"


def brought(tmp_path, *rows, by, encoding="utf-8"):
    path = tmp_path / "prospects.csv"
    path.write_bytes("\n".join([HEADINGS, *rows, ""]).encode(encoding))
    return imports.run_file("prospects", path, None, by=by)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_list_becomes_customers_with_nothing_retyped(cast, tmp_path, encoding):
    brought(tmp_path, HUATAI, by=cast.manager, encoding=encoding)
    found = Prospect.objects.get()

    qualified = actions.qualify(found, by=cast.manager, on=date(2026, 3, 10))

    firm = Customer.objects.get()
    told = (firm.name, firm.credit_code, firm.phone, firm.city, firm.address, firm.industry, firm.remarks)
    expected = ("天津华泰机械有限公司", "91350100M000100Y43", "022-88886666", "天津", "北辰路1号", "电机", "6205")
    assert told == expected
    person = firm.contacts.get()
    assert (person.name, person.title, person.phone, person.email) == (
        "李工",
        "经理",
        "13800001111",
        "li@ht.cn",
    )
    assert person.is_main
    assert (qualified.customer, qualified.qualified_on, qualified.source) == (
        firm,
        date(2026, 3, 10),
        ProspectSource.IMPORT,
    )
    assert JournalEntry.objects.filter(**about(firm), verb="market.qualify").exists()


@pytest.mark.parametrize(
    "row",
    [
        "天津华泰机械 有限公司,,,,,,,,,,",  # the same name
        "天津市别的公司,91350100M000100Y43,,,,,,,,,",  # the same credit code
        "天津市别的公司,,022-88886666,,,,,,,,",  # the same phone
        "天津市别的公司,,,张工,13800001111,,,,,,",  # the same contact's phone
        "天津华太机械公司,,,,,,,,,,",  # sounds the same
    ],
)
@pytest.mark.parametrize("known_as", ["prospect", "row"])
def test_a_company_that_is_there_already_is_a_fault(cast, tmp_path, row, known_as):
    if known_as == "prospect":
        brought(tmp_path, HUATAI, by=cast.manager)

    outcome = brought(tmp_path, *([HUATAI] if known_as == "row" else []), row, by=cast.manager)

    assert [fault.row for fault in outcome.faults] == [3 if known_as == "row" else 2]
    assert Prospect.objects.count() == (0 if known_as == "row" else 1)


def test_a_customer_is_no_prospect(cast, tmp_path):
    customer(cast.other_engineer, name="天津华泰机械有限公司")

    outcome = brought(tmp_path, HUATAI, by=cast.manager)

    assert str(cast.other_engineer) in outcome.faults[0].sentence
    assert "赵" not in outcome.faults[0].sentence
    assert not Prospect.objects.exists()


def test_the_sentence_names_whom_to_ask_and_nothing_else(cast, tmp_path):
    known = prospect(cast.other_engineer, name="天津华太机械公司", interest="秘密")

    outcome = brought(tmp_path, HUATAI, by=cast.manager)

    assert str(cast.other_engineer) in outcome.faults[0].sentence
    assert known.name not in outcome.faults[0].sentence


def test_an_import_is_undone(cast, tmp_path):
    from daying.desk.imports import undoing
    from daying.desk.resource import resource_for

    outcome = brought(tmp_path, HUATAI, by=cast.manager)

    undone = undoing.undo(resource_for(Prospect), outcome.action_id, by=cast.manager)

    assert (undone.removed, Prospect.objects.count()) == (1, 0)


def test_statements_do_not_grow_with_the_rows(cast, tmp_path, django_assert_max_num_queries):
    names = ["齿轮传动", "水泵阀门", "机床附件", "风电设备", "纺织机械", "包装材料", "冶金矿山", "轮胎橡胶", "电梯导轨"]
    rows = [f"{place}{name}公司,,,,,,,,,," for place in ("天津", "上海", "广州", "成都") for name in names]

    with django_assert_max_num_queries(25):
        outcome = brought(tmp_path, *rows, by=cast.manager)

    assert outcome.created == 36
