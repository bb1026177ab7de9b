"""The tables of the customer file, by subject."""

from daying.customers.models.customer import Contact, Customer, CustomerState, Zone
from daying.customers.models.development import DevelopmentPlan, DevelopmentTarget, PlanState, Stretch, period_of
from daying.customers.models.file import AddressKind, CustomerAddress
from daying.customers.models.followup import FollowUp, FollowUpKind, FollowUpState
from daying.customers.models.grades import Grade
from daying.customers.models.keys import name_key, phone_key, sound_key
from daying.customers.models.letter import Letter, LetterBox, LetterState, LetterTemplate
from daying.customers.models.need import Need, NeedKind, NeedState
from daying.customers.models.pool import (
    AssignmentRule,
    AssignmentShare,
    Cause,
    EntryState,
    Method,
    OwnerChange,
    Pool,
    PoolEntry,
    PoolLook,
    PoolMember,
    ReclaimRule,
    told_why,
)
from daying.customers.models.reception import ItemKind, Reception, ReceptionItem, ReceptionState
from daying.customers.models.segment import Segment
from daying.customers.models.terms import Currency, PaymentTerms, Terms, due_on

__all__ = [
    "AddressKind",
    "AssignmentRule",
    "AssignmentShare",
    "Cause",
    "Contact",
    "Currency",
    "Customer",
    "CustomerAddress",
    "CustomerState",
    "DevelopmentPlan",
    "DevelopmentTarget",
    "EntryState",
    "FollowUp",
    "FollowUpKind",
    "FollowUpState",
    "Grade",
    "ItemKind",
    "Letter",
    "LetterBox",
    "LetterState",
    "LetterTemplate",
    "Method",
    "Need",
    "NeedKind",
    "NeedState",
    "OwnerChange",
    "PaymentTerms",
    "PlanState",
    "Pool",
    "PoolEntry",
    "PoolLook",
    "PoolMember",
    "Reception",
    "ReceptionItem",
    "ReceptionState",
    "ReclaimRule",
    "Segment",
    "Stretch",
    "Terms",
    "Zone",
    "due_on",
    "name_key",
    "period_of",
    "phone_key",
    "sound_key",
    "told_why",
]
