"""The tables of the customer file, by subject."""

from daying.customers.models.customer import Contact, Customer, CustomerState, Grade, Zone, name_key
from daying.customers.models.file import AddressKind, CustomerAddress, phone_key, sound_key
from daying.customers.models.terms import Currency, PaymentTerms, Terms, due_on

__all__ = [
    "AddressKind",
    "Contact",
    "Currency",
    "Customer",
    "CustomerAddress",
    "CustomerState",
    "Grade",
    "PaymentTerms",
    "Terms",
    "Zone",
    "due_on",
    "name_key",
    "phone_key",
    "sound_key",
]
