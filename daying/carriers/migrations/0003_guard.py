from django.db import migrations

from daying.core.append_only import guard


class Migration(migrations.Migration):
    """What carriers told of a consignment is only added to."""

    dependencies = [("carriers", "0002_courier_book")]

    operations = [guard("carriers_waybillevent")]
