"""What customers call our products."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from daying.core.models import Record
from daying.core.search import searchable
from daying.customers.models import Customer
from daying.products.models.product import Product


class CustomerPart(Record):
    """The number and the name under which a customer orders a product."""

    customer = models.ForeignKey(
        Customer, models.PROTECT, db_index=False, related_name="parts", verbose_name=_("customer")
    )
    code = models.CharField(_("customer's part number"), max_length=60)
    name = models.CharField(_("customer's name for it"), max_length=120, blank=True)
    product = models.ForeignKey(Product, models.PROTECT, related_name="parts", verbose_name=_("product"))

    named_from = ("code", "name")

    class Meta:
        verbose_name = _("customer's part number")
        verbose_name_plural = _("customers' part numbers")
        ordering = ["customer", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "code"],
                name="one_product_per_part_number",
                violation_error_message=_("This customer has a product of this part number already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()


searchable(CustomerPart, title="code", fields=["name"], via=["customer"])
