"""Give customers that are there already their keys and their score, as both were worked out when this was written."""

from django.db import migrations
from django.db.models import Q

from daying.customers.models.keys import phone_key, sound_key

AT_ONCE = 1000
WEIGHTS = {"short_name": 5, "phone": 10, "address": 10, "city": 5, "zone_id": 5, "industry": 10, "credit_code": 15}


def fill(apps, schema_editor):
    customers, contacts = apps.get_model("customers", "Customer"), apps.get_model("customers", "Contact")
    with_phone = contacts.objects.exclude(phone="").order_by("pk")
    for batch in _batches(with_phone):
        for contact in batch:
            contact.phone_key = phone_key(contact.phone)
        contacts.objects.bulk_update(batch, ["phone_key"])
    reachable = set(contacts.objects.exclude(Q(phone="") & Q(email="")).values_list("customer_id", flat=True))
    for batch in _batches(customers.objects.order_by("pk")):
        for customer in batch:
            customer.sound_key, customer.phone_key = sound_key(customer.name_key), phone_key(customer.phone)
            customer.completeness = _score(customer, customer.pk in reachable)
        customers.objects.bulk_update(batch, ["sound_key", "phone_key", "completeness"])


def _score(customer, is_reachable):
    own = sum(weight for name, weight in WEIGHTS.items() if getattr(customer, name))
    return own + (5 if customer.credit_limit is not None else 0) + (15 if is_reachable else 0)


def _batches(rows):
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        yield batch
        last = batch[-1].pk


class Migration(migrations.Migration):
    """The data of the new columns."""

    dependencies = [("customers", "0003_file")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
