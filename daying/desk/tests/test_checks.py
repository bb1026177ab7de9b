"""Declarations that are wrong stop the start, with a finding that names the class and the word."""

import pytest
from django import forms
from django.db.models import QuerySet

from daying.core.rights import all_rights
from daying.desk import checks
from daying.desk.resource import Resource
from daying.desk.tests.sample.models import Deal, DealLine, Firm

RIGHTS = frozenset(f"sample.{verb}_deal" for verb in ("view", "add", "change", "export", "import"))


class Right(Resource):
    """Nothing wrong with it."""

    model = Deal
    slug = "right-deals"
    columns = ["number", "firm__name", "state"]
    filters = ["state", "firm__owner"]
    search = ["number", "firm__name"]
    form = ["firm", "wanted_on"]
    facts = ["total"]
    imports = ["firm__code", "wanted_on"]
    lines = (DealLine, ["item", "quantity"])
    board = "state"

    @staticmethod
    def scope(user: object) -> QuerySet[Deal]:
        """All."""
        return Deal.objects.all()


class EveryField(forms.ModelForm):
    """A form that takes whatever the table has."""

    class Meta:
        model = Deal
        fields = "__all__"  # noqa: DJ007 - wrong on purpose


def ids(declared, rights=RIGHTS):
    return [finding.id for finding in checks.findings(declared, set(rights))]


def variant(**attributes):
    return type("Wrong", (Right,), attributes)()


def test_all_declarations_of_the_house_are_right():
    assert checks.check_declarations() == []


def test_a_right_declaration_has_no_finding():
    assert ids([Right()]) == []


@pytest.mark.parametrize(
    ("attributes", "finding"),
    [
        ({"slug": ""}, "desk.E001"),
        ({"slug": "Deals"}, "desk.E001"),
        ({"slug": "reports"}, "desk.E001"),
        ({"icon": "no-such-icon"}, "desk.E004"),
        ({"scope": Resource.scope}, "desk.E005"),
        ({"columns": ["colour"]}, "desk.E006"),
        ({"columns": ["firm__colour"]}, "desk.E006"),
        ({"filters": ["firm__owner__colour"]}, "desk.E006"),
        ({"search": ["colour"]}, "desk.E006"),
        ({"facts": ["colour"]}, "desk.E006"),
        ({"ordering": ["-colour"]}, "desk.E006"),
        ({"form": ["colour"]}, "desk.E006"),
        ({"imports": ["firm__colour"]}, "desk.E006"),
        ({"lines": (DealLine, ["colour"])}, "desk.E006"),
        ({"board": "wanted_on"}, "desk.E007"),
        ({"open_states": ["colour"]}, "desk.E008"),
        ({"form_class": EveryField}, "desk.E009"),
        ({"form": ["firm", "state"]}, "desk.E010"),
        ({"form": ["created_by"]}, "desk.E010"),
        ({"form": ["total"]}, "desk.E010"),
        ({"imports": ["state"]}, "desk.E010"),
        ({"imports": ["version"]}, "desk.E010"),
        ({"lines": (DealLine, ["done_quantity"])}, "desk.E010"),
        ({"lines": (Firm, ["code"])}, "desk.E011"),
    ],
)
def test_a_wrong_declaration_is_told(attributes, finding):
    assert finding in ids([variant(**attributes)])


def test_a_word_of_the_url_stands_for_one_list():
    assert ids([Right(), variant()]) == ["desk.E002"]


@pytest.mark.parametrize("verb", ["view", "add", "change", "export", "import"])
def test_every_ordinary_right_is_declared(verb):
    assert ids([Right()], RIGHTS - {f"sample.{verb}_deal"}) == ["desk.E012"]


def test_rights_of_transitions_are_declared():
    found = checks.findings_of_transitions(set(all_rights()) - {"sample.approve_deal"})

    assert [(finding.id, finding.msg.partition(":")[0]) for finding in found] == [("desk.E013", "desk.approve")]
