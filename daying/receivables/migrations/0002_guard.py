from django.db import migrations

from daying.core.append_only import guard


class Migration(migrations.Migration):
    """The ledger and the allocations are only added to."""

    dependencies = [("receivables", "0001_initial")]

    operations = [guard("receivables_ledgerentry", "receivables_allocation")]
