from django.db import migrations

from daying.core.append_only import guard


class Migration(migrations.Migration):
    """Moves of a promised date are only added to."""

    dependencies = [("orders", "0001_initial")]

    operations = [guard("orders_datemove")]
