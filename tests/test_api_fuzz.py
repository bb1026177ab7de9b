"""The API answers whatever is sent to it: as its description says, and never with a fault of its own."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from daying.core.reports import all_reports
from daying.core.rights import all_rights
from daying.desk.api import access, figures, tokens
from daying.desk.api.site import schema
from daying.desk.resource import by_slug
from daying.people.models import Holding, Post, PostRight, Scope
from tests.cast import FIRST_DAY

pytestmark = [pytest.mark.slow, pytest.mark.one_database, pytest.mark.django_db]
TOKEN = "a token that may do everything"
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
# What is wrong takes longer to make up than what is right.
EXAMPLES = {GenerationMode.POSITIVE: 12, GenerationMode.NEGATIVE: 6}
MADE_UP = settings(deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
DJANGO = get_wsgi_application()
HEADERS = {"Authorization": f"Bearer {TOKEN}", "Accept-Language": "en"}


@pytest.fixture
def almighty(house, monkeypatch):
    """Somebody who may do everything and sees everything."""
    post = Post.objects.create(key="everything", name="全能", scope=Scope.COMPANY)
    PostRight.objects.bulk_create([PostRight(post=post, code=code) for code in all_rights()])
    Holding.objects.create(employee=house.admin, post=post, department=house.admin.department, from_on=FIRST_DAY)
    monkeypatch.setattr(tokens, "READERS", [{TOKEN: house.admin}.get])
    monkeypatch.setattr(access, "REQUESTS_A_MINUTE", 10**9)
    # The test's transaction stays open from call to call.
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield house.admin
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_call_is_answered_as_described(almighty, mode):
    told = schema()
    told["paths"] = {path: calls for path, calls in told["paths"].items() if "/sample-" not in path}

    found = [
        fault
        for operation in schemathesis.openapi.from_dict(told).get_all_operations()
        for fault in faults_of(operation.ok(), mode)
    ]

    assert not found, "\n\n".join(found)


def application(environ, start_response):
    """Django, called from this machine."""
    return DJANGO({**environ, "REMOTE_ADDR": "127.0.0.1"}, start_response)


def faults_of(operation, mode):
    """What goes wrong with one call, whatever is sent."""
    found = []
    word = operation.path.split("/")[3]
    resource = None if word == figures.TAG else by_slug(word)

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(MADE_UP, max_examples=EXAMPLES[mode])
    def call(case):
        aim(case, resource)
        response = case.call(app=application, headers=HEADERS)
        try:
            case.validate_response(response, checks=CHECKS)
        except FailureGroup as failures:
            found.append(f"{operation.label}: {failures.exceptions[0]}")

    call()
    return found[:1]


def aim(case, resource):
    """Let ids lead to records, as far as the house has some: what leads nowhere is soon answered."""
    if case.headers:
        case.headers.pop("Idempotency-Key", None)  # they are all alike
        case.headers.pop("If-Match", None)
    if resource is None:
        name_a_figure(case.path_parameters or {})
        return
    if "public_id" in (case.path_parameters or {}):
        case.path_parameters["public_id"] = some(resource.model, case.path_parameters["public_id"])
    if isinstance(case.body, dict):
        if "version" in case.body and (record := newest(resource.model)):
            case.body["version"] = record.version
        point(case.body, resource.model)
        lines = case.body.get("lines")
        for line in lines if isinstance(lines, list) else ():
            point(line, resource.lines[0])


def name_a_figure(told):
    """One that there is, three times in four."""
    names = sorted(all_reports())
    if "name" in told and (chosen := len(told["name"]) % 4):
        told["name"] = names[chosen * len(names) // 4]


def point(body, model):
    """Give the fields that name another record one that there is."""
    if not isinstance(body, dict):
        return
    fields = {field.name: field for field in model._meta.concrete_fields if field.is_relation}
    for name in body.keys() & fields.keys():
        if body[name] is not None:
            body[name] = some(fields[name].related_model, body[name])


def some(model, otherwise):
    """The public id of a record of this kind."""
    record = newest(model)
    return str(record.public_id) if record else otherwise


def newest(model):
    return model._default_manager.order_by("-pk").first()
