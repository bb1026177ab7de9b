from django.db import migrations
from django.db.models import OuterRef, Subquery


def deals_of_orders_that_are_there(apps, schema_editor):
    """Customers that have ordered before are known as such, so that no pool takes them for new ones."""
    orders = apps.get_model("orders", "SalesOrder").objects.filter(customer=OuterRef("pk"), number__isnull=False)
    days = [Subquery(orders.order_by(order).values("ordered_on")[:1]) for order in ("ordered_on", "-ordered_on")]
    apps.get_model("customers", "Customer").objects.update(first_deal_on=days[0], last_deal_on=days[1])


class Migration(migrations.Migration):
    """What orders tell the customer file from now on, for those written before."""

    dependencies = [("orders", "0004_chance"), ("customers", "0005_pool")]

    operations = [migrations.RunPython(deals_of_orders_that_are_there, migrations.RunPython.noop)]
