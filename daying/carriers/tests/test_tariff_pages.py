"""The pages of tariffs: rows typed in grids, sheets of fares, editions, what a consignment would cost (M5.8, M6.5)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from daying.carriers import actions
from daying.carriers.factories import FARES, carrier, tariff, waybill
from daying.carriers.models import Tariff, TariffState
from daying.carriers.tariffs.sheet import columns, take_fares
from daying.core.errors import Refused
from daying.desk.resource import REGISTRY
from daying.people.models import Employee

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
D = Decimal
TRY = {"weight": "2.5", "to": "广东深圳", "start": "江苏苏州", "on": "2026-03-10"}


@pytest.fixture
def service(client, cast):
    Employee.objects.filter(pk=cast.customer_service.pk).update(language="en")
    client.force_login(cast.customer_service)
    return client


def draft(**values):
    return tariff(state=TariffState.DRAFT, **values)


def rows_of(record, part):
    return reverse("tariff-rows", args=[record.public_id, part])


def typed(record, *rows):
    names = dict.fromkeys(name for row in rows for name in row)
    lines = {f"line.{name}": [str(row.get(name, "")) for row in rows] for name in names}
    return {"version": record.version, "line.id": [""] * len(rows), **lines}


SURCHARGE = dict.fromkeys("kind packing base amount rate minimum maximum base_from base_to service to_zone".split(), "")
INSURANCE = {**SURCHARGE, "kind": "insurance", "base": "declared", "rate": "0.5%", "minimum": "1"}


def test_a_tariff_reads_as_four_tables(service):
    record = tariff(surcharges=[{"kind": "insurance", "base": "declared", "rate": D("0.005"), "minimum": 1}])

    page = service.get(REGISTRY[Tariff].url("detail", record)).text

    for text in ("÷ 6000", "江苏 浙江 上海 安徽", "1 kg 12.00", "1 kg 3.00", "0.5%"):
        assert text in page


def test_a_draft_says_what_is_missing(service):
    record = draft(zones=[])

    page = service.get(REGISTRY[Tariff].url("detail", record)).text

    assert "Still to be mended" in page
    assert "“同城” is neither a zone of this tariff nor a place" in page


@pytest.mark.parametrize("part", ["services", "zones", "fares", "surcharges"])
def test_every_kind_of_row_has_a_grid_that_takes_back_what_it_shows(service, part):
    record = draft(surcharges=[{"kind": "fuel", "base": "freight", "rate": D("0.05")}])
    before = list(getattr(record, part).values())
    grid = service.get(rows_of(record, part)).context["grid"]
    names = [column.name for column in grid.columns]
    sent = [dict(zip(names, [cell.text for cell in row.cells], strict=True)) for row in grid.rows]

    answer = service.post(rows_of(record, part), typed(record, *sent))

    assert answer.status_code == 302
    left = [{k: v for k, v in row.items() if k != "id"} for row in getattr(record, part).values()]
    assert left == [{k: v for k, v in row.items() if k != "id"} for row in before]


def test_rows_are_saved_and_the_next_kind_follows(service):
    record = draft()

    answer = service.post(rows_of(record, "surcharges"), typed(record, INSURANCE))
    again = service.post(rows_of(record, "zones"), {**typed(record), "version": "2", "then": "next"})

    (row,) = record.surcharges.all()
    assert (answer.url, row.rate, row.minimum) == (REGISTRY[Tariff].url("detail", record), D("0.005"), 1)
    assert again.url == rows_of(record, "fares")


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"minimum": "-1"}, "greater than or equal to 0"),
        ({"minimum": "a lot"}, "Enter a number"),
        ({"kind": "tip"}, "not one of the available choices"),
        ({"rate": "250%"}, "less than or equal to 1"),
    ],
)
def test_a_bad_row_is_marked_and_nothing_is_saved(service, changed, says):
    record = draft(surcharges=[{"kind": "fuel", "base": "freight", "rate": D("0.05")}])

    answer = service.post(rows_of(record, "surcharges"), typed(record, {**INSURANCE, **changed}))

    assert answer.status_code == 422
    assert says in answer.text
    assert record.surcharges.get().kind == "fuel"


def test_rows_that_somebody_else_changed_meanwhile_are_not_overwritten(service, cast):
    record = draft()
    actions.write_rows(record, "surcharges", [{"kind": "fuel", "base": "freight", "rate": D("0.05")}], by=cast.finance)

    answer = service.post(rows_of(record, "surcharges"), typed(record, INSURANCE))

    assert "Somebody else changed this tariff" in answer.text
    assert record.surcharges.get().kind == "fuel"


def test_a_tariff_in_force_has_no_grid(service):
    assert service.get(rows_of(tariff(), "fares")).status_code == 409
    assert service.get(rows_of(draft(name="B"), "prices")).status_code == 404


def test_a_new_edition_is_drafted_with_dearer_fares(service):
    record = tariff()

    service.post(reverse("tariff-edition", args=[record.public_id]), {"valid_from": "2026-04-01", "raised_by": "5%"})

    fresh = Tariff.objects.get(edition=2)
    assert (fresh.state, fresh.valid_from) == (TariffState.DRAFT, date(2026, 4, 1))
    assert [row.first_price for row in fresh.fares.all()] == [D("8.40"), D("10.50"), D("12.60")]
    assert service.post(reverse("tariff-edition", args=[record.public_id]), {}).status_code == 422


def test_what_it_would_cost_is_told_for_every_tariff_the_cheapest_first(service):
    tariff()  # 12 + 2 × 3
    cheap = [{**FARES[2], "first_price": 9, "step_price": 2}]
    tariff(carrier("ZTO"), services=[{"service": "标快", "divisor": 8000}], fares=cheap)
    tariff(carrier("YTO"), valid_from=date(2026, 4, 1))

    found = service.get(reverse("tariff-try"), TRY)

    assert [(one["carrier"].code, one["total"]) for one in found.context["rated"]] == [
        ("ZTO", "13.00"),
        ("SF", "18.00"),
    ]
    assert "first 1 kg ¥9.00 + 2 × 1 kg at ¥2.00 = ¥13.00" in found.text


def test_a_draft_is_tried_beside_those_in_force(service):
    tariff()
    mine = draft(name="新价", fares=[{**row, "first_price": 1} for row in FARES])

    found = service.get(reverse("tariff-try"), {**TRY, "tariff": str(mine.public_id)})

    assert [(one["is_draft"], one["total"]) for one in found.context["rated"]] == [(True, "7.00"), (False, "18.00")]


def test_what_cannot_be_sent_says_why(service):
    tariff(services=[{"service": "标快", "divisor": 6000, "maximum_weight": 2}])

    assert "takes up to 2 kg" in service.get(reverse("tariff-try"), TRY).text
    assert "Nobody takes this" in service.get(reverse("tariff-try"), {**TRY, "on": "2020-01-01"}).text


@pytest.mark.parametrize(
    ("changed", "says"),
    [({"to": "火星"}, "not a province or city"), ({"weight": "-1"}, "greater than or equal"), ({"to": ""}, "required")],
)
def test_a_bad_question_is_answered_with_a_sentence(service, changed, says):
    answer = service.get(reverse("tariff-try"), {**TRY, **changed})

    assert answer.status_code == 422
    assert says in answer.text


def test_fares_of_a_sheet_go_into_the_draft(cast):
    record = draft()
    row = dict.fromkeys(columns(cast.finance))

    take_fares([{**row, "tariff": record, "to_zone": "西藏", "first_price": D(30)}], by=cast.finance)

    last = record.fares.last()
    assert (last.service, last.from_zone, last.to_zone, last.first_price) == ("标快", "苏州", "西藏", 30)
    with pytest.raises(Refused, match="From where"):
        take_fares([{**row, "tariff": draft(name="B", fares=[]), "to_zone": "西藏"}], by=cast.finance)


def test_approval_rates_what_was_booked_before_it(cast):
    sent = waybill(handled_by=cast.customer_service)
    record = draft()
    actions.submit_tariff(record, by=cast.customer_service)

    actions.approve_tariff(record, by=cast.finance)

    sent.refresh_from_db()
    assert (sent.tariff, sent.estimated_cost) == (record, 10)


def test_who_may_not_see_prices_is_kept_out(client, cast):
    client.force_login(cast.engineer)

    assert client.get(reverse("tariff-try")).status_code == 403
    assert client.get(rows_of(draft(), "fares")).status_code == 403


def checked(browser, record, *rows, head="目的地,首重,首重价,续重,续重价,时效"):
    """The page of a sheet of fares after its columns were taken as proposed, and its address."""
    file = SimpleUploadedFile("fares.csv", "\n".join([head, *rows]).encode())
    sent = {"tariff": str(record.public_id), "file": file}
    address = browser.post(reverse("tariff-fares-import"), sent).url
    lines = browser.get(address).context["page"].form.lines
    sent = {line.input: line.chosen for line in lines} | {line.constant_input: line.constant for line in lines}
    assert browser.post(f"{address}check/", sent).status_code == 302
    return browser.get(address).context["page"], address


def test_a_carriers_sheet_with_its_own_headings_is_taken(service, settings, tmp_path):
    settings.STORAGES["default"]["OPTIONS"]["location"] = tmp_path
    settings.STORAGES = {**settings.STORAGES}
    record = draft()

    page, address = checked(service, record, "西藏,1,30,1,15,6", "其他,1,13,1,3,3")
    service.post(f"{address}take/")

    assert page.outcome["faults"] == []
    found = {
        row.to_zone: (row.service, row.from_zone, row.first_price, row.step_price, row.days)
        for row in record.fares.all()
    }
    assert found["西藏"] == ("标快", "苏州", 30, 15, 6)
    assert (found["其他"][2], len(found)) == (13, 4)


def test_a_sheet_with_a_bad_row_is_not_taken(service, settings, tmp_path):
    settings.STORAGES["default"]["OPTIONS"]["location"] = tmp_path
    settings.STORAGES = {**settings.STORAGES}
    record = draft()

    page, address = checked(service, record, "西藏,1,30,1,15,6", "青海,1,-5,1,much,6")
    service.post(f"{address}take/")

    assert len(page.outcome["faults"]) == 2
    assert record.fares.count() == 3
