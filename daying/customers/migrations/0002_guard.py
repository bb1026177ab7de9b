from django.db import migrations

from daying.core.append_only import guard


class Migration(migrations.Migration):
    """Changes of owner are only added to."""

    dependencies = [("customers", "0001_initial")]

    operations = [guard("customers_ownerchange")]
