"""What must always hold of countersignatures."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from daying.core.verify import Row, invariant
from daying.work.models import Countersignature, CountersignatureState, Opinion, OpinionState


@invariant("open countersignatures", _("An open countersignature waits for somebody; a closed one for nobody."))
def wrong_states() -> Iterable[Row]:
    """Countersignatures that are open without an open opinion, or closed with one."""
    asked = Exists(Opinion.objects.filter(countersignature=OuterRef("pk"), state=OpinionState.OPEN))
    is_open = Countersignature.objects.filter(state=CountersignatureState.OPEN)
    is_closed = Countersignature.objects.exclude(state=CountersignatureState.OPEN)
    wrong = is_open.filter(~asked) | is_closed.filter(asked)
    return wrong.values("id", "subject_label", "state")


@invariant("refusals decide", _("What a department has refused is not agreed."))
def agreed_in_spite_of_a_refusal() -> Iterable[Row]:
    """Agreed countersignatures with a refused opinion."""
    refused = Exists(Opinion.objects.filter(countersignature=OuterRef("pk"), state=OpinionState.REFUSED))
    agreed = Countersignature.objects.filter(refused, state=CountersignatureState.AGREED)
    return agreed.values("id", "subject_label", "state")


@invariant("signers in turn", _("Whoever is asked after somebody waits only as long as that answer is outstanding."))
def waiting_in_vain() -> Iterable[Row]:
    """Opinions that still wait for one that is given, passed on or no longer needed."""
    outstanding = [OpinionState.WAITING, OpinionState.OPEN]
    wrong = Opinion.objects.filter(state=OpinionState.WAITING, after__isnull=False).exclude(
        after__state__in=outstanding
    )
    return wrong.values("id", "countersignature__subject_label")
