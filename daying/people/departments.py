"""The departments of the mission (M0.1): codes, names, the tree; and the Marketing Centre's establishment (M0.2)."""

from typing import NamedTuple

from daying.people import posts

COMPANY = "CO"
CHAIRMAN = "CH"
SUPERVISOR = "SV"
GENERAL_MANAGER = "GM"
GM_OFFICE = "GMO"
MANAGEMENT_REPRESENTATIVE = "MR"
MARKETING_CENTRE = "MC"
SALES_HQ = "HQ"
SALES_1 = "S1"
SALES_2 = "S2"
TIANJIN_SALES = "TJ"
CUSTOMER_SERVICE = "CS"
RND = "RD"
ENGINEERING = "ENG"
FINANCE = "FIN"
HR = "HR"
QUALITY = "QA"
PURCHASING = "PUR"
WAREHOUSE = "WH"
PMC = "PMC"
PRODUCTION = "PRD"


class PlannedDepartment(NamedTuple):
    """One department of a newly set-up company."""

    code: str
    name: str
    english_name: str
    parent: str | None


DEPARTMENTS = [
    PlannedDepartment(COMPANY, "公司", "Company", None),
    PlannedDepartment(CHAIRMAN, "董事长", "Chairman", COMPANY),
    PlannedDepartment(SUPERVISOR, "监事", "Supervisor", COMPANY),
    PlannedDepartment(GENERAL_MANAGER, "总经理", "General manager", CHAIRMAN),
    PlannedDepartment(GM_OFFICE, "总经办", "GM office", GENERAL_MANAGER),
    PlannedDepartment(MANAGEMENT_REPRESENTATIVE, "管理者代表", "Management representative", GENERAL_MANAGER),
    PlannedDepartment(MARKETING_CENTRE, "营销中心", "Marketing Centre", GENERAL_MANAGER),
    PlannedDepartment(SALES_HQ, "销售总部", "Sales HQ", MARKETING_CENTRE),
    PlannedDepartment(SALES_1, "销售一部", "Sales 1", SALES_HQ),
    PlannedDepartment(SALES_2, "销售二部", "Sales 2", SALES_HQ),
    PlannedDepartment(TIANJIN_SALES, "天津销售部", "Tianjin Sales", MARKETING_CENTRE),
    PlannedDepartment(CUSTOMER_SERVICE, "客服部", "Customer Service", MARKETING_CENTRE),
    PlannedDepartment(RND, "研发部", "R&D", GENERAL_MANAGER),
    PlannedDepartment(ENGINEERING, "工程部", "Engineering", GENERAL_MANAGER),
    PlannedDepartment(FINANCE, "财务部", "Finance", GENERAL_MANAGER),
    PlannedDepartment(HR, "人力资源部", "Human Resources", GENERAL_MANAGER),
    PlannedDepartment(QUALITY, "品质部", "Quality", GENERAL_MANAGER),
    PlannedDepartment(PURCHASING, "采购部", "Purchasing", GENERAL_MANAGER),
    PlannedDepartment(WAREHOUSE, "仓储部", "Warehouse", GENERAL_MANAGER),
    PlannedDepartment(PMC, "生产计划部", "PMC", GENERAL_MANAGER),
    PlannedDepartment(PRODUCTION, "生产部", "Production", GENERAL_MANAGER),
]

# Post, department (with all below it), places; None is open.
ESTABLISHMENT: list[tuple[str, str, int | None]] = [
    (posts.DIRECTOR, MARKETING_CENTRE, 1),
    (posts.SALES_MANAGER, SALES_HQ, 1),
    (posts.SALES_ENGINEER, SALES_HQ, 5),
    (posts.SALES_MANAGER, TIANJIN_SALES, 1),
    (posts.SALES_ENGINEER, TIANJIN_SALES, 3),
    (posts.CUSTOMER_SERVICE, TIANJIN_SALES, None),
    (posts.CS_MANAGER, CUSTOMER_SERVICE, 1),
    (posts.CUSTOMER_SERVICE, CUSTOMER_SERVICE, 4),
]
