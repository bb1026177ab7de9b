"""From the carrier's file to the cost: decided, claimed, answered, agreed, booked, frozen (M6.5)."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from daying.carriers.bills import actions, claiming
from daying.carriers.bills.events import CarrierBillAgreed
from daying.carriers.factories import carrier, tariff, waybill
from daying.carriers.models import BillDifference, BilledWaybill, CarrierBill
from daying.carriers.tests.bill_files import HEAD, brought, checked, drawn_up, lines
from daying.core import events, sheets
from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.core.models import JournalEntry
from daying.core.verify import verify
from daying.core.worker import work_off
from daying.customers.factories import customer
from daying.desk.models import SavedMapping
from daying.expenses.models import CostEntry

pytestmark = pytest.mark.django_db
D = Decimal
ON = date(2026, 4, 5)


@pytest.fixture(autouse=True)
def _house(cast, settings, tmp_path):
    settings.STORAGES["default"]["OPTIONS"]["location"] = tmp_path
    settings.STORAGES = {**settings.STORAGES}
    tariff()


def row(number, weight=1, freight=10, insurance="", pay=None):
    pay = freight if pay is None else pay
    return f"1,2026-03-10,{number},苏州,上海,标快,{weight},{freight},{insurance},,{pay},寄付月结"


@pytest.fixture
def bill(cast):
    """SF1 is right; SF2 has 4 too much by weight, SF3 3 by a fee nobody agreed to; X is in no book."""
    firm = customer(cast.engineer)
    waybill("SF1", customer=firm)
    waybill("SF2", department=cast.tianjin_engineer.department)
    waybill("SF3")
    rows = [row("SF1"), row("SF2", weight=3, freight=14), row("SF3", insurance=3, pay=13), row("X", freight=20)]
    return checked(*rows, department=cast.warehouse.department)


def difference(number):
    return BillDifference.objects.get(billed__number=number)


def claimed(bill):
    for number in ("SF2", "X"):
        actions.claim(difference(number), by=SYSTEM, on=ON, reason="重量不符")
    actions.accept(difference("SF3"), by=SYSTEM, on=ON)
    return actions.send_claims(bill, by=SYSTEM, on=ON)


def agreed(bill):
    bill = claimed(bill)
    actions.grant(difference("SF2"), by=SYSTEM, on=ON, text="同意")
    actions.refuse(difference("X"), by=SYSTEM, on=ON, text="有底单")
    return actions.agree(bill, by=SYSTEM, on=ON)


def test_an_agreed_bill_books_its_cost_to_departments_and_customers(cast, bill):
    bill = agreed(bill)

    assert (bill.billed_amount, bill.granted_amount, bill.agreed_amount) == (D(57), D(4), D(53))
    firm = BilledWaybill.objects.get(number="SF1").waybill.customer
    booked = {
        (one.department, one.customer, one.category): one.amount for one in CostEntry.objects.filter(month="2026-03")
    }
    assert booked == {
        (firm.department, firm, "freight"): D(10),
        (cast.tianjin_engineer.department, None, "freight"): D(10),  # 14 less the 4 granted
        (cast.warehouse.department, None, "freight"): D(30),
        (cast.warehouse.department, None, "insurance"): D(3),
    }
    assert {(one.subject, one.booked_on) for one in CostEntry.objects.all()} == {(bill, ON)}
    assert verify() == []


def test_agreeing_tells_whoever_listens(bill):
    heard = []
    events.on(CarrierBillAgreed)(heard.append)
    try:
        agreed(bill)
    finally:
        events._inside[CarrierBillAgreed].remove(heard.append)

    assert [(one.bill_id, one.month, one.amount) for one in heard] == [(bill.pk, "2026-03", D(53))]


def test_an_agreed_bill_is_frozen(bill):
    bill = agreed(bill)

    for call in (
        lambda: actions.check(bill, by=SYSTEM),
        lambda: actions.agree(bill, by=SYSTEM, on=ON),
        lambda: actions.accept(difference("SF3"), by=SYSTEM, on=ON),
        lambda: actions.grant(difference("X"), by=SYSTEM, on=ON),
        lambda: actions.keep_file(bill, by=SYSTEM, file=bill.file, sheet={}),
        lambda: actions.decide_all(bill, by=SYSTEM, on=ON, decision="accepted"),
    ):
        with pytest.raises(Refused):
            call()
    assert CostEntry.objects.count() == 4
    paid = actions.settle(bill, by=SYSTEM, on=ON, payment="网银 0405")
    assert (paid.state, paid.paid_on) == ("settled", ON)


def test_nothing_is_agreed_while_something_is_undecided_or_unanswered(bill):
    with pytest.raises(Refused, match="3"):
        actions.agree(bill, by=SYSTEM, on=ON)
    with pytest.raises(Refused):
        actions.send_claims(bill, by=SYSTEM, on=ON)
    bill = claimed(bill)
    with pytest.raises(Refused):
        actions.agree(bill, by=SYSTEM, on=ON)
    assert not CostEntry.objects.exists()


def test_more_than_was_claimed_is_not_granted(bill):
    claimed(bill)

    with pytest.raises(Refused):
        actions.grant(difference("SF2"), by=SYSTEM, on=ON, amount=D(5))
    part = actions.grant(difference("SF2"), by=SYSTEM, on=ON, amount=D("1.50"))
    assert (part.state, part.granted_amount) == ("granted", D("1.50"))


def test_all_open_ones_of_a_reason_are_decided_and_answered_at_once(bill):
    assert actions.decide_all(bill, by=SYSTEM, on=ON, decision="claimed", reason="weight", because="抛重") == 1
    assert actions.decide_all(bill, by=SYSTEM, on=ON, decision="claimed") == 2
    bill = actions.send_claims(bill, by=SYSTEM, on=ON)
    assert bill.claimed_amount == D(27)

    assert actions.answer_all(bill, by=SYSTEM, on=ON, is_granted=True, reason="weight") == 1
    assert actions.answer_all(bill, by=SYSTEM, on=ON, is_granted=False, text="不认") == 2

    bill = actions.agree(bill, by=SYSTEM, on=ON)
    assert bill.agreed_amount == D(53)
    assert BillDifference.objects.get(reason="weight").decided_for == "抛重"


def test_claims_can_be_taken_back_until_the_carrier_answers(bill):
    bill = actions.decide_again(claimed(bill), by=SYSTEM)
    assert bill.state == "checked"

    bill = actions.send_claims(bill, by=SYSTEM, on=ON)
    actions.refuse(difference("X"), by=SYSTEM, on=ON)
    with pytest.raises(Refused):
        actions.decide_again(bill, by=SYSTEM)


def test_who_keeps_bills_decides_and_finance_alone_notes_the_payment(cast, bill):
    with pytest.raises(PermissionDenied):
        actions.accept(difference("SF2"), by=cast.engineer, on=ON)
    assert actions.accept(difference("SF2"), by=cast.customer_service, on=ON).decided_by == cast.customer_service
    bill = agreed(bill)
    with pytest.raises(PermissionDenied):
        actions.settle(bill, by=cast.customer_service, on=ON)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_claim_file_has_the_carriers_own_rows_and_columns(bill, kind):
    claimed(bill)
    stream = BytesIO()

    assert claiming.write(bill, stream, kind) == 2

    stream.seek(0)
    found = sheets.read(stream, expected=HEAD.split(","))
    rows = [row.cells for row in found.rows]
    assert found.header[:12] == HEAD.split(",")
    assert [[str(row[2]), str(row[6]), str(row[10])] for row in rows] == [["SF2", "3", "14"], ["X", "1", "20"]]
    assert [str(row[15]) for row in rows] in (["4.00", "20.00"], ["4", "20"])
    assert str(rows[0][16]) == "重量不符"


# The pages


def upload(*rows, head=HEAD, name="三月.csv"):
    return SimpleUploadedFile(name, lines(*rows, head=head))


def asked(cast, file, month="2026-03"):
    told = {"carrier": str(carrier().public_id), "month": month, "department": str(cast.warehouse.department.public_id)}
    return {**told, "account": "", "number": "", "remarks": "", "file": file}


def columns_of(client, address):
    context = client.get(address).context
    return {line.input: line.chosen for line, _sample in [*context["used"], *context["others"]]}


def test_a_file_is_brought_its_columns_named_read_and_checked_on_the_pages(cast, client):
    client.force_login(cast.customer_service)
    waybill("SF1")
    strange = "Datum,Nummer,Gewicht,Preis"

    brought = client.post("/carrier-bills/bring/", asked(cast, upload("2026-03-10,SF1,3,14", head=strange)))
    address = brought.url
    missing = client.post(address, columns_of(client, address))
    sent = {"from.number": '["Nummer"]', "from.weight": '["Gewicht"]', "from.amount": '["Preis"]'}
    read = client.post(address, {**sent, "from.billed_on": '["Datum"]'})

    bill = CarrierBill.objects.get()
    assert missing.status_code == 422
    assert (read.url, bill.state, bill.billed_amount) == (f"/carrier-bills/{bill.public_id}/check/", "checked", D(14))
    assert [(one.reason, one.amount) for one in bill.differences.all()] == [("weight", D(4))]
    assert SavedMapping.objects.get().name == str(carrier().public_id)
    page = client.get(read.url).content.decode()
    assert "4.00" in page
    again = client.post("/carrier-bills/bring/", asked(cast, upload("2026-04-10,X,3,14", head=strange), "2026-04"))
    assert columns_of(client, again.url)["from.number"] == '["Nummer"]'


def test_a_faulty_row_is_told_with_its_place_and_another_file_takes_its_place(cast, client):
    client.force_login(cast.customer_service)
    address = client.post("/carrier-bills/bring/", asked(cast, upload(row("SF1", weight="-1")))).url

    client.post(address, columns_of(client, address))
    page = client.get(address)
    client.post(f"{address}replace/", {"file": upload(row("SF1"))})
    client.post(address, columns_of(client, address))

    assert [fault[:2] for fault in page.context["faults"]] == [[2, "计费重量"]]
    bill = CarrierBill.objects.get()
    assert (bill.waybills, bill.fault_count) == (1, 0)


def test_the_same_bill_is_not_entered_twice(cast, client):
    client.force_login(cast.customer_service)
    client.post("/carrier-bills/bring/", asked(cast, upload(row("SF1"))))

    again = client.post("/carrier-bills/bring/", asked(cast, upload(row("SF1"))))

    assert (again.status_code, CarrierBill.objects.count()) == (422, 1)


def test_a_month_that_is_none_and_a_picture_for_a_file_are_refused(cast, client):
    client.force_login(cast.customer_service)

    month = client.post("/carrier-bills/bring/", asked(cast, upload(row("SF1")), month="März"))
    picture = client.post("/carrier-bills/bring/", asked(cast, SimpleUploadedFile("a.xlsx", b"\x89PNG\r\n\x1a\n\0\0")))

    assert (month.status_code, picture.status_code, CarrierBill.objects.count()) == (422, 422, 0)


def test_reasons_are_decided_and_answered_on_the_page(cast, client, bill):
    client.force_login(cast.customer_service)
    decide = f"/carrier-bills/{bill.public_id}/decide/"

    client.post(decide, {"reason": "weight", "decision": "claimed", "because": "抛重"})
    client.post(decide, {"reason": "", "decision": "accepted", "because": ""})
    actions.send_claims(bill, by=SYSTEM, on=ON)
    client.post(decide, {"reason": "weight", "decision": "granted", "because": "同意"})

    assert dict(BillDifference.objects.values_list("reason", "state")) == {
        "weight": "granted",
        "surcharge": "accepted",
        "not_in_book": "accepted",
    }
    page = client.get(f"/carrier-bills/{bill.public_id}/check/").content.decode()
    assert f"/bill-differences/?bill={bill.public_id}&amp;reason=weight" in page
    found = client.get(f"/carrier-bills/{bill.public_id}/claims.xlsx")
    assert found.status_code == 200
    assert client.get(f"/bill-differences/?bill={bill.public_id}&reason=weight").status_code == 200


def test_a_long_file_is_read_by_a_worker(cast, client):
    client.force_login(cast.customer_service)
    rows = [row(f"SF{n}") for n in range(2_100)]
    address = client.post("/carrier-bills/bring/", asked(cast, upload(*rows))).url
    client.post(address, columns_of(client, address))
    waiting = client.get(address)

    work_off()

    bill = CarrierBill.objects.get()
    assert (bill.state, bill.waybills) == ("checked", 2_100)
    assert "job" in waiting.content.decode()


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_long_claim_file_is_written_by_a_worker(cast, client, bill, monkeypatch, kind):
    monkeypatch.setattr(claiming, "AT_ONCE", 1)
    client.force_login(cast.customer_service)
    claimed(bill)

    asked_for = client.get(f"/carrier-bills/{bill.public_id}/claims.{kind}")
    waiting = client.get(asked_for.url).content.decode()
    assert client.get(f"{asked_for.url}file/").status_code == 404
    work_off()

    assert 'id="job"' in waiting
    assert f"{asked_for.url}file/" in client.get(asked_for.url).content.decode()
    found = client.get(f"{asked_for.url}file/")
    table = sheets.read(BytesIO(b"".join(found.streaming_content)), expected=[])
    assert [row.cells[2] for row in table.rows] == ["SF2", "X"]
    assert JournalEntry.objects.filter(verb="carriers.export_carrierbill", note__contains="2").count() == 1


def test_strangers_to_bills_see_none_of_it(cast, client, bill):
    client.force_login(cast.engineer)

    for address in (f"/carrier-bills/{bill.public_id}/check/", f"/carrier-bills/{bill.public_id}/claims.csv"):
        assert client.get(address).status_code == 403
    assert client.post(f"/carrier-bills/{bill.public_id}/decide/", {"decision": "accepted"}).status_code == 403


def test_a_bill_without_a_file_says_what_to_do(cast, client):
    client.force_login(cast.customer_service)
    bill = drawn_up()

    for page in ("file", "check"):
        assert client.get(f"/carrier-bills/{bill.public_id}/{page}/").status_code == 200
    assert client.post(f"/carrier-bills/{bill.public_id}/file/", {}).status_code == 422
    assert client.post(f"/carrier-bills/{bill.public_id}/file/replace/", {}).status_code == 422
    assert brought(lines(row("SF1")), number="2").file.name == "账单.csv"
