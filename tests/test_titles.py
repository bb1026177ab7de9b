"""A matter has a heading in Chinese, a person a position: in English both are a title."""

import pytest
from django.apps import apps
from django.utils.translation import override


@pytest.mark.parametrize(
    ("model", "word"),
    [
        ("work.Task", "标题"),
        ("work.Countersignature", "标题"),
        ("market.MarketNote", "标题"),
        ("market.Research", "标题"),
        ("quotes.Opportunity", "标题"),
        ("customers.Contact", "职务"),
    ],
)
def test_what_a_title_is_called(model, word):
    with override("zh-hans"):
        assert str(apps.get_model(model)._meta.get_field("title").verbose_name) == word
