"""What is said and set down when the demo company prices, reviews and contracts. All invented."""

from typing import Any

from daying.people import departments

PMC = (departments.PMC, "交期与产能", "物料是否齐套？\n产能是否满足交期？")
SHORT_PMC = (departments.PMC, "交期与产能", "")
FINANCE = (departments.FINANCE, "付款条件与信用", "")
STRICT_FINANCE = (departments.FINANCE, "付款条件与信用", "信用额度是否足够？\n付款条件是否符合公司规定？")
ENGINEERING = (departments.ENGINEERING, "规格与工艺", "图纸是否齐全、为最新版本？\n工装模具是否具备？")
QUALITY = (departments.QUALITY, "检验标准与质量能力", "检验标准是否明确？")
# What a rule is for, which orders it holds for and how, and step by step the departments that it asks.
RULES: list[tuple[str, dict[str, Any], list[list[tuple[str, str, str]]]]] = [
    ("样品订单评审", {"kind": "sample", "is_deposit_wanted": False}, [[ENGINEERING, SHORT_PMC]]),
    (
        "特殊订单评审",
        {"kind": "special", "mode": "steps", "workdays": 5, "lowest_margin": "0.1000"},
        [[ENGINEERING, QUALITY], [PMC], [STRICT_FINANCE]],
    ),
    (
        "大额订单评审",
        {"amount_from": 800_000, "workdays": 3, "lowest_margin": "0.0500"},
        [[ENGINEERING, QUALITY, PMC, STRICT_FINANCE]],
    ),
    ("重复订单简式评审", {"kind": "repeat", "is_short": True, "lowest_margin": "0.0500"}, [[SHORT_PMC]]),
    ("一般订单评审", {"is_deposit_wanted": False}, [[FINANCE, SHORT_PMC]]),
]

STANDARD, EXPORT, DEALERS = "标准价格表", "美元出口价格表", "经销商价格表"
RATES = ["7.1800", "7.2300", "7.2600", "7.1700", "7.1200", "7.1500", "7.0900", "7.1100"]
AGREED_IN = "年度价格协议"
RAISED = ("铜价、人工成本上涨", "上海有色网一号铜均价三个月上涨 9.6%，两家同行已于上月调价 5%～8%。")
LOWERED = ("客户要求年度降价", "客户提供同行报价单，低于我司 4%。")
AHEAD = ("包装与运输成本上涨", "物流公司自下月起运价上调 6%，纸箱供应商同步调价。")
NO_EVIDENCE = "证据不足：请附同行报价原件，并说明年用量承诺。"

FRAMEWORK = "年度供货框架合同"
WORDING = (
    "甲方（需方）：{customer}\n乙方（供方）：{company}\n\n"
    "一、合同期限：自 {from} 起至 {until} 止。\n"
    "二、合同总金额：人民币 {amount}（大写：{amount_in_capitals}）。\n"
    "三、产品与价格以双方确认的订单为准；列有清单的，以清单为准。\n{lines}\n"
    "四、其他约定：{terms}\n"
    "五、本合同一式两份，双方盖章后生效。"
)
CONTRACT_TERMS = "每月 25 日对账，次月结 30 天；运费由供方承担。"

CHANGES = ["客户追加数量", "客户新增一条产线，需加量", "客户下调库存后补单"]
REVISED = ["客户要求重新核价", "客户调整数量", "客户更改付款条件"]
ALLOWED = ["长期合作客户，已约定本周付款", "客户已提供付款水单", "老板与客户确认，月底前付清逾期"]
DENIED = "逾期未付，收款后再下达"
CUT = "回款变慢，收紧额度"
