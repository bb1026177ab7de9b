"""What a carrier's bill may say, and under which headings carriers are known to say it."""

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from daying.carriers.models import Waybill
from daying.desk.imports.columns import Column, Target

SLUG = "carrier-bills"
NUMBER = "number"
MONEY = ("freight", "insurance", "packing", "cod_fee", "surcharge", "discount", "amount")
LABELS = {
    NUMBER: _("waybill number"),
    "billed_on": _("date in the bill"),
    "from_place": _("from"),
    "to_place": _("to"),
    "receiver": _("receiver"),
    "service": _("service product"),
    "pieces": _("pieces"),
    "weight": _("charged weight, kg"),
    "fee_kind": _("kind of fee"),
    "freight": _("freight"),
    "insurance": _("insurance"),
    "packing": _("packing"),
    "cod_fee": _("COD fee"),
    "surcharge": _("surcharges"),
    "discount": _("discount"),
    "amount": _("payable"),
    "payer": _("paid by"),
    "account": _("monthly account"),
    "cost_centre": _("department in the bill"),
    "remarks": _("remarks"),
}
# Seen on the bills of China's couriers and on those of their English editions (conventions, section 5).
ALIASES: Mapping[str, str] = {
    NUMBER: "运单号 运单号码 运单编号 快递单号 快递单 单号 物流单号 母单号 "
    "邮件号 waybill waybillno waybillnumber awb awbno tracking trackingno trackingnumber",
    "billed_on": "日期 扫描时间 揽收时间 寄件日期 寄件时间 收件日期 发货日期 业务日期 发运日期 "
    "date shipdate shippingdate pickupdate",
    "from_place": "始发地 寄件地区 寄件省市 寄件城市 出发地 原寄地 发货地 始发城市 from origin sender",
    "to_place": "目的地 收件地区 收件省市 收件城市 到件地区 目的城市 到达地 到件城市 to destination",
    "receiver": "对方公司 对方公司名称 收件公司 收件人 联系人 对方联系人 收件方 consignee recipient receiver",
    "service": "产品类型 服务 产品 业务类型 快件产品 时效产品 服务类型 产品名称 service product",
    "pieces": "件数 包裹数 pieces pcs packages",
    "weight": "计费重量 计费重 结算重量 重量 计费重量kg 重量kg weight weightkg chargedweight chargeableweight",
    "fee_kind": "费用类型 费用名称 费用项目 收费项目 feetype chargetype",
    "freight": "费用 费用元 运费 基本运费 快递费 运费元 freight freightcharge charge",
    "insurance": "保价费 保费 保价 保险费 insurancefee",
    "packing": "包装费 包装 耗材费 包装服务费 packingfee",
    "cod_fee": "代收货款手续费 代收手续费 代收服务费 codfee",
    "surcharge": "增值费用 增值服务费 附加费 其他费用 其它费用 增值费 surcharge extras otherfees",
    "discount": "折扣 折扣金额 优惠 优惠金额 discount",
    "amount": "应付金额 应付 应收金额 结算金额 总费用 费用合计 合计金额 总金额 金额 amount total payable",
    "payer": "付款方式 结算方式 支付方式 付费方式 payment paymentterms",
    "account": "月结账号 月结卡号 客户编码 结算账号 客户卡号 account accountnumber",
    "cost_centre": "部门 成本中心 寄件部门 部门成本中心 department costcentre costcenter",
    "remarks": "备注 说明 remarks note",
}


def column(name: str) -> Column:
    """One of them, as a sheet's heading is compared with it."""
    return Column(name, LABELS[name], forms.CharField(required=name == NUMBER), ALIASES[name].split())


def columns() -> Mapping[str, Column]:
    """All of them, in the order in which they are shown."""
    return {name: column(name) for name in LABELS}


def target() -> Target:
    """What a mapping of columns is made for."""
    return Target(SLUG, Waybill._meta.verbose_name_plural, "carriers.add_carrierbill", columns(), _taken_elsewhere)


def expected() -> Sequence[str]:
    """All headings that mean something here, by which the right row and sheet of a file are recognised."""
    return target().headings


def _taken_elsewhere(**told: object) -> list[Waybill]:
    raise TypeError("a bill is taken by daying.carriers.bills.actions")
