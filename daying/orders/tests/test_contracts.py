"""Contracts: their wording, and what orders draw from them (M5.5)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from daying.core import attachments
from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.core.models import FileKind
from daying.customers.factories import customer
from daying.orders import actions, schedule
from daying.orders.contracts import actions as contracts
from daying.orders.contracts import queries
from daying.orders.contracts.drawing import overdrawn
from daying.orders.factories import ORDERED_ON, contract, contract_in_force, draft_order
from daying.orders.models import Contract, ContractState, ContractTemplate, SalesOrder
from daying.products.factories import product

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def firm(cast):
    return customer(cast.engineer, name="江南电子有限公司")


def wanted(thing, quantity):
    return [{"product": thing, "quantity": D(quantity), "unit_price": D(10)}]


def drawn_by(agreed, thing, quantity):
    order = draft_order(agreed.customer, contract=agreed, lines=wanted(thing, quantity))
    return actions.submit(order, by=SYSTEM, on=ORDERED_ON)


def test_what_orders_take_is_drawn_and_the_rest_remains(firm):
    thing = product()
    agreed = contract_in_force(firm, amount=D(5000), lines=wanted(thing, 100))
    drawn_by(agreed, thing, 30)
    draft_order(firm, contract=agreed, lines=wanted(thing, 50))

    of_product, of_amount = queries.left(agreed)

    assert (of_product.agreed, of_product.drawn, of_product.rest) == (100, 30, 70)
    assert of_amount.drawn == SalesOrder.objects.get(number__isnull=False).total
    assert of_amount.rest == 5000 - of_amount.drawn


def test_a_cancelled_order_gives_back_and_a_closed_one_its_rest(cast, firm):
    thing = product()
    agreed = contract_in_force(firm, lines=wanted(thing, 100))
    order = drawn_by(agreed, thing, 30)
    SalesOrder.objects.filter(pk=order.pk).update(state="closed", released_on=ORDERED_ON)
    order.lines.update(shipped_quantity=D(10))
    cancelled = drawn_by(agreed, thing, 40)
    actions.cancel(cancelled, by=cast.manager, on=ORDERED_ON, reason="取消")

    assert [one.drawn for one in queries.left(agreed)] == [10]


def test_more_than_is_left_is_refused_where_the_contract_says_so(firm):
    thing = product()
    agreed = contract_in_force(firm, lines=wanted(thing, 100))
    drawn_by(agreed, thing, 70)

    with pytest.raises(Refused, match="30"):
        drawn_by(agreed, thing, 31)
    assert drawn_by(agreed, thing, 30).number == "SO-2026-000002"


def test_more_than_is_left_is_shown_where_the_contract_lets_it_pass(firm):
    thing = product()
    agreed = contract_in_force(firm, lines=wanted(thing, 100), when_overdrawn="flag")

    order = drawn_by(agreed, thing, 101)

    assert len(overdrawn(agreed, order)) == 1
    assert queries.left(agreed)[0].rest == -1


@pytest.mark.parametrize("ordered_on", [date(2025, 12, 31), date(2027, 1, 1)])
def test_outside_its_time_nothing_is_drawn(firm, ordered_on):
    agreed = contract_in_force(firm)
    order = draft_order(firm, contract=agreed, ordered_on=ordered_on, requested_on=date(2027, 2, 1))

    with pytest.raises(Refused):
        actions.submit(order, by=SYSTEM, on=ordered_on)


def test_nothing_is_drawn_from_another_customers_contract(cast, firm):
    other = contract_in_force(customer(cast.engineer))

    with pytest.raises(Refused):
        actions.submit(draft_order(firm, contract=other), by=SYSTEM, on=ORDERED_ON)


def test_the_wording_is_filled_in_and_kept_as_it_was_issued(cast, firm):
    words = "甲方：{customer}\n金额：{amount}（{amount_in_capitals}）"
    template = contracts.write_template(by=cast.director, name="框架", text=words)
    issued = contracts.issue(contract(firm, amount=D("6007.14"), template=template), by=cast.engineer, on=ORDERED_ON)
    contracts.change_template(template, by=cast.director, name="框架", text="新：{customer}")

    issued.refresh_from_db()
    assert (issued.number, issued.template_version) == ("CT-2026-000001", 1)
    assert issued.wording == "甲方：江南电子有限公司\n金额：6,007.14（人民币陆仟零柒元壹角肆分）"


@pytest.mark.parametrize("text", ["{customer.owner.password}", "{0}", "{customer!r}", "{}", "{secret}"])
def test_a_template_fills_in_only_what_is_listed(cast, text):
    with pytest.raises(Refused):
        contracts.write_template(by=cast.director, name="框架", text=text)
    assert not ContractTemplate.objects.exists()


def test_what_is_filled_in_is_not_filled_in_again(firm):
    template = contracts.write_template(by=SYSTEM, name="框架", text="{terms}")

    issued = contracts.issue(contract(firm, template=template, terms="{amount}"), by=SYSTEM, on=ORDERED_ON)

    assert issued.wording == "{amount}"


def test_only_who_may_sign_puts_it_into_force(cast, firm):
    issued = contracts.issue(contract(firm), by=cast.engineer, on=ORDERED_ON)
    with pytest.raises(PermissionDenied):
        contracts.put_into_force(issued, by=cast.engineer, signed_on=ORDERED_ON)

    signed = contracts.put_into_force(issued, by=cast.manager, signed_on=ORDERED_ON, archive_number="A-7")

    assert (signed.state, signed.archive_number) == (ContractState.IN_FORCE, "A-7")


def test_what_expires_is_told_thirty_days_before(cast, firm):
    type(cast.engineer).objects.filter(pk=cast.engineer.pk).update(email="wang@example.com")
    contract_in_force(firm)

    assert [schedule.tell(day) for day in (date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 31))] == [0, 1, 1]
    assert list(queries.expiring(date(2026, 11, 30))) == []
    assert queries.expiring(date(2026, 12, 1)).count() == 1


def test_the_printed_contract_shows_its_table_and_escapes(cast, client, firm):
    thing = product()
    template = contracts.write_template(by=SYSTEM, name="框架", text="甲方：{customer}\n{lines}\n{terms}")
    made = contract(firm, template=template, lines=wanted(thing, 100), terms="<script>x</script>")
    client.force_login(cast.engineer)

    page = client.get(f"/contracts/{made.public_id}/print/").content.decode()

    assert "江南电子有限公司" in page
    assert str(thing) in page
    assert "<script>x" not in page


def test_another_ones_contract_is_not_printed(cast, client):
    made = contract(customer(cast.other_engineer))
    client.force_login(cast.engineer)

    assert client.get(f"/contracts/{made.public_id}/print/").status_code == 404


def test_a_template_is_previewed(cast, client):
    template = contracts.write_template(by=SYSTEM, name="框架", text="{customer} {amount_in_capitals}\n{lines}")
    client.force_login(cast.director)

    page = client.get(f"/contract-templates/{template.public_id}/preview/").content.decode()

    assert "壹仟贰佰叁拾肆元伍角整" in page


def test_the_contracts_page_tells_what_is_left(cast, client, firm):
    thing = product()
    agreed = contract_in_force(firm, lines=wanted(thing, 100))
    drawn_by(agreed, thing, 30)
    client.force_login(cast.engineer)

    assert "70" in client.get(f"/contracts/{agreed.public_id}/").content.decode()


def test_an_archive_number_is_given_later_and_once(cast, firm):
    first, second = contract_in_force(firm), contract_in_force(firm)
    contracts.archive(first, by=cast.engineer, archive_number=" DA-7 ")

    with pytest.raises(Refused, match="DA-7"):
        contracts.archive(second, by=cast.engineer, archive_number="DA-7")
    for number in ("  ", "9" * 41):
        with pytest.raises(Refused):
            contracts.archive(second, by=cast.engineer, archive_number=number)
    assert Contract.objects.get(pk=first.pk).archive_number == "DA-7"


def test_a_contract_waits_for_its_scanned_sealed_copy(cast, client, firm):
    signed = contract_in_force(firm)
    client.force_login(cast.engineer)
    title = "缺盖章扫描件"
    assert title in client.get("/").content.decode()

    scan = SimpleUploadedFile("scan.pdf", b"%PDF-1.7")
    attachments.attach(signed, scan, by=cast.engineer, kind=FileKind.SEALED)

    assert not queries.without_sealed_copy().exists()
    assert title not in client.get("/").content.decode()


def test_the_page_of_an_overdrawn_contract_says_by_how_much(cast, client, firm):
    thing = product()
    agreed = contract_in_force(firm, lines=wanted(thing, 100), when_overdrawn="flag")
    drawn_by(agreed, thing, 130)
    client.force_login(cast.engineer)

    assert "超用 30" in client.get(f"/contracts/{agreed.public_id}/").content.decode()
