"""What the market of the demo company talks about. All invented; no firm has a name that a customer may have."""

from daying.market.models import CostKind, Credibility, NoteKind, SourceKind
from daying.people import departments

FIRSTS, SECONDS = list("锐卓骏铭睿翔浩朗岳凌劲沃奥腾越卡"), list("迈图科特胜能原动峰川格普维森")

# Days before today on which it begins, name, city, venue, stand, who plans it, visitors met.
SHOWS = [
    (610, "深圳国际连接器与线束展", "深圳", "深圳国际会展中心", "5号馆 B27", "manager1", 12),
    (395, "上海国际工业自动化展", "上海", "国家会展中心", "3H-A12", "manager1", 15),
    (205, "天津装备制造业博览会", "天津", "国家会展中心（天津）", "S2-066", "manager-tj", 12),
    (1, "上海国际传感器与应用展", "上海", "上海新国际博览中心", "E3-218", "manager1", 9),
    (-75, "青岛国际工业装备展", "青岛", "红岛国际会议展览中心", "C1-031", "manager-tj", 0),
]
BUDGET = [
    (CostKind.BOOTH, "36 平方米光地", 68_000),
    (CostKind.BUILDING, "特装搭建", 45_000),
    (CostKind.SAMPLES, "展品与演示台", 15_000),
    (CostKind.TRAVEL, "六人四天", 22_000),
    (CostKind.MATERIAL, "样本和礼品", 8_000),
]
INTERESTS = ["M12 连接器年度用量询价", "耐高温传感器样品", "控制器国产替代", "定制线束", "电源模块长期供货"]
OUTCOME = "意向客户超过预期，机加件和连接器询价最多。"
LESSONS = "早订展位可省两成；展台演示吸引人，样本应少印。"

LISTS = [(250, "天津工业园企业名录", 50), (35, "电气协会会员名单", 30)]
SAID = ["愿意看样本", "请我们报几个常用型号的价", "下月有新项目，到时再谈", "现供应商交期不稳，可以试单", "需要先送样"]
DROPPED = ["只用进口品牌", "已搬到外省", "用量太小", "联系人不愿再谈"]

RIVALS = [
    ("华北精连电气有限公司", "保定", "连接器、线束", "交期短，价格低", "高端型号少"),
    ("欧森科技（苏州）有限公司", "苏州", "传感器、控制器", "品牌响，型号全", "价格高，交期十周"),
    ("东江精工股份有限公司", "东莞", "机加件、密封件", "产能大", "小批量不接"),
    ("长风自动化有限公司", "杭州", "控制器、电源模块", "软件好用", "售后网点少"),
]
# Kind, title, text, source, credibility.
HEARD = [
    (
        NoteKind.PRICE,
        "{rival}{product}降价",
        "客户给看了对方的报价单，含税含运费。",
        SourceKind.CUSTOMER,
        Credibility.SURE,
    ),
    (
        NoteKind.PRICE,
        "{rival}{product}年度协议价",
        "按年用量三档，付款月结60天。",
        SourceKind.CUSTOMER,
        Credibility.LIKELY,
    ),
    (NoteKind.COMPETITOR, "{rival}新建厂房", "明年二季度投产，产能增加一倍。", SourceKind.PRESS, Credibility.LIKELY),
    (
        NoteKind.COMPETITOR,
        "{rival}换了华东代理",
        "原代理的几家客户正在找新货源。",
        SourceKind.SUPPLIER,
        Credibility.HEARSAY,
    ),
    (NoteKind.TREND, "{zone}设备厂转向国产控制器", "展会上六家设备厂问到替代方案。", SourceKind.SHOW, Credibility.SURE),
    (NoteKind.TREND, "铜价上涨，线束成本增加", "预计下季度线束成本上升4%。", SourceKind.PRESS, Credibility.LIKELY),
    (
        NoteKind.POLICY,
        "{zone}设备更新补贴延长一年",
        "省工信厅通知，自动化改造可申报。",
        SourceKind.AUTHORITY,
        Credibility.SURE,
    ),
    (
        NoteKind.DEMAND,
        "{zone}客户要求附材质报告",
        "医疗器械客户今年起每批要报告。",
        SourceKind.CUSTOMER,
        Credibility.SURE,
    ),
    (NoteKind.OTHER, "{zone}同行技术主管离职", "据说去了一家传感器厂。", SourceKind.OWN, Credibility.HEARSAY),
]

# Days before today on which it is planned, by whom, what is asked, how, and what was found out.
RESEARCH = [
    (
        330,
        "engineer1",
        "华东线束市场",
        "华东设备厂向谁买线束，看重什么？",
        "电话访问三十家，走访五家",
        "七成看重交期，价格其次。",
    ),
    (
        70,
        "engineer-tj",
        "京津冀传感器用量",
        "哪些行业用量增长最快？",
        "查统计年鉴，问十家代理",
        "新能源和物流设备增长最快。",
    ),
    (40, "manager1", "控制器国产替代机会", "哪些进口型号可以替代，差价多少？", "拆解比较，访问二十家设备厂", ""),
]

CAMPAIGN_DONE, CAMPAIGN_NEW, CAMPAIGN_NEXT = "传感器老客户回访季", "耐高温传感器新品推广", "线束快速打样服务推广"
SEGMENT = "新品目标客户（A、B级）"
RESULTS = "回访八十家，二十三家增加用量，新增年用量约一百二十万元。"
STEPS = ["印制样本和应用案例", "向目标客户发邮件", "寄送样品", "电话回访"]
FEEDBACK = [
    ("good", "装机三周稳定，准备批量采购。", "", ""),
    ("good", "检测距离比现用的长2毫米。", "", ""),
    ("conditional", "常温下很好，150℃以上误差偏大。", departments.RND, "高温误差的原因和对策？"),
    ("conditional", "希望线长改为5米，并标注线号。", departments.ENGINEERING, "能否按5米线长供货？"),
    ("bad", "两只外壳有裂纹，已退回。", departments.QUALITY, "外壳开裂的原因？请出具报告"),
]
