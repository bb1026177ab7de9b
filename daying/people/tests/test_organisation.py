"""The organisation of the mission, filled posts against establishment, and who stands above whom (M0.1, M0.2)."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from daying.core.errors import Refused
from daying.core.rights import all_rights
from daying.people import actions, departments, posts, queries, setup
from daying.people.models import Company, Department, Post, PostRight

pytestmark = pytest.mark.django_db
MAY = date(2026, 5, 1)


def test_setting_up_twice_changes_nothing(cast):
    counts = [model.objects.count() for model in (Department, Post, PostRight)]

    setup.set_up_company(on=MAY)

    assert [model.objects.count() for model in (Department, Post, PostRight)] == counts


def test_an_upgrade_gives_new_posts_and_leaves_changed_rights_alone(cast):
    warehouse = Post.objects.get(key=posts.WAREHOUSE)
    actions.set_rights(warehouse, codes=[], by=cast.gm)
    Post.objects.filter(key=posts.AUDITOR).update(key="former-auditor")

    setup.set_up_company(on=MAY)

    assert Post.objects.get(key=posts.AUDITOR).rights.exists()
    assert not warehouse.rights.exists()


def test_every_declared_right_names_known_posts():
    named = {post for right in all_rights().values() for post in right.posts}

    assert named <= posts.EVERYONE


def test_there_is_one_company(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        Company.objects.create(pk=2, name="另一家")


def test_the_establishment_is_filled_but_for_the_one_awaiting_assignment(cast):
    strength = {(s.establishment.post.key, s.establishment.department.code): s for s in queries.establishment(MAY)}

    assert strength[posts.SALES_ENGINEER, departments.SALES_HQ].filled == 5
    assert strength[posts.SALES_ENGINEER, departments.TIANJIN_SALES].difference == 0
    assert strength[posts.CUSTOMER_SERVICE, departments.CUSTOMER_SERVICE].difference == -1
    assert strength[posts.CUSTOMER_SERVICE, departments.TIANJIN_SALES].difference is None


def test_scopes_follow_the_department_tree(cast):
    codes = dict(Department.objects.values_list("pk", "code"))
    seen = {name: {codes[pk] for pk in getattr(cast, name).reach.departments} for name in vars(cast)}

    assert seen["engineer"] == set()
    assert seen["manager"] == {departments.SALES_1}
    assert seen["tianjin_manager"] == {departments.TIANJIN_SALES}
    assert seen["director"] == seen["customer_service"] == seen["service_manager"]
    assert seen["director"] == {"MC", "HQ", "S1", "S2", "TJ", "CS"}
    assert cast.finance.reach.is_company


def test_superiors_are_found_up_the_tree(cast):
    assert queries.manager_of(cast.engineer) == cast.manager
    assert queries.manager_of(cast.other_engineer) == cast.director  # Sales 2 has no manager of its own
    assert queries.manager_of(cast.tianjin_engineer) == cast.tianjin_manager
    assert queries.manager_of(cast.director) == cast.gm
    assert queries.manager_of(cast.chairman) is None
    assert queries.manager_of(cast.awaiting_assignment) is None


def test_a_moved_department_keeps_its_past(cast):
    sales_2 = queries.department(departments.SALES_2)
    hq, centre = queries.department(departments.SALES_HQ), queries.department(departments.MARKETING_CENTRE)

    actions.move_department(sales_2, parent=centre, by=cast.gm, on=MAY)

    assert queries.organisation_on(date(2026, 4, 30))[sales_2.pk] == hq.pk
    assert queries.organisation_on(MAY)[sales_2.pk] == centre.pk
    assert queries.department(departments.SALES_2).parent == centre


def test_a_department_is_not_put_under_its_own_part(cast):
    with pytest.raises(Refused):
        actions.move_department(
            queries.department(departments.SALES_HQ),
            parent=queries.department(departments.SALES_1),
            by=cast.gm,
            on=MAY,
        )


def test_names_are_shown_in_the_language_of_the_reader(cast):
    with translation.override("en"):
        assert str(cast.director) == "Zhou Jianguo"
    with translation.override("zh-hant"):
        assert str(cast.director) == "周建国"
