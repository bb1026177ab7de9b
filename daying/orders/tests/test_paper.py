"""Review records and contracts on paper: what stands on them, and that nothing in them means anything (M5.4, M5.5)."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from daying.core import printing
from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.customers.factories import customer
from daying.orders import actions, review_paper
from daying.orders.changing.actions import submit_change
from daying.orders.contracts import actions as contracts
from daying.orders.contracts import paper
from daying.orders.factories import ORDERED_ON, change_of, contract, draft_order, review_rule
from daying.orders.models import ContractTemplate
from daying.products.factories import product
from daying.work import actions as work
from daying.work.queries import opinions_on
from tests.paper import text_of

pytestmark = pytest.mark.django_db
D = Decimal
HOSTILE = [
    "#panic(1)",
    '#import "/core/print/sheet.typ": *',
    '#read("/settings.py")',
    "$ integral $ *bold* _it_ = Title",
    "]] #(1 + 1) [[",
    "{{ customer",
    "}} }{ {",
    "<script>alert(1)</script>",
    "\\u0041 \\ // comment",
]


@pytest.fixture
def firm(cast):
    return customer(cast.engineer, name="江南电子有限公司", english_name="Jiangnan Electronics Ltd")


@pytest.fixture
def order(cast, firm):
    """Agreed to by PMC on a condition, with a checklist, and by Finance; a red line stood on it."""
    review_rule("一般", "PMC", "FIN", checklist="产能够吗\n材料够吗", lowest_margin=D("0.9"))
    lines = [{"product": product(name="轴承座"), "quantity": D(12), "unit_price": D(100)}]
    order = actions.submit(draft_order(firm, lines=lines, remarks="木箱包装"), by=cast.engineer, on=ORDERED_ON)
    asked = {opinion.department.code: opinion for opinion in opinions_on(order)}
    said = {"conditions": "分两批交货", "promised_on": date(2026, 3, 25)}
    work.agree(asked["PMC"], by=cast.pmc, checks="yes\nno 缺一种钢", text="可排产", **said)
    work.agree(asked["FIN"], by=cast.finance, checks="n/a\nn/a")
    order.refresh_from_db()
    return order


def printed(text, firm, **values):
    template = contracts.write_template(by=SYSTEM, name="框架", text=text)
    return text_of(paper.pdf(contract(firm, template=template, **values), "zh"))


def plain(text):
    return text.replace(" ", "").replace("\n", "")


def test_the_record_tells_an_auditor_everything(cast, order):
    text = text_of(review_paper.pdf(order, cast.auditor, "zh"))

    parts = ["订单评审记录", order.number, "江南电子有限公司", "轴承座", "12", "木箱包装", "版次1"]
    parts += [
        "产能够吗—是",
        "材料够吗—否:缺一种钢",
        "分两批交货",
        "2026-03-25",
        "可排产",
        "冯国庆",
        "钱慧敏",
        "已同意",
        "!",
    ]
    assert [part for part in parts if part not in text] == []


def test_the_record_speaks_english(cast, order):
    text = text_of(review_paper.pdf(order, cast.auditor, "en"))

    parts = ["Orderreviewrecord", "JiangnanElectronicsLtd", "Conclusion", "Agreed", "Conditions", "Promiseddate"]
    assert [part for part in parts if part not in text] == []


def test_the_record_goes_on_with_the_changes(cast, order):
    change = submit_change(change_of(order, {"quantity": D(15)}), by=cast.engineer, on=ORDERED_ON)
    work.refuse(opinions_on(change).get(), by=cast.pmc, text="产能不足")

    text = text_of(review_paper.pdf(order, cast.auditor, "zh"))

    assert "12→15" in text
    assert "产能不足" in text


def test_an_order_that_nobody_reviewed_says_so(cast, firm):
    told = review_paper.told(draft_order(firm), cast.auditor, "en")

    assert told["askings"] == []
    assert printing.compiled("orders/review", told)[1] == []


def test_the_contract_has_table_capitals_and_room_for_seals(firm):
    lines = [{"product": product(name="轴承座"), "quantity": D(100), "unit_price": D("7.5")}]

    text = printed("甲方：{customer}\n{lines}\n金额{amount}", firm, amount=D("6007.14"), lines=lines)

    parts = [
        "甲方：江南电子有限公司",
        "轴承座",
        "100",
        "7.50",
        "金额6,007.14",
        "人民币陆仟零柒元壹角肆分",
        "盖章签字",
        "草稿",
    ]
    assert [part for part in parts if part not in text] == []


def test_the_english_contract_has_its_own_wording(firm):
    words = {"text": "甲方：{customer}", "english_text": "Buyer: {customer}, {currency}"}
    template = contracts.write_template(by=SYSTEM, name="框架", **words)
    issued = contracts.issue(contract(firm, template=template, amount=D(5)), by=SYSTEM, on=ORDERED_ON)
    contracts.change_template(template, by=SYSTEM, name="框架", text="新", english_text="New")
    issued.refresh_from_db()

    text = text_of(paper.pdf(issued, "en"))

    assert "Buyer:JiangnanElectronicsLtd" in text
    assert "甲方" not in text
    assert "New" not in text
    assert "人民币" not in text


def test_the_archive_number_of_the_sealed_copy_stands_on_it(cast, firm):
    issued = contracts.issue(contract(firm), by=SYSTEM, on=ORDERED_ON)
    signed = contracts.put_into_force(issued, by=SYSTEM, signed_on=ORDERED_ON, archive_number="DA-2026-17")

    assert "DA-2026-17" in text_of(paper.pdf(signed, "zh"))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_template_is_printed_as_it_stands(firm, text):
    assert plain(text) in printed(text, firm)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_terms_are_printed_as_they_stand(firm, text):
    assert plain(text) in printed("{terms}", firm, terms=text)


@pytest.mark.parametrize(
    "text", ["{__class__}", "{customer.__class__}", "{0.__init__}", "{customer:>10000000000}", "{% load x %}"]
)
def test_a_word_that_is_none_of_ours_is_refused(cast, text):
    with pytest.raises(Refused):
        contracts.write_template(by=cast.director, name="框架", text=text)
    with pytest.raises(Refused):
        contracts.write_template(by=cast.director, name="框架", text="", english_text=text)
    assert not ContractTemplate.objects.exists()


@pytest.mark.parametrize("text", ["x" * 20_001, "见 {lines} 表"])
def test_too_long_a_text_and_a_table_within_a_sentence_are_refused(cast, text):
    with pytest.raises(Refused):
        contracts.write_template(by=cast.director, name="框架", text=text)


def test_a_text_as_long_as_may_be_is_printed_to_its_end(firm):
    text = printed("甲" * 19_996 + "完毕完毕", firm)

    assert "完毕完毕" in text
    assert "共" in text


def test_papers_are_for_those_who_see_the_record(cast, order, firm):
    made = contract(firm)
    template = contracts.write_template(by=SYSTEM, name="框架", text="{customer}")
    urls = [f"/sales-orders/{order.public_id}/review-record/", f"/contracts/{made.public_id}/print/"]
    answers = {who: [_get(getattr(cast, who), f"{url}zh/") for url in urls] for who in ("engineer", "other_engineer")}

    assert [answer["Content-Type"] for answer in answers["engineer"]] == ["application/pdf"] * 2
    assert [answer.status_code for answer in answers["other_engineer"]] == [404, 404]
    assert _get(cast.engineer, f"{urls[0]}fr/").status_code == 404
    preview = _get(cast.director, f"/contract-templates/{template.public_id}/preview/en/")
    assert "框架" in text_of(preview.content)


def test_pages_lead_to_the_papers(cast, order, firm):
    made = contract(firm)

    record = _get(cast.engineer, f"/sales-orders/{order.public_id}/review-record/").content.decode()
    page = _get(cast.engineer, f"/contracts/{made.public_id}/").content.decode()

    assert f"/sales-orders/{order.public_id}/review-record/en/" in record
    assert f"/contracts/{made.public_id}/print/zh/" in page


def _get(person, url):
    client = Client()
    client.force_login(person)
    return client.get(url)
