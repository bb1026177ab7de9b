"""English words that are two in Chinese: a customer is not closed like a window, a post is no message."""

import pytest
from django.apps import apps
from django.utils import translation

from daying.core.workflow import VERBS
from daying.desk.resource import resource_for
from daying.orders.models import SalesOrder
from daying.people.models import Post


@pytest.fixture(autouse=True)
def chinese():
    with translation.override("zh-hans"):
        yield


@pytest.mark.parametrize(
    ("verb", "label"),
    [("customers.close", "停止往来"), ("orders.close", "关闭"), ("receivables.post", "入账")],
)
def test_steps_are_named_after_what_they_do(verb, label):
    assert str(VERBS[verb].label) == label


def test_the_first_part_of_an_orders_form_is_about_the_order():
    assert str(resource_for(SalesOrder).headings["customer"]) == "订单信息"


def test_a_post_is_a_position():
    assert (str(Post._meta.verbose_name), str(Post._meta.verbose_name_plural)) == ("岗位", "岗位")


def test_a_matter_has_a_heading_and_a_person_a_position():
    titles = {
        model._meta.label: str(field.verbose_name)
        for model in apps.get_models()
        if model.__module__.startswith("daying.") and ".tests." not in model.__module__
        for field in model._meta.concrete_fields
        if field.name == "title"
    }

    assert {label for label, word in titles.items() if word == "职务"} == {"customers.Contact", "market.Lead"}
