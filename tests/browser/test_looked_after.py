"""From a name in a list to a customer who is looked after, in a real Chromium, in Chinese, on a desk and a telephone.

A list is brought, a prospect becomes a customer, the rules give it to somebody; nobody follows it up, so that it falls
back into the pool, and a colleague claims it (M2.4, M3.1, M3.2, M3.3).
"""

import pytest

from daying.core import changes, sheets
from daying.core.actor import SYSTEM
from daying.core.verify import verify
from daying.customers.factories import pool
from daying.customers.models import AssignmentRule, AssignmentShare
from tests.browser.pages import PHONE, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
FIRM, OTHER = "无锡锐风风机有限公司", "苏州恒动电机有限公司"
HEADINGS = "公司名称,统一社会信用代码,公司电话,联系人,手机,职位,所在城市,所属行业,需求"
GOOD = f"{FIRM},91350100M000100Y43,0510-82345678,周敏,13900001111,采购经理,无锡,风机,年需 6205 轴承 3 万套"
WRONG, MENDED = "91350100MA00010Y4X", "91350100MA00010Y47"
FAULTY = f"{OTHER},{WRONG},0512-62345678,陈工,13900002222,工程师,苏州,电机,静音轴承"


@pytest.fixture
def headquarters(cast):
    """A pool of Sales 1 whose customers fall after 30 days; what lies in it for a day goes to the engineer by rule."""
    made = pool(cast.engineer.department, cast.engineer, cast.colleague, name="销售一部公海")
    rule = AssignmentRule(name="公海客户次日分配", pool=made, after_days=1)
    changes.create(rule, by=SYSTEM, lines=[AssignmentShare(employee=cast.engineer)])


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_a_name_in_a_list_becomes_a_customer_who_is_looked_after(width, at_screen, day, headquarters, tmp_path):
    def sits_down(username):
        return at_screen(username, width)

    day(2, 27)
    manager = sits_down("manager1")
    returned = a_list_with_a_faulty_row_is_brought(manager, tmp_path / "list.csv")
    the_returned_sheet_is_mended_and_brought_again(manager, returned, tmp_path / "mended.xlsx")
    a_prospect_becomes_a_customer_with_nothing_retyped(manager)
    the_customer_is_put_into_the_pool(manager)

    day(3, 2)
    the_rules_give_it_to_the_engineer(sits_down("manager1"))
    the_engineer_follows_it_up(sits_down("engineer1"))

    day(3, 16)
    the_next_step_is_due(sits_down("engineer1"))

    day(3, 26)
    the_engineer_is_warned(sits_down("engineer1"))

    day(4, 1)
    the_rules_take_it_back(sits_down("manager1"))
    the_former_owner_may_not_claim_it(sits_down("engineer1"))
    a_colleague_claims_it(sits_down("engineer1b"))

    day(4, 2)
    every_owner_is_told_of(sits_down("manager1"))
    assert verify() == []


def a_list_with_a_faulty_row_is_brought(manager, sheet):
    """As Chinese Excel writes it. The credit code of the second company has a wrong last digit."""
    sheet.write_bytes("\n".join([HEADINGS, GOOD, FAULTY, ""]).encode("gb18030"))
    manager.goes_to("潜在客户")
    manager.presses("导入")
    manager.brings(sheet)
    manager.reads("1 条有错误，1 条无误", OTHER, "不是有效的统一社会信用代码")
    manager.presses("仅导入无误的 1 条")
    manager.reads("1 条未导入")
    return manager.takes_home("下载附有原因的表格")


def the_returned_sheet_is_mended_and_brought_again(manager, returned, mended):
    """It is an XLSX with the reason in its last column; that column may stay."""
    with returned.open("rb") as file:
        sheet = sheets.read(file)
        rows = [[MENDED if cell == WRONG else cell for cell in row.cells] for row in sheet.rows]
    sheets.write_xlsx(mended, [sheets.Column(heading) for heading in sheet.header], rows, title="潜在客户")
    manager.goes_to("潜在客户")
    manager.presses("导入")
    manager.brings(mended)
    manager.presses("导入全部 1 条")
    manager.goes_to("潜在客户")
    manager.reads(FIRM, OTHER)


def a_prospect_becomes_a_customer_with_nothing_retyped(manager):
    manager.opens_waiting("待联系的潜在客户", FIRM)
    manager.presses("转为客户")
    manager.presses("转为客户")
    manager.reads_state("已转为客户")
    manager.opens(FIRM)
    manager.reads("91350100M000100Y43", "0510-82345678", "无锡", "风机", "年需 6205 轴承 3 万套")
    manager.opens_tab("联系人")
    manager.reads("周敏", "采购经理", "13900001111")


def the_customer_is_put_into_the_pool(manager):
    manager.presses("退回公海")
    manager.fills(原因="由规则分配")
    manager.presses("退回公海")
    manager.reads_fact("公海", "销售一部公海")


def the_rules_give_it_to_the_engineer(manager):
    """First one looks what they would do."""
    manager.goes_to("公海看板")
    manager.presses("规则预览")
    manager.reads("以下尚未变动", FIRM, "公海客户次日分配", "王海涛")
    manager.presses("立即执行规则")
    manager.reads("已分配1个")


def the_engineer_follows_it_up(engineer):
    engineer.goes_to("客户")
    engineer.opens(FIRM)
    engineer.presses("跟进")
    engineer.fills(沟通内容="周经理要 6205 的样本和报价", 下次跟进日期="2026-03-16", 下一步="送样本")
    engineer.presses("跟进")
    engineer.reads("周经理要 6205 的样本和报价", "送样本")


def the_next_step_is_due(engineer):
    engineer.opens_waiting("今日应跟进", "送样本")


def the_engineer_is_warned(engineer):
    """30 days after the second of March it falls; the warning stands from a week before."""
    engineer.opens_waiting("逾期未跟进", "送样本")
    engineer.opens_waiting("我的即将回收到公海的客户", FIRM)
    engineer.goes_to("公海看板")
    engineer.presses("即将回收")
    engineer.reads(FIRM, "2026-04-01", "30天未跟进")


def the_rules_take_it_back(manager):
    manager.goes_to("公海看板")
    manager.presses("规则预览")
    manager.reads(FIRM, "王海涛", "30天未跟进")
    manager.presses("立即执行规则")
    manager.reads("1个客户已回收到公海")


def the_former_owner_may_not_claim_it(engineer):
    engineer.opens_waiting("我的公海中的客户", FIRM)
    engineer.presses("领取")
    engineer.is_told("原由您负责", "2026-05-01")


def a_colleague_claims_it(colleague):
    colleague.goes_to("公海看板")
    colleague.presses("挑选并领取")
    colleague.opens(FIRM)
    colleague.presses("领取")
    colleague.reads_state("已取出")
    colleague.presses("客户档案")
    colleague.reads("0510-82345678", "周经理要 6205 的样本和报价")


def every_owner_is_told_of(manager):
    """From the list to the colleague, with how and why."""
    manager.goes_to("客户")
    manager.opens(FIRM)
    manager.opens_tab("负责人变更")
    manager.reads("退回公海", "由规则分配", "按规则分配", "回收到公海", "30天未跟进", "领取", "王海涛")
