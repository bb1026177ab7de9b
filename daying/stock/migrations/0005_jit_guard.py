from django.db import migrations

from daying.core.append_only import guard


class Migration(migrations.Migration):
    """The lots that were used are only added to."""

    dependencies = [("stock", "0004_jit")]

    operations = [guard("stock_usagematch")]
