"""The words for a company no longer belong to the sound of a name: work it out again for the customers there are."""

from django.db import migrations

AT_ONCE = 1000


def fill(apps, schema_editor):
    customers, last = apps.get_model("customers", "Customer").objects.order_by("pk"), 0
    while batch := list(customers.filter(pk__gt=last)[:AT_ONCE]):
        for customer in batch:
            customer._meta.get_field("sound_key").pre_save(customer, add=False)
        customers.bulk_update(batch, ["sound_key"])
        last = batch[-1].pk


class Migration(migrations.Migration):
    """The data alone."""

    dependencies = [("customers", "0006_chance")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
