"""Filters: what a URL may say, and which rows it means."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import QueryDict

from daying.core.models import JournalEntry
from daying.desk import filters
from daying.desk.filters import AmountFilter, DateFilter, FlagFilter, RecordFilter
from daying.desk.tests.house import deal, firm, labels, seller, signed_in
from daying.desk.tests.sample.models import Deal, Firm

TODAY = date(2026, 11, 23)  # a Monday


def made(kind, model, name, query):
    field = model._meta.get_field(name)
    return kind(name, name, field, AnonymousUser(), TODAY).take(QueryDict(query))


@pytest.mark.parametrize(
    ("preset", "first", "last"),
    [
        ("today", "2026-11-23", "2026-11-23"),
        ("this-week", "2026-11-23", "2026-11-29"),
        ("last-week", "2026-11-16", "2026-11-22"),
        ("this-month", "2026-11-01", "2026-11-30"),
        ("last-month", "2026-10-01", "2026-10-31"),
        ("this-quarter", "2026-10-01", "2026-12-31"),
        ("last-quarter", "2026-07-01", "2026-09-30"),
        ("this-year", "2026-01-01", "2026-12-31"),
        ("last-year", "2025-01-01", "2025-12-31"),
        ("next-7-days", "2026-11-23", "2026-11-29"),
        ("next-30-days", "2026-11-23", "2026-12-22"),
    ],
)
def test_usual_stretches_move_on_with_the_calendar(preset, first, last):
    wanted = made(DateFilter, Deal, "wanted_on", f"wanted_on={preset}")

    assert (wanted.first.isoformat(), wanted.last.isoformat()) == (first, last)


def test_a_moment_is_filtered_by_days_of_the_readers_time_zone(settings):
    settings.TIME_ZONE = "Asia/Shanghai"

    wanted = made(DateFilter, JournalEntry, "at", "at_from=2026-03-01&at_to=2026-03-01")

    shanghai = ZoneInfo("Asia/Shanghai")
    assert wanted.q() == Q(at__gte=datetime(2026, 3, 1, tzinfo=shanghai)) & Q(
        at__lt=datetime(2026, 3, 2, tzinfo=shanghai)
    )


@pytest.mark.parametrize("written", ["x", "1e400", "NaN", "-Infinity", "1.005", "9" * 40])
def test_what_is_no_amount_is_left_out_and_told(written):
    wanted = made(AmountFilter, Deal, "total", f"total_from={written}")

    assert not wanted.is_active
    assert len(wanted.faults) == 1


def test_amounts_may_be_written_with_separators():
    wanted = made(AmountFilter, Deal, "total", "total_from=1,234.50")

    assert str(wanted.first) == "1234.50"


@pytest.mark.parametrize(("answer", "is_active"), [("yes", True), ("no", True), ("maybe", False), ("", False)])
def test_a_flag_is_yes_or_no(answer, is_active):
    assert made(FlagFilter, Deal, "is_urgent", f"is_urgent={answer}").is_active is is_active


@pytest.mark.django_db
def test_me_and_none_stand_for_records():
    lin, zhao = seller(), seller("zhao", "sample.see_all")
    mine = firm("A", lin)
    firm("B", zhao)
    owner = RecordFilter("owner", "Owner", Firm._meta.get_field("owner"), lin, TODAY).take(QueryDict("owner=me"))
    parent = RecordFilter("parent", "Part of", Firm._meta.get_field("parent"), lin, TODAY)

    assert list(Firm.objects.filter(owner.q())) == [mine]
    assert Firm.objects.filter(parent.take(QueryDict("parent=none")).q()).count() == 2


@pytest.mark.django_db
def test_only_declared_names_filter():
    lin = seller()
    huatai = firm("A", lin)
    deal(huatai, "DE-1")

    page = signed_in(lin).get("/sample-deals/?number=DE-2&firm__name=B&pk=0")

    assert labels(page) == ["DE-1"]


@pytest.mark.django_db
def test_a_filter_that_is_not_used_is_fetched_when_it_is_opened():
    client = signed_in(seller())

    assert 'value="this-month"' not in client.get("/sample-deals/").content.decode()
    assert 'value="this-month"' in client.get("/sample-deals/filter/wanted_on/").content.decode()
    assert client.get("/sample-deals/filter/margin/").status_code == 404


def test_what_is_typed_is_brought_into_shape():
    assert filters.clean(" a\0b ") == "ab"
    assert len(filters.clean("x" * 1000)) == filters.LONGEST
