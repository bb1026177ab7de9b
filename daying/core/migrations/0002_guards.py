"""The journal and its seals are only ever added to."""

from django.db import migrations

from daying.core.append_only import guard


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [guard("core_journalentry", "core_journalseal")]
