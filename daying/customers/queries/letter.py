"""Reading letters: who sees which, and what awaits an answer."""

from typing import Any

from django.db.models import QuerySet

from daying.customers.models import Letter, LetterState, LetterTemplate
from daying.people.queries import acts_for, limit

FILE = "customers.file_letter"


def letters_seen_by(user: Any) -> QuerySet[Letter]:
    """Those of customers whom this person sees; those that are nobody's, for whoever files them."""
    seen = limit(Letter.objects.all(), user)
    if not user.has_perm(FILE):
        return seen.filter(customer__isnull=False)
    return seen | Letter.objects.filter(customer=None)


def templates_seen_by(user: Any) -> QuerySet[LetterTemplate]:
    """All: they are the company's."""
    return LetterTemplate.objects.all()


def letters_to_read(user: Any) -> QuerySet[Letter]:
    """What customers of mine have written and nobody has dealt with; machines' notes last."""
    mine = Letter.objects.filter(state=LetterState.RECEIVED, customer__owner__in=acts_for(user))
    return mine.order_by("is_automatic", "pk")


def letters_to_file(user: Any) -> QuerySet[Letter]:
    """Mails that no customer was found for, for whoever files them."""
    if not user.has_perm(FILE):
        return Letter.objects.none()
    return Letter.objects.filter(state=LetterState.UNFILED).order_by("pk")


def letters_undelivered(user: Any) -> QuerySet[Letter]:
    """Letters of mine that the mail server did not take."""
    return Letter.objects.filter(created_by=user.pk, mail__state="failed").order_by("-pk")
