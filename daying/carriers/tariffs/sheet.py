"""The sheet of fares that a carrier sends: any headings, into a draft."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from daying.carriers import actions
from daying.carriers.models import Tariff, TariffFare, TariffState
from daying.carriers.queries import tariffs_seen_by, usual_fare
from daying.carriers.tariffs.views import CHANGE, FARE
from daying.core.errors import Refused
from daying.core.models import Record
from daying.desk import fields
from daying.desk.imports.columns import importer
from daying.desk.widgets import dressed

SLUG = "tariff-fares"
ALIASES: Mapping[str, Sequence[str]] = {
    "service": ["产品", "服务", "产品类型", "业务类型", "时效产品", "product", "service"],
    "from_zone": ["始发地", "始发省", "寄件地", "发件地", "出发地", "起点", "origin", "from"],
    "to_zone": ["目的地", "目的省", "到达地", "收件地", "目的区域", "省份", "地区", "区域", "destination", "to"],
    "weight_from": ["重量起", "重量下限", "起始重量"],
    "weight_to": ["重量止", "重量上限", "截止重量"],
    "first_weight": ["首重", "首重重量", "首重kg", "首重公斤"],
    "first_price": ["首重价", "首重价格", "首重费用", "首重单价", "首重元"],
    "step": ["续重", "续重重量", "续重单位", "计重单位"],
    "step_price": ["续重价", "续重价格", "续重费用", "续重单价", "每公斤", "单价", "元/kg", "元/公斤"],
    "minimum_price": ["最低收费", "最低价", "起步价", "最低一票"],
    "divisor": ["抛比", "体积系数", "轻抛系数", "泡重比"],
    "days": ["时效", "承诺天数", "天数", "时效天"],
}


def columns(user: Any) -> dict[str, forms.Field]:
    """The tariff, asked with the file, and what a fare says. A sheet of one product may leave the product out."""
    drafts = tariffs_seen_by(user).filter(state=TariffState.DRAFT)
    tariff = dressed(forms.ModelChoiceField(drafts, label=_("Tariff")))
    own = fields.of_model(TariffFare, FARE, user)
    for name, field in own.items():
        field.validators += TariffFare._meta.get_field(name).validators  # type: ignore[union-attr]
        field.required = name == "to_zone"
    return {"tariff": tariff, **own}


@importer(
    SLUG, _("Sheet of fares"), columns=columns, right=CHANGE, serves=["M5.8", "M6.5"], aliases=ALIASES, per="tariff"
)
def take_fares(rows: Sequence[Mapping[str, Any]], *, by: Any) -> list[Record]:
    """Add the fares to their drafts. Product and beginning are the tariff's only ones where a row names none."""
    by_tariff: dict[Tariff, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        by_tariff[row["tariff"]].append(row)
    for tariff, some in by_tariff.items():
        usual = usual_fare(tariff)
        actions.add_fares(tariff, [_whole({**usual, **dict(_said(row))}) for row in some], by=by)
    return [row["tariff"] for row in rows]


def _whole(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """With product and beginning, which the tariff could tell only where it has one of them."""
    if "service" not in row:
        raise Refused(
            gettext("Which service product? The sheet names none, and the tariff has none or several."), field="service"
        )
    if "from_zone" not in row:
        raise Refused(
            gettext("From where? The sheet does not say it, and the tariff has no fares yet."), field="from_zone"
        )
    return row


def _said(row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name in FARE:
        if row.get(name) not in (None, ""):
            yield name, row[name]


def sheet_of(tariff: models.Model) -> str:
    """The page of the sheet, with the tariff chosen."""
    query = urlencode({"tariff": str(tariff.public_id)})  # type: ignore[attr-defined]
    return f"{reverse(f'{SLUG}-import')}?{query}"
