"""The tables of the customer file, by subject."""

from daying.customers.models.customer import Contact, Customer, CustomerState, Grade, Zone, name_key
from daying.customers.models.followup import FollowUp, FollowUpKind, FollowUpState
from daying.customers.models.letter import Letter, LetterBox, LetterState, LetterTemplate
from daying.customers.models.need import Need, NeedKind, NeedState
from daying.customers.models.reception import ItemKind, Reception, ReceptionItem, ReceptionState
from daying.customers.models.file import AddressKind, CustomerAddress, phone_key, sound_key
from daying.customers.models.terms import Currency, PaymentTerms, Terms, due_on

__all__ = [
    "AddressKind",
    "Contact",
    "Currency",
    "Customer",
    "CustomerAddress",
    "CustomerState",
    "FollowUp",
    "FollowUpKind",
    "FollowUpState",
    "Grade",
    "ItemKind",
    "Letter",
    "LetterBox",
    "LetterState",
    "LetterTemplate",
    "Need",
    "NeedKind",
    "NeedState",
    "PaymentTerms",
    "Reception",
    "ReceptionItem",
    "ReceptionState",
    "Terms",
    "Zone",
    "due_on",
    "name_key",
    "phone_key",
    "sound_key",
]
