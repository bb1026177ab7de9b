"""Carriers."""

import pytest
from django.db import IntegrityError, transaction

from daying.carriers.models import Carrier
from daying.core import changes
from daying.core.actor import SYSTEM
from daying.core.search import matching
from daying.desk.resource import resource_for

pytestmark = pytest.mark.django_db


def carrier(code, **values):
    return changes.create(Carrier(code=code, name="顺丰速运", **values), by=SYSTEM)


def test_a_code_belongs_to_one_carrier():
    carrier("SF")

    with pytest.raises(IntegrityError), transaction.atomic():
        carrier("SF")


def test_a_carrier_no_longer_used_is_seen_and_not_offered(cast):
    used, old = carrier("SF"), carrier("OLD", is_active=False)
    pages = resource_for(Carrier)

    assert set(pages.scope(cast.engineer)) == {used, old}
    assert list(pages.offered(cast.engineer)) == [used]


def test_a_carrier_is_found_by_pinyin():
    known = carrier("SF")

    assert list(Carrier.objects.filter(pk__in=matching(Carrier, "sfsy"))) == [known]
