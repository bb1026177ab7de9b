"""The posts of the mission (M0.2): keys to grant rights to, names, superiors, and how far each one sees."""

from typing import NamedTuple

CHAIRMAN = "chairman"
GM = "gm"
DIRECTOR = "director"
SALES_MANAGER = "sales-manager"
SALES_ENGINEER = "sales-engineer"
CS_MANAGER = "cs-manager"
CUSTOMER_SERVICE = "customer-service"
FINANCE = "finance"
PMC = "pmc"
QUALITY = "quality"
ENGINEERING = "engineering"
RND = "rnd"
WAREHOUSE = "warehouse"
PURCHASING = "purchasing"
PRODUCTION = "production"
HR = "hr"
AUDITOR = "auditor"
SYSTEM_ADMIN = "system-admin"


class PlannedPost(NamedTuple):
    """One post of a newly set-up company."""

    key: str
    name: str
    english_name: str
    superior: str | None
    scope: str


POSTS = [
    PlannedPost(CHAIRMAN, "董事长", "Chairman", None, "company"),
    PlannedPost(GM, "总经理", "General manager", CHAIRMAN, "company"),
    PlannedPost(DIRECTOR, "营销总监", "Marketing director", GM, "centre"),
    PlannedPost(SALES_MANAGER, "销售经理", "Sales manager", DIRECTOR, "department"),
    PlannedPost(SALES_ENGINEER, "销售工程师", "Sales engineer", SALES_MANAGER, "own"),
    PlannedPost(CS_MANAGER, "客服经理", "Customer service manager", DIRECTOR, "centre"),
    PlannedPost(CUSTOMER_SERVICE, "客服专员", "Customer service", CS_MANAGER, "centre"),
    PlannedPost(FINANCE, "财务专员", "Finance", GM, "company"),
    PlannedPost(PMC, "生产计划专员", "Production planning (PMC)", GM, "company"),
    PlannedPost(QUALITY, "品质工程师", "Quality engineer", GM, "company"),
    PlannedPost(ENGINEERING, "工程师", "Engineer", GM, "company"),
    PlannedPost(RND, "研发工程师", "R&D engineer", GM, "company"),
    PlannedPost(WAREHOUSE, "仓库管理员", "Warehouse keeper", GM, "company"),
    PlannedPost(PURCHASING, "采购专员", "Purchaser", GM, "company"),
    PlannedPost(PRODUCTION, "生产主管", "Production supervisor", GM, "company"),
    PlannedPost(HR, "人事专员", "Human resources", GM, "company"),
    PlannedPost(AUDITOR, "内审员", "Internal auditor", CHAIRMAN, "company"),
    PlannedPost(SYSTEM_ADMIN, "系统管理员", "System administrator", GM, "company"),
]

EVERYONE = frozenset(post.key for post in POSTS)
SALES = frozenset({DIRECTOR, SALES_MANAGER, SALES_ENGINEER})
CENTRE = SALES | {CS_MANAGER, CUSTOMER_SERVICE}
MANAGERS = frozenset({CHAIRMAN, GM, DIRECTOR, SALES_MANAGER, CS_MANAGER})
OTHER_DEPARTMENTS = frozenset({FINANCE, PMC, QUALITY, ENGINEERING, RND, WAREHOUSE, PURCHASING, PRODUCTION, HR})
