from django.db import migrations

from daying.core.append_only import guard


class Migration(migrations.Migration):
    """What moved, what was closed and which lots were used is only added to."""

    dependencies = [("stock", "0001_initial")]

    operations = [guard("stock_stockmovement", "stock_stockclosing", "stock_closedbalance", "stock_usagematch")]
