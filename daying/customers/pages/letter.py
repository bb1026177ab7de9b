"""How e-mails to and from customers show themselves."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.core.mail import substitute
from daying.customers import actions, queries
from daying.customers.models import Customer, Letter, LetterState, LetterTemplate
from daying.customers.pages.customer import SECTION
from daying.desk.resource import Resource, panel, register, todo


@register(Letter)
class LetterPages(Resource):
    """E-mails of customers. Files are put on a draft as on any record."""

    slug = "letters"
    icon = "mail"
    section = SECTION
    columns = ["subject", "customer", "contact", "address", "created_by", "at", "state"]
    filters = ["state", "customer", "customer__owner", "customer__department", "created_by", "at", "is_automatic"]
    search = ["subject", "address", "sender_name", "text", "customer__name"]
    form = ["customer", "contact", "address", "template", "subject", "text"]
    facts = [
        "customer",
        "contact",
        "address",
        "sender_name",
        "answers",
        "at",
        "delivery",
        "is_from_stranger",
        "is_automatic",
        "text",
    ]
    labels = {"delivery": pgettext_lazy("letter", "Delivery")}
    headings = {"customer": pgettext_lazy("letter", "To"), "template": _("E-mail")}
    open_states = [LetterState.DRAFT]
    way = [LetterState.DRAFT, LetterState.SENT]
    scope = staticmethod(queries.letters_seen_by)
    create = staticmethod(actions.write_letter)
    change = staticmethod(actions.amend_letter)

    def further(self, record: Any, user: Any) -> Sequence[tuple[Any, str, str]]:
        """A letter of theirs can be answered."""
        if record.is_ours or not record.customer_id or not record.address or not self.allows(user, "add"):
            return ()
        return [(_("Answer"), f"{self.url('new')}?{urlencode(_answer_to(record))}", "arrow-back-up")]


@register(LetterTemplate)
class LetterTemplatePages(Resource):
    """Texts that letters begin with."""

    slug = "letter-templates"
    icon = "file-text"
    section = SECTION
    is_aside = True
    columns = ["name", "subject", "created_by"]
    search = ["name", "subject", "text"]
    form = ["name", "subject", "text"]
    ordering = ["name"]
    scope = staticmethod(queries.templates_seen_by)

    def defaults(self, records: Sequence[Any], user: Any, around: Mapping[str, str]) -> list[dict[str, Any]]:
        """Subject and text with the words filled in."""
        customer = queries.by_public_id(user, around.get("customer", ""))
        contact = queries.contact_by_public_id(user, around.get("contact", ""))
        words = {"sender": str(user), **({"customer": customer.name} if customer else {})}
        words |= {"contact": contact.name} if contact else {}
        return [
            {"subject": substitute(one.subject, words) or None, "text": substitute(one.text, words)} for one in records
        ]


def _answer_to(letter: Letter) -> dict[str, str]:
    assert letter.customer
    subject = letter.subject if letter.subject.lower().startswith("re:") else f"Re: {letter.subject}"
    told = {"customer": str(letter.customer.public_id), "address": letter.address, "subject": subject[:200]}
    return {**told, "contact": str(letter.contact.public_id)} if letter.contact else told


panel(Customer, _("E-mails"), LetterPages, by="customer")


@todo(_("E-mails from my customers"), serves="M3.3", is_urgent=True)
def letters_to_read(user: Any, today: date) -> Any:
    """Not dealt with yet."""
    return queries.letters_to_read(user)


@todo(_("E-mails to be filed to a customer"), serves="M3.3")
def letters_to_file(user: Any, today: date) -> Any:
    """Nobody knows whose they are."""
    return queries.letters_to_file(user)


@todo(_("My e-mails that were not delivered"), serves="M3.3", is_urgent=True)
def letters_undelivered(user: Any, today: date) -> Any:
    """The mail server refused them, or is away."""
    return queries.letters_undelivered(user)
