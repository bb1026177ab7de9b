"""Figures: ratios, the registry, who may open which."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from daying.core import reports
from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.core.reports import NO_DATA, Column, Ratio, report


class Nobody:
    pk = None

    def has_perm(self, perm, obj=None):
        return False


@pytest.fixture
def declared(monkeypatch):
    monkeypatch.setattr(reports, "REPORTS", {})
    monkeypatch.setattr(reports, "_discover", lambda: None)  # what it finds would be forgotten after the test

    @report("lines-late", title="Late lines", unit="lines", right="orders.view_salesorder", columns=[Column("n", "N")])
    def lines_late(period, scope):
        return [{"n": period + scope}]

    return lines_late


def test_a_ratio_of_nothing_is_no_data_and_not_zero():
    assert NO_DATA.rate is None
    assert Ratio(Decimal(0), Decimal(4)).rate == 0


def test_ratios_add_up_side_by_side():
    whole = Ratio(Decimal(1), Decimal(2)) + Ratio(Decimal(3), Decimal(3))

    assert whole == Ratio(Decimal(4), Decimal(5))
    assert whole.rate == Decimal("0.8")


def test_a_ratio_of_counts_stays_exact():
    assert Ratio(1, 8).rate == Decimal("0.125")


def test_a_declared_report_is_found_by_name_and_the_function_stays_plain(declared):
    found = reports.get_report("lines-late", by=SYSTEM)

    assert found(1, 2) == declared(1, 2) == [{"n": 3}]
    assert not found.is_ratio


def test_a_report_asks_for_its_right(declared):
    assert reports.reports_for(Nobody()) == []
    with pytest.raises(PermissionDenied):
        reports.get_report("lines-late", by=Nobody())


def test_an_unknown_report_is_refused_with_its_name(declared):
    with pytest.raises(Refused, match="no-such"):
        reports.get_report("no-such", by=SYSTEM)


def test_the_same_name_twice_is_a_programming_error(declared):
    with pytest.raises(TypeError, match="declared twice"):
        report("lines-late", title="", unit="", right="")(declared)
