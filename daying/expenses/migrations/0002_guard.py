from django.db import migrations

from daying.core.append_only import guard


class Migration(migrations.Migration):
    """Costs are only added to."""

    dependencies = [("expenses", "0001_initial")]

    operations = [guard("expenses_costentry")]
