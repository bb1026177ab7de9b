"""Prospects, shows, campaigns and the like for tests and samples."""

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from daying.core.actor import SYSTEM
from daying.market import actions
from daying.market.models import Campaign, CostKind, Lead, NoteKind, ProductTrial, Prospect, TradeShow
from daying.people.models import Employee
from daying.products.factories import product

_serial = count(1)
# Of which each sounds different, so that none is taken for another.
PLACES = ["天津", "河北", "山东", "江苏", "浙江", "福建", "广东", "四川", "陕西", "辽宁", "湖南", "云南"]
TRADES = ["齿轮", "水泵", "机床", "风电", "纺织", "包装", "冶金", "轮胎", "电梯", "农机", "造纸", "制药"]


def prospect(owner: Employee, **values: Any) -> Prospect:
    """A company that this person may make a customer of."""
    at = next(_serial)
    name = f"{PLACES[at % 12]}{TRADES[at // 12 % 12]}{at}有限公司"
    usual = {"name": name, "city": "天津", "contact_name": "赵工", "contact_phone": f"138{at:08d}"}
    return actions.enter_prospect(by=owner, **{**usual, **values})


def trade_show(owner: Employee, **values: Any) -> TradeShow:
    """A show of three days in March 2026 with a budget of 80,000."""
    lines = [
        {"kind": CostKind.BOOTH, "description": "标准展位", "planned": Decimal(50_000)},
        {"kind": CostKind.TRAVEL, "planned": Decimal(30_000)},
    ]
    days = {"first_on": date(2026, 3, 3), "last_on": date(2026, 3, 5)}
    usual = {"name": f"上海轴承展{next(_serial)}", "booth": "A-12", "lines": lines, **days}
    return actions.plan_show(by=SYSTEM, owner=owner, **{**usual, **values})


def approved_show(owner: Employee, **values: Any) -> TradeShow:
    """A show that may take leads."""
    show = trade_show(owner, **values)
    actions.submit_show(show, by=SYSTEM, on=date(2026, 1, 5))
    actions.approve_show(show, by=SYSTEM)
    show.refresh_from_db()
    return show


def lead(show: TradeShow, owner: Employee, **values: Any) -> Lead:
    """A visitor whose card this person took."""
    at = next(_serial)
    usual = {"company": f"展会访客{at}公司", "name": "钱工", "phone": f"139{at:08d}", "met_on": show.first_on}
    return actions.capture(by=owner, show=show, **{**usual, **values})


def campaign(owner: Employee, **values: Any) -> Campaign:
    """A campaign of the second quarter of 2026."""
    days = {"begins_on": date(2026, 4, 1), "ends_on": date(2026, 6, 30)}
    usual = {"name": f"静音轴承推广{next(_serial)}", "audience": "电机厂", "budget": Decimal(20_000), **days}
    return actions.plan_campaign(by=SYSTEM, owner=owner, **{**usual, **values})


def trial(owner: Employee, **values: Any) -> ProductTrial:
    """Ten pieces that somebody tries."""
    place = {} if "customer" in values or "prospect" in values else {"prospect": prospect(owner)}
    usual = {"product": values.get("product") or product(), "quantity": Decimal(10), **place}
    return actions.plan_trial(by=owner, **{**usual, **values})


def market_note(owner: Employee, **values: Any) -> Any:
    """Something heard in March 2026."""
    usual = {"kind": NoteKind.TREND, "title": f"风电轴承需求上升{next(_serial)}", "heard_on": date(2026, 3, 10)}
    return actions.note(by=owner, **{**usual, **values})
