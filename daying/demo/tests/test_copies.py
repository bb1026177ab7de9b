"""Copies of the played business: as many as asked for, and the books as right as those of the story."""

from datetime import date

import pytest
from django.db.models import Q

from daying import demo
from daying.core import journal, seals, search
from daying.core.models import JournalEntry, JournalSeal
from daying.core.numbering import next_number
from daying.core.verify import verify
from daying.customers import credit_code
from daying.customers.models import Customer
from daying.demo import copies
from daying.orders.models import SalesOrder
from daying.products.models import Product
from daying.shipping.models import State as ShipmentState
from daying.work.models import Countersignature, Opinion, Task

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 30)


@pytest.fixture
def played():
    demo.play(seed=1, today=TODAY, orders=25, report=lambda _sentence: None)


def counts():
    """How many rows each copied model has; of what tells of records what tells of theirs."""
    models = copies.belonging_to(Customer)
    found = {model: model._default_manager.count() for model in models}
    labels = [model._meta.label_lower for model in models]
    asked, tasks = (model.objects.filter(subject_type__in=labels) for model in (Countersignature, Task))
    opinions = Opinion.objects.filter(countersignature__in=asked)
    ours = Q(subject_type__in={*labels} - {"work.opinion", "work.countersignature", "work.task"})
    for rows in (asked, opinions, tasks):
        ours |= Q(subject_type=rows.model._meta.label_lower, subject_id__in=rows.values("pk"))
    told = {model: model.objects.filter(ours).count() for model in (JournalEntry, Task)}
    return found | told | {Opinion: opinions.count(), Countersignature: asked.count()}


def test_three_times_as_much_of_everything_customers_have(played):
    once = counts()

    copies.multiply(3)
    seals.seal()

    assert counts() == {model: 3 * count for model, count in once.items()}
    assert Product.objects.count() == demo.PRODUCTS
    assert JournalSeal.objects.count() == JournalEntry.objects.count()
    assert verify() == []


def test_what_was_said_about_what_is_not_copied_is_said_once(played):
    about_stock = Opinion.objects.filter(countersignature__subject_type="stock.safetystockproposal").count()

    copies.multiply(2)

    told = Opinion.objects.filter(countersignature__subject_type="stock.safetystockproposal")
    assert told.count() == about_stock == 2


def test_the_next_number_follows_those_of_the_copies(played):
    last = next_number("SO", TODAY)

    copies.multiply(2)

    assert next_number("SO", TODAY) == f"SO-2026-{2 * int(last[-6:]) + 1:06d}"


def test_what_tells_of_an_order_tells_of_its_copy(played):
    first = SalesOrder.objects.filter(shipments__state=ShipmentState.DELIVERED).order_by("pk")[0]
    last = SalesOrder.objects.latest("pk").pk

    copies.multiply(2)

    copy = SalesOrder.objects.get(pk=first.pk + last)
    opened = journal.history(copy).last()
    assert [entry.verb for entry in journal.history(copy)] == [entry.verb for entry in journal.history(first)]
    assert opened.changes["customer_id"] == [None, copy.customer_id]
    assert [line["id"] for line in opened.changes["lines"][1]] == [line.pk for line in copy.lines.all()]
    assert Countersignature.objects.get(subject_id=copy.pk).subject_label == copy.number


def test_copied_customers_have_names_and_codes_of_their_own(played):
    copies.multiply(4)

    codes = list(Customer.objects.values_list("credit_code", flat=True))
    assert len(set(codes)) == len(codes)
    assert all(map(credit_code.is_valid, codes))
    assert Customer.objects.values("name_key").distinct().count() == len(codes)
    copy = Customer.objects.latest("pk")
    assert list(Customer.objects.filter(pk__in=search.matching(Customer, copy.code))) == [copy]
