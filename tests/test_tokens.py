"""What a token of the API opens: what its owner sees, and no more."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from daying.customers.factories import customer
from daying.people import actions

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def test_a_token_calls_the_api_with_its_owners_eyes(cast):
    mine, _theirs = customer(cast.engineer), customer(cast.other_engineer)
    secret = actions.issue_token(
        by=cast.engineer, name="ERP", scope="read", expires_on=TODAY + timedelta(9), on=TODAY
    ).secret

    answer = Client().get("/api/v1/customers", headers={"authorization": f"Bearer {secret}"})

    assert answer.status_code == 200
    assert [row["code"] for row in answer.json()["items"]] == [mine.code]
