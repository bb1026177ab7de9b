"""A new company: the organisation, posts and rights of the mission; and the people of the demo company (M0.1, M0.2)."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.contrib.auth.hashers import make_password
from django.db import transaction

from daying.core import journal
from daying.core.actor import SYSTEM
from daying.core.rights import all_rights
from daying.people import actions, departments, posts
from daying.people.first_rows import write_first_rows
from daying.people.models import Company, Department, Employee, Establishment, KnownRight, Post, PostRight

DEMO_PASSWORD = "daying-demo-2026"  # noqa: S105 - printed for everybody who looks at the demo company


@transaction.atomic
def set_up_company(
    *, on: date, name: str = "大营精密制造有限公司", english_name: str = "Daying Precision Manufacturing Co., Ltd."
) -> Company:
    """The company, its departments, posts, establishment and rights as the mission has them.

    What is there already stays as it is, so this may be called again, also after an upgrade has brought new posts.
    """
    with journal.acting("people.set_up_company", on):
        if not Company.objects.exists():
            actions.found_company(by=SYSTEM, name=name, english_name=english_name)
        _departments(on)
        grant_new_rights()
        new_posts = _posts()
        _establishment()
        grant_defaults(new_posts)
        write_first_rows()
    return Company.objects.get()


def grant_defaults(to: Sequence[Post] | None = None) -> None:
    """Give posts the rights that the packages declare for them. to: all posts when None; what they hold stays."""
    granted = list(Post.objects.all()) if to is None else list(to)
    declared = all_rights().values()
    held = set(PostRight.objects.values_list("post__key", "code"))
    for post in granted:
        codes = {right.code for right in declared if post.key in right.posts}
        codes |= {code for key, code in held if key == post.key}
        actions.set_rights(post, codes=codes, by=SYSTEM)


@transaction.atomic
def grant_new_rights() -> None:
    """Give rights that came with an upgrade to the posts they are declared for. One query when there are none."""
    new = all_rights().keys() - set(KnownRight.objects.values_list("code", flat=True))
    if not new:
        return
    for post in Post.objects.all():
        held = set(post.rights.values_list("code", flat=True))
        meant = {code for code in new if post.key in all_rights()[code].posts}
        actions.set_rights(post, codes=held | meant, by=SYSTEM)
    KnownRight.objects.bulk_create([KnownRight(code=code) for code in sorted(new)])


def _departments(on: date) -> None:
    known = {department.code: department for department in Department.objects.all()}
    for planned in departments.DEPARTMENTS:
        if planned.code not in known:
            known[planned.code] = actions.found_department(
                by=SYSTEM,
                on=on,
                code=planned.code,
                name=planned.name,
                english_name=planned.english_name,
                parent=known[planned.parent] if planned.parent else None,
                is_centre=planned.code == departments.MARKETING_CENTRE,
            )


def _posts() -> list[Post]:
    """Write the missing posts; returns those."""
    known = {post.key: post for post in Post.objects.all()}
    missing = [planned for planned in posts.POSTS if planned.key not in known]
    for planned in missing:
        known[planned.key] = actions.create_post(
            by=SYSTEM,
            key=planned.key,
            name=planned.name,
            english_name=planned.english_name,
            superior=known[planned.superior] if planned.superior else None,
            scope=planned.scope,
        )
    return [known[planned.key] for planned in missing]


def _establishment() -> None:
    if Establishment.objects.exists():
        return
    places = {department.code: department for department in Department.objects.all()}
    known = {post.key: post for post in Post.objects.all()}
    for post, code, count in departments.ESTABLISHMENT:
        actions.plan_places(by=SYSTEM, post=known[post], department=places[code], places=count)


class DemoPerson(NamedTuple):
    """Somebody of the demo company. post: None awaits assignment 待岗."""

    username: str
    name: str
    english_name: str
    department: str
    post: str | None


DEMO_STAFF = [
    DemoPerson("chairman", "顾长河", "Gu Changhe", departments.CHAIRMAN, posts.CHAIRMAN),
    DemoPerson("gm", "沈立群", "Shen Liqun", departments.GENERAL_MANAGER, posts.GM),
    DemoPerson("director", "周建国", "Zhou Jianguo", departments.MARKETING_CENTRE, posts.DIRECTOR),
    DemoPerson("manager1", "李明辉", "Li Minghui", departments.SALES_1, posts.SALES_MANAGER),
    DemoPerson("engineer1", "王海涛", "Wang Haitao", departments.SALES_1, posts.SALES_ENGINEER),
    DemoPerson("engineer1b", "赵雅琴", "Zhao Yaqin", departments.SALES_1, posts.SALES_ENGINEER),
    DemoPerson("engineer1c", "何志强", "He Zhiqiang", departments.SALES_1, posts.SALES_ENGINEER),
    DemoPerson("engineer2", "陈思远", "Chen Siyuan", departments.SALES_2, posts.SALES_ENGINEER),
    DemoPerson("engineer2b", "林晓燕", "Lin Xiaoyan", departments.SALES_2, posts.SALES_ENGINEER),
    DemoPerson("manager-tj", "刘振东", "Liu Zhendong", departments.TIANJIN_SALES, posts.SALES_MANAGER),
    DemoPerson("engineer-tj", "张国栋", "Zhang Guodong", departments.TIANJIN_SALES, posts.SALES_ENGINEER),
    DemoPerson("engineer-tj2", "孙丽娜", "Sun Lina", departments.TIANJIN_SALES, posts.SALES_ENGINEER),
    DemoPerson("engineer-tj3", "马俊杰", "Ma Junjie", departments.TIANJIN_SALES, posts.SALES_ENGINEER),
    DemoPerson("cs-manager", "吴秀英", "Wu Xiuying", departments.CUSTOMER_SERVICE, posts.CS_MANAGER),
    DemoPerson("service1", "郑婷婷", "Zheng Tingting", departments.CUSTOMER_SERVICE, posts.CUSTOMER_SERVICE),
    DemoPerson("service2", "黄文静", "Huang Wenjing", departments.CUSTOMER_SERVICE, posts.CUSTOMER_SERVICE),
    DemoPerson("service3", "徐佳怡", "Xu Jiayi", departments.CUSTOMER_SERVICE, posts.CUSTOMER_SERVICE),
    DemoPerson("service4", "曹雨晴", "Cao Yuqing", departments.CUSTOMER_SERVICE, None),
    DemoPerson("service-tj", "韩雪", "Han Xue", departments.TIANJIN_SALES, posts.CUSTOMER_SERVICE),
    DemoPerson("finance", "钱慧敏", "Qian Huimin", departments.FINANCE, posts.FINANCE),
    DemoPerson("pmc", "冯国庆", "Feng Guoqing", departments.PMC, posts.PMC),
    DemoPerson("quality", "邓红梅", "Deng Hongmei", departments.QUALITY, posts.QUALITY),
    DemoPerson("engineering", "蒋卫东", "Jiang Weidong", departments.ENGINEERING, posts.ENGINEERING),
    DemoPerson("rnd", "唐博文", "Tang Bowen", departments.RND, posts.RND),
    DemoPerson("warehouse", "宋大勇", "Song Dayong", departments.WAREHOUSE, posts.WAREHOUSE),
    DemoPerson("purchasing", "袁桂芳", "Yuan Guifang", departments.PURCHASING, posts.PURCHASING),
    DemoPerson("production", "许铁军", "Xu Tiejun", departments.PRODUCTION, posts.PRODUCTION),
    DemoPerson("hr", "魏春兰", "Wei Chunlan", departments.HR, posts.HR),
    DemoPerson("auditor", "严守正", "Yan Shouzheng", departments.MANAGEMENT_REPRESENTATIVE, posts.AUDITOR),
    DemoPerson("admin", "管理员", "Administrator", departments.GM_OFFICE, posts.SYSTEM_ADMIN),
]


@transaction.atomic
def hire_demo_staff(*, on: date, password: str = DEMO_PASSWORD) -> dict[str, Employee]:
    """One sign-in for each role, and as many people as the establishment has places. Returned by user name."""
    places: dict[str, Any] = {department.code: department for department in Department.objects.all()}
    known = {post.key: post for post in Post.objects.all()}
    hired = {}
    with journal.acting("people.hire_demo_staff", on):
        for person in DEMO_STAFF:
            employee = actions.hire(
                by=SYSTEM,
                username=person.username,
                name=person.name,
                english_name=person.english_name,
                department=places[person.department],
            )
            if person.post:
                actions.appoint(employee, post=known[person.post], by=SYSTEM, on=on)
            hired[person.username] = employee
    # One hash for all: making thirty would take the demo seven seconds.
    Employee.objects.filter(username__in=hired).update(password=make_password(password))
    return hired
