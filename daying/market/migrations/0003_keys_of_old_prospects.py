"""Give prospects that are there already the keys by which they are known again."""

from django.db import migrations

KEYS = ["sound_key", "phone_key", "contact_phone_key"]
AT_ONCE = 1000


def fill(apps, schema_editor):
    prospects, last = apps.get_model("market", "Prospect").objects.order_by("pk"), 0
    while batch := list(prospects.filter(pk__gt=last)[:AT_ONCE]):
        for prospect in batch:
            for name in KEYS:
                prospect._meta.get_field(name).pre_save(prospect, add=False)
        prospects.bulk_update(batch, KEYS)
        last = batch[-1].pk


class Migration(migrations.Migration):
    """The data of the new columns."""

    dependencies = [("market", "0002_prospects_known_again")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
