"""What goes in and out, only ever added to, and what lies there now because of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.core.append_only import AppendOnly
from daying.core.models import Record
from daying.core.money import QuantityField
from daying.products.models import Product
from daying.stock.models.warehouse import Warehouse
from daying.work.models import AboutAnything


class MovementKind(models.TextChoices):
    """Why goods moved."""

    OPENING = "opening", _("Opening stock")
    RECEIPT = "receipt", _("Goods received")
    SHIPMENT = "shipment", pgettext_lazy("of stock", "Shipped")
    RETURN = "return", _("Returned by the customer")
    TRANSFER = "transfer", _("Transferred")
    FILL_UP = "fill_up", _("Filled up")
    ISSUE = "issue", _("Used by the customer")
    PICK_UP = "pick_up", _("Picked up again")
    COUNT = "count", _("Difference counted")
    SCRAP = "scrap", _("Scrapped")
    ADJUSTMENT = "adjustment", _("Adjusted")


# What leaves for a customer: the rest is our own doing.
DEMAND = (MovementKind.SHIPMENT, MovementKind.ISSUE, MovementKind.FILL_UP)


class Place(models.Model):
    """What of which product lies where: of one lot, since one day. lot: empty where none is kept.

    received_on: the day from which its age counts; goods that are moved on keep it.
    """

    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, db_index=False, related_name="+", verbose_name=_("warehouse")
    )
    product = models.ForeignKey(Product, models.PROTECT, db_index=False, related_name="+", verbose_name=_("product"))
    lot = models.CharField(_("lot"), max_length=60, blank=True)
    received_on = models.DateField(_("there since"))
    quantity = QuantityField(_("quantity"))

    class Meta:
        abstract = True


class StockMovement(Place, AboutAnything, AppendOnly, Record):
    """So much came, above zero, or went, below it. It is about the document that moved it, where there is one."""

    kind = models.CharField(_("kind"), max_length=10, choices=MovementKind.choices)
    moved_on = models.DateField(pgettext_lazy("of stock", "moved on"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("stock movement")
        verbose_name_plural = _("stock movements")
        ordering = ["-moved_on", "-pk"]
        indexes = [
            models.Index(fields=["product", "warehouse", "moved_on"], name="movements_of_product"),
            models.Index(fields=["warehouse", "moved_on"], name="movements_in_warehouse"),
            models.Index(fields=["moved_on", "id"], name="movements_by_day"),
            models.Index(fields=["lot", "product"], name="movements_of_lot"),
            models.Index(fields=["subject_type", "subject_id"], name="movements_of_document"),
        ]
        constraints = [models.CheckConstraint(condition=~Q(quantity=0), name="movement_is_not_nothing")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.quantity:+}"

    @property
    def document(self) -> models.Model | None:
        """The record that moved it; None where it was by hand, or is gone. One query."""
        return self.subject


class StockLevel(Record):
    """How much of a product lies in a warehouse: the sum of its lots. Its row is locked by whoever changes any of them.

    last_in_on, last_out_on: when it last came, and when it last left for a customer.
    """

    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, db_index=False, related_name="levels", verbose_name=_("warehouse")
    )
    product = models.ForeignKey(Product, models.PROTECT, related_name="levels", verbose_name=_("product"))
    quantity = QuantityField(_("on hand"), default=0)
    last_in_on = models.DateField(_("last came on"), null=True)
    last_out_on = models.DateField(_("last left for a customer on"), null=True)

    class Meta:
        verbose_name = _("stock on hand")
        verbose_name_plural = _("stock on hand")
        ordering = ["product__code", "warehouse__code"]
        constraints = [models.UniqueConstraint(fields=["warehouse", "product"], name="one_level_of_a_product")]

    def __str__(self) -> str:
        return f"{self.product} – {self.warehouse}"


class StockBalance(Place, Record):
    """How much lies there now of one lot that came on one day. What is used up is no row any more.

    Below zero where a warehouse that allows it gave away what was not entered yet.
    """

    class Meta:
        verbose_name = _("stock by lot")
        verbose_name_plural = _("stock by lot")
        ordering = ["product__code", "received_on", "lot"]
        indexes = [
            models.Index(fields=["product", "warehouse", "received_on"], name="balances_of_product"),
            models.Index(fields=["lot", "product"], name="balances_of_lot"),
            models.Index(fields=["received_on"], name="balances_by_age"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(quantity=0), name="balance_is_not_nothing"),
            models.UniqueConstraint(fields=["warehouse", "product", "lot", "received_on"], name="one_balance_of_a_lot"),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.lot}".strip()
