"""Whatever is sent to a form is answered, never failed (T37)."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daying.desk.tests import deals

pytestmark = pytest.mark.django_db
WORDS = (
    "NaN -0 1e400 Infinity 2026-02-30 9999-12-31 １２ ٣ 5% 1 % true on null [] {} ' <b> - .. 0x10 1_000 1,2,3".split()
)
NASTY = [*WORDS, "\x00", "\u202e", "\ufffd", '"', " ", "\t", "\r\n", "x" * 70_000]
VALUES = st.one_of(st.sampled_from(NASTY), st.text(max_size=40), st.decimals().map(str), st.dates().map(str))
HEAD = [
    "firm",
    "currency",
    "wanted_on",
    "is_urgent",
    "deposit",
    "remarks",
    "request_key",
    "version",
    "then",
    "keep.firm",
]
LINES = ["id", "item", "item.text", "quantity", "unit_price", "discount", "wanted_on"]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    head=st.dictionaries(st.sampled_from(HEAD), st.lists(VALUES, max_size=2), max_size=4),
    lines=st.dictionaries(st.sampled_from(LINES), st.lists(VALUES, max_size=3), max_size=4),
)
def test_form_of_a_deal_answers_everything(fuzzed, head, lines):
    client, firm, deal, item = fuzzed
    whole = deals.typed_lines((item, "1", "1"), (item.code, "2", "2"))
    sent = {**deals.typed(firm), **whole, **head, **{f"line.{name}": values for name, values in lines.items()}}

    assert client.post("/sample-deals/new/", sent).status_code in (302, 400, 422)
    assert client.post(f"/sample-deals/{deal.public_id}/edit/", sent).status_code in (302, 400, 409, 422)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sent=st.dictionaries(
        st.sampled_from(["reason", "last_day", "fee", "is_final", "instead", "request_key"]),
        st.lists(VALUES, max_size=2),
        max_size=5,
    )
)
def test_dialog_of_a_step_answers_everything(fuzzed, sent):
    client, _firm, deal, _item = fuzzed

    assert client.post(f"/sample-deals/{deal.public_id}/do/cancel/", sent).status_code in (302, 400, 422)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sent=st.dictionaries(st.sampled_from(["q", "pick", "firm", "texts", "text", "before", "copy"]), VALUES, max_size=4)
)
def test_lookups_comments_and_timelines_answer_everything(fuzzed, sent):
    client, _firm, deal, _item = fuzzed

    for page in ("/sample-items/lookup/", "/sample-firms/lookup/", "/colleagues/", "/sample-deals/new/"):
        assert client.get(page, sent).status_code in (200, 400, 404)
    assert client.get(f"/sample-deals/{deal.public_id}/timeline/", sent).status_code in (200, 400)
    assert client.post(f"/sample-deals/{deal.public_id}/comment/", sent).status_code in (302, 400)
    assert client.post("/sample-items/lookup/", sent).status_code in (200, 400)


@pytest.fixture
def fuzzed():
    wang = deals.dealer()
    firm, item = deals.firm(wang), deals.item(wang)
    return deals.signed_in(wang), firm, deals.deal(wang, firm, (item, "1", "1")), item
