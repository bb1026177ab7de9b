"""China's provinces, their cities and the couriers' economic zones, and how a place is read from what people write.

Names are kept short: 江苏 and 苏州, whether somebody wrote 江苏省 or Jiangsu. Source of the zones: conventions, 5.
"""

from functools import lru_cache
from typing import NamedTuple

# Province | its name in English | its prefecture-level cities; of a municipality the city is the province.
_TABLE = """
北京|Beijing|北京
天津|Tianjin|天津
上海|Shanghai|上海
重庆|Chongqing|重庆
河北|Hebei|石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 雄安
山西|Shanxi|太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁
内蒙古|Inner Mongolia|呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 兴安 锡林郭勒 阿拉善
辽宁|Liaoning|沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 葫芦岛
吉林|Jilin|长春 吉林 四平 辽源 通化 白山 松原 白城 延边
黑龙江|Heilongjiang|哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 大兴安岭
江苏|Jiangsu|南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁
浙江|Zhejiang|杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水
安徽|Anhui|合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城
福建|Fujian|福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德
江西|Jiangxi|南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶
山东|Shandong|济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽
河南|Henan|郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 济源
湖北|Hubei|武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施 仙桃 潜江 天门 神农架
湖南|Hunan|长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西
广东|Guangdong|广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮
广西|Guangxi|南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左
海南|Hainan|海口 三亚 三沙 儋州 琼海 文昌 万宁 东方 五指山
四川|Sichuan|成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 阿坝 甘孜 凉山
贵州|Guizhou|贵阳 六盘水 遵义 安顺 毕节 铜仁 黔西南 黔东南 黔南
云南|Yunnan|昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 楚雄 红河 文山 西双版纳 大理 德宏 怒江 迪庆
西藏|Tibet|拉萨 日喀则 昌都 林芝 山南 那曲 阿里
陕西|Shaanxi|西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛
甘肃|Gansu|兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 临夏 甘南
青海|Qinghai|西宁 海东 海北 黄南 海南州 果洛 玉树 海西
宁夏|Ningxia|银川 石嘴山 吴忠 固原 中卫
新疆|Xinjiang|乌鲁木齐 克拉玛依 吐鲁番 哈密 昌吉 博尔塔拉 巴音郭楞 阿克苏 克孜勒苏 喀什 和田 伊犁 塔城 阿勒泰 石河子
香港|Hong Kong|香港
澳门|Macao|澳门
台湾|Taiwan|台北 新北 桃园 台中 台南 高雄 基隆 新竹 嘉义
"""


class Place(NamedTuple):
    """A province and, where it is known, a city of it, by their short names. "" for what is not known."""

    province: str
    city: str


CITIES = {row.split("|")[0]: row.split("|")[2].split() for row in _TABLE.strip().splitlines()}
PROVINCES = list(CITIES)
ENGLISH = {row.split("|")[0]: row.split("|")[1] for row in _TABLE.strip().splitlines()}
BEYOND = ("香港", "澳门", "台湾")
MAINLAND = [name for name in PROVINCES if name not in BEYOND]
# Within one of these a consignment counts as near, although it leaves its province.
REGIONS = {
    "京津冀": ("北京", "天津", "河北"),
    "江浙沪皖": ("江苏", "浙江", "上海", "安徽"),
    "川渝": ("四川", "重庆"),
    "黑吉辽": ("黑龙江", "吉林", "辽宁"),
}
REGION_OF = {province: region for region, members in REGIONS.items() for province in members}
_PROVINCE_ENDS = ("维吾尔自治区", "壮族自治区", "回族自治区", "特别行政区", "自治区", "省", "市")
_CITY_ENDS = ("市", "地区", "盟", "林区", "新区")
_PROVINCE_OF = {city: province for province, cities in CITIES.items() for city in cities}


@lru_cache(maxsize=8192)
def province_named(text: str) -> str:
    """The province somebody means: 江苏省, 江苏 or Jiangsu. "" when there is none of that name."""
    name = text.strip()
    if name in CITIES:
        return name
    for end in _PROVINCE_ENDS:
        if name.endswith(end) and name.removesuffix(end) in CITIES:
            return name.removesuffix(end)
    told = name.casefold()
    return next((known for known, english in ENGLISH.items() if english.casefold() == told), "")


@lru_cache(maxsize=8192)
def city_named(text: str) -> str:
    """A city in its short form. One that is not in our list is kept as it was written, without its 市."""
    name = text.strip()
    if name in _PROVINCE_OF:
        return name
    for end in _CITY_ENDS:
        if name.endswith(end) and len(name) > len(end) + 1:
            return name.removesuffix(end)
    return next((city for city in _PROVINCE_OF if name.startswith(city) and name.endswith("自治州")), name)


@lru_cache(maxsize=8192)
def place_named(province: str, city: str = "") -> Place:
    """A place by what stands in its two fields; a city alone tells its province, and a municipality its city."""
    known, short = province_named(province), city_named(city)
    if not known and not province.strip():
        known = _PROVINCE_OF.get(short, "")
    if not known and province.strip():
        return _one_place(province.strip(), short)
    return Place(known, short or (known if CITIES.get(known) == [known] else ""))


def place_in(address: str) -> Place:
    """The place with which an address begins: 江苏省苏州市工业园区… Place("", "") where it names none we know."""
    text = address.strip()
    province = next((name for name in PROVINCES if text.startswith(name)), "")
    rest = _after_province(text, province)
    among = CITIES[province] if province else list(_PROVINCE_OF)
    city = max((name for name in among if rest.startswith(name)), key=len, default="")
    return place_named(province or _PROVINCE_OF.get(city, ""), city)


def is_place(text: str) -> bool:
    """Whether a word of a zone is a province or a city that we know."""
    return bool(province_named(text)) or city_named(text) in _PROVINCE_OF


def _one_place(text: str, city: str) -> Place:
    """What stands in the field of the province is no province: a city, or both in one word."""
    if not city and city_named(text) in _PROVINCE_OF:
        return place_named("", text)
    found = place_in(text)
    return Place(found.province, city or found.city)


def _after_province(text: str, province: str) -> str:
    rest = text.removeprefix(province)
    return next((rest.removeprefix(end) for end in _PROVINCE_ENDS if rest.startswith(end)), rest) if province else text
