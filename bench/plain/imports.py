"""W4 in plain Django: each row validated by its model, names compared with those there, two bulk inserts."""

from typing import Any

import python_calamine
from django.core.exceptions import ValidationError
from django.db import transaction

from bench.plain.models import Contact, Customer, Journal
from bench.process import Figures, django_meter, peak_memory

AT_ONCE = 500


def run(sheet: str) -> Figures:
    """CPU and wall time in all, and the most memory there was."""
    meter = django_meter()
    with meter.running():
        count = _take(sheet)
    return {**meter.per(1), "rows": count, "memory": peak_memory()}


@transaction.atomic
def _take(sheet: str) -> int:
    headings, *rows = python_calamine.load_workbook(sheet).get_sheet_by_index(0).to_python()
    known = set(Customer.objects.values_list("name", flat=True))
    customers = [_customer(dict(zip(headings, row, strict=True)), known) for row in rows]
    Customer.objects.bulk_create(customers, batch_size=AT_ONCE)
    told = [dict(zip(headings, row, strict=True)) for row in rows]
    Contact.objects.bulk_create(
        [_contact(customer, row) for customer, row in zip(customers, told, strict=True)], batch_size=AT_ONCE
    )
    Journal.objects.bulk_create([_entry(customer) for customer in customers], batch_size=AT_ONCE)
    return len(customers)


def _customer(row: dict[str, Any], known: set[str]) -> Customer:
    if row["name"] in known:
        raise ValidationError(f"{row['name']} is there")
    known.add(row["name"])
    customer = Customer(
        code=row["code"], name=row["name"], phone=row["phone"], city=row["city"], address=row["address"]
    )
    customer.full_clean(validate_unique=False)
    return customer


def _contact(customer: Customer, row: dict[str, Any]) -> Contact:
    contact = Contact(customer=customer, name=row["contact_name"], phone=row["contact_phone"])
    contact.full_clean(validate_unique=False, exclude=["customer"])
    return contact


def _entry(customer: Customer) -> Journal:
    told = {"name": [None, customer.name], "city": [None, customer.city]}
    return Journal(by="director", verb="import", subject_type="plain.customer", subject_id=customer.pk, changes=told)
