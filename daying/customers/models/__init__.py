"""The tables of the customer file, by subject."""

from daying.customers.models.customer import Contact, Customer, CustomerState, Grade, Zone, name_key
from daying.customers.models.development import DevelopmentPlan, DevelopmentTarget, PlanState, Stretch, period_of
from daying.customers.models.segment import Segment
from daying.customers.models.terms import Currency, PaymentTerms, Terms, due_on

__all__ = [
    "Contact",
    "Currency",
    "Customer",
    "CustomerState",
    "DevelopmentPlan",
    "DevelopmentTarget",
    "Grade",
    "PaymentTerms",
    "PlanState",
    "Segment",
    "Stretch",
    "Terms",
    "Zone",
    "due_on",
    "name_key",
    "period_of",
]
