"""Reading the customer file, by subject."""

from daying.customers.queries.contact import (
    due_follow_ups,
    follow_ups_seen_by,
    late_customers_of_others,
    overdue_follow_ups,
)
from daying.customers.queries.customer import (
    Duplicate,
    by_public_id,
    contact_by_public_id,
    contacts_seen_by,
    customers_seen_by,
    duplicates_in,
    duplicates_of,
    told_duplicates,
    zones_seen_by,
)
from daying.customers.queries.letter import (
    letters_seen_by,
    letters_to_file,
    letters_to_read,
    letters_undelivered,
    templates_seen_by,
)
from daying.customers.queries.need import late_needs, needs_awaiting, needs_of_mine, needs_seen_by
from daying.customers.queries.reception import (
    receptions_seen_by,
    receptions_to_agree,
    receptions_to_finish,
    visits_ahead,
)

__all__ = [
    "Duplicate",
    "by_public_id",
    "contact_by_public_id",
    "contacts_seen_by",
    "customers_seen_by",
    "due_follow_ups",
    "duplicates_in",
    "duplicates_of",
    "follow_ups_seen_by",
    "late_customers_of_others",
    "late_needs",
    "letters_seen_by",
    "letters_to_file",
    "letters_to_read",
    "letters_undelivered",
    "needs_awaiting",
    "needs_of_mine",
    "needs_seen_by",
    "overdue_follow_ups",
    "receptions_seen_by",
    "receptions_to_agree",
    "receptions_to_finish",
    "templates_seen_by",
    "told_duplicates",
    "visits_ahead",
    "zones_seen_by",
]
