"""The same records as the product's, as a first tutorial would write them."""

from django.db import models


class Customer(models.Model):
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120, db_index=True)
    phone = models.CharField(max_length=30, blank=True)
    city = models.CharField(max_length=50, blank=True)
    address = models.CharField(max_length=200, blank=True)
    owner = models.CharField(max_length=50, blank=True)
    balance = models.DecimalField(max_digits=16, decimal_places=2, default=0)

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    customer = models.ForeignKey(Customer, models.PROTECT)
    name = models.CharField(max_length=60)
    phone = models.CharField(max_length=30, blank=True)


class Product(models.Model):
    code = models.CharField(max_length=40, unique=True)
    price = models.DecimalField(max_digits=14, decimal_places=4)


class Counter(models.Model):
    kind = models.CharField(max_length=20, unique=True)
    last = models.BigIntegerField(default=0)


class Order(models.Model):
    number = models.CharField(max_length=30, null=True, unique=True)
    customer = models.ForeignKey(Customer, models.PROTECT)
    customer_po = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=15, default="draft")
    ordered_on = models.DateField(db_index=True)
    confirmed_on = models.DateField(null=True)
    total = models.DecimalField(max_digits=16, decimal_places=2)

    class Meta:
        indexes = [models.Index(fields=["state", "ordered_on"])]


class Line(models.Model):
    product = models.ForeignKey(Product, models.PROTECT)
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    unit_price = models.DecimalField(max_digits=14, decimal_places=4)
    amount = models.DecimalField(max_digits=16, decimal_places=2)

    class Meta:
        abstract = True


class OrderLine(Line):
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    shipped = models.DecimalField(max_digits=14, decimal_places=3, default=0)


class Opinion(models.Model):
    order = models.ForeignKey(Order, models.CASCADE)
    department = models.CharField(max_length=20)
    state = models.CharField(max_length=10, default="open")


class Shipment(models.Model):
    number = models.CharField(max_length=30, unique=True)
    order = models.ForeignKey(Order, models.PROTECT)
    state = models.CharField(max_length=15, default="planned")


class ShipmentLine(models.Model):
    shipment = models.ForeignKey(Shipment, models.CASCADE)
    order_line = models.ForeignKey(OrderLine, models.PROTECT)
    quantity = models.DecimalField(max_digits=14, decimal_places=3)


class Billing(models.Model):
    number = models.CharField(max_length=30, unique=True)
    shipment = models.ForeignKey(Shipment, models.PROTECT)
    customer = models.ForeignKey(Customer, models.PROTECT)
    due_on = models.DateField()
    total = models.DecimalField(max_digits=16, decimal_places=2)


class BillingLine(Line):
    billing = models.ForeignKey(Billing, models.CASCADE)


class LedgerEntry(models.Model):
    customer = models.ForeignKey(Customer, models.PROTECT)
    on = models.DateField()
    due_on = models.DateField(null=True)
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    document = models.CharField(max_length=30)


class OpenItem(models.Model):
    """A billing with the day it was paid, cents as whole numbers: all that an ageing needs, in one table."""

    customer = models.ForeignKey(Customer, models.PROTECT)
    currency = models.CharField(max_length=3)
    billed_on = models.DateField()
    due_on = models.DateField()
    settled_on = models.DateField(null=True)
    amount = models.BigIntegerField()


class Journal(models.Model):
    at = models.DateTimeField(auto_now_add=True)
    by = models.CharField(max_length=50)
    verb = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=80)
    subject_id = models.BigIntegerField()
    changes = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id"])]
