"""Where goods lie: in warehouses of our own, and in JIT warehouses at customers."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from daying.core.models import Record
from daying.core.search import searchable
from daying.customers.models import Customer


class WarehouseKind(models.TextChoices):
    """At whose site the goods lie. They are ours in both."""

    OWN = "own", _("Our own")
    JIT = "jit", _("JIT at a customer")


class Warehouse(Record):
    """A place where goods of ours lie. From the main one is shipped when nothing else is said.

    keeper, phone: who looks after it there. allows_negative: more may be taken than was entered as received.
    """

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=5, choices=WarehouseKind.choices, default=WarehouseKind.OWN)
    customer = models.ForeignKey(
        Customer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="warehouses",
        verbose_name=_("customer"),
        help_text=_("Of a JIT warehouse: at whose site it is."),
    )
    address = models.CharField(_("address"), max_length=250, blank=True)
    keeper = models.CharField(_("keeper"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    allows_negative = models.BooleanField(
        _("may go below zero"), default=False, help_text=_("Goods may leave before they were entered as received.")
    )
    is_main = models.BooleanField(
        _("main warehouse"), default=False, help_text=_("From it is shipped when nothing else is said.")
    )
    is_active = models.BooleanField(_("in use"), default=True)

    named_from = ("code", "name")

    class Meta:
        verbose_name = _("warehouse")
        verbose_name_plural = _("warehouses")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=WarehouseKind.OWN, customer=None) | Q(kind=WarehouseKind.JIT, customer__isnull=False),
                name="jit_warehouse_is_at_a_customer",
                violation_error_message=_("A JIT warehouse is at a customer: name it. One of our own is at none."),
            ),
            models.CheckConstraint(
                condition=Q(is_main=False) | Q(kind=WarehouseKind.OWN, is_active=True),
                name="main_warehouse_is_our_own",
                violation_error_message=_("The main warehouse is one of our own that is in use."),
            ),
            models.UniqueConstraint(
                fields=["is_main"],
                condition=Q(is_main=True),
                name="one_main_warehouse",
                violation_error_message=_("There is a main warehouse already. Take that from it first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def is_own(self) -> bool:
        """Whether it is at our own site."""
        return self.kind == WarehouseKind.OWN


searchable(Warehouse, title="name", fields=["code"], via=["customer"])
