"""Stock entries: what the warehouse receives, moves on, scraps and puts right, with its lines."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.core.models import Line, Record
from daying.core.money import QuantityField
from daying.core.search import searchable
from daying.products.models import Product
from daying.stock.models.movement import MovementKind
from daying.stock.models.warehouse import Warehouse


class EntryKind(models.TextChoices):
    """What an entry does to the stock of its warehouse."""

    OPENING = "opening", _("Opening stock")
    RECEIPT = "receipt", _("Goods received")
    TRANSFER = "transfer", _("Transfer")
    SCRAP = "scrap", _("Scrapping")
    ADJUSTMENT = "adjustment", _("Adjustment")


class EntryState(models.TextChoices):
    """How far an entry has come. What was posted is not changed: it is reversed."""

    DRAFT = "draft", _("Draft")
    POSTED = "posted", _("Posted")
    REVERSED = "reversed", _("Reversed")


MOVES_AS = {
    EntryKind.OPENING: MovementKind.OPENING,
    EntryKind.RECEIPT: MovementKind.RECEIPT,
    EntryKind.TRANSFER: MovementKind.TRANSFER,
    EntryKind.SCRAP: MovementKind.SCRAP,
    EntryKind.ADJUSTMENT: MovementKind.ADJUSTMENT,
}
NEEDS_A_REASON = (EntryKind.SCRAP, EntryKind.ADJUSTMENT)
COMES_IN = (EntryKind.OPENING, EntryKind.RECEIPT)


class StockEntry(Record):
    """Goods of one warehouse that come, go or are moved on together. The number is given when it is posted.

    reference: of the paper that came with the goods, a production order or a supplier's delivery note.
    """

    number = models.CharField(_("number"), max_length=30, null=True, unique=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=EntryState.choices, default=EntryState.DRAFT, editable=False
    )
    kind = models.CharField(_("kind"), max_length=10, choices=EntryKind.choices, default=EntryKind.RECEIPT)
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, related_name="entries", verbose_name=_("warehouse"))
    to = models.ForeignKey(
        Warehouse,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("to warehouse"),
        help_text=_("Of a transfer alone."),
    )
    moved_on = models.DateField(pgettext_lazy("of stock", "moved on"), default=timezone.localdate)
    reference = models.CharField(
        _("reference"), max_length=60, blank=True, help_text=_("The production order or delivery note, say.")
    )
    reason = models.CharField(
        _("reason"), max_length=200, blank=True, help_text=_("Needed where goods are scrapped or adjusted.")
    )
    remarks = models.TextField(_("remarks"), blank=True)

    named_from = ("number",)

    class Meta:
        verbose_name = _("stock entry")
        verbose_name_plural = _("stock entries")
        ordering = ["-moved_on", "-pk"]
        indexes = [
            models.Index(fields=["moved_on", "id"], name="stock_entries_by_day"),
            models.Index(fields=["reference"], name="stock_entries_by_reference"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=EntryKind.TRANSFER, to__isnull=False) | (~Q(kind=EntryKind.TRANSFER) & Q(to=None)),
                name="transfer_goes_somewhere",
                violation_error_message=_("A transfer names the warehouse to which the goods go; nothing else does."),
            ),
            models.CheckConstraint(condition=Q(to=None) | ~Q(to=models.F("warehouse")), name="transfer_goes_elsewhere"),
            models.CheckConstraint(
                condition=~Q(kind__in=NEEDS_A_REASON) | ~Q(reason=""),
                name="scrapped_for_a_reason",
                violation_error_message=_("Say why the goods are scrapped or adjusted."),
            ),
            models.CheckConstraint(
                condition=Q(state=EntryState.DRAFT) | Q(number__isnull=False), name="posted_entry_has_a_number"
            ),
        ]

    def __str__(self) -> str:
        return self.number or _("Draft stock entry %(id)s") % {"id": self.pk or ""}


class StockEntryLine(Line):
    """So much of one product. Below zero where an adjustment takes goods away.

    lot: empty where goods without one come, or the oldest go. received_on: the day from which the age counts, that of
    the entry where empty.
    """

    entry = models.ForeignKey(StockEntry, models.CASCADE, related_name="lines", verbose_name=_("stock entry"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("product"))
    quantity = QuantityField(_("quantity"))
    lot = models.CharField(_("lot"), max_length=60, blank=True)
    received_on = models.DateField(_("there since"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta(Line.Meta):
        verbose_name = _("line of a stock entry")
        verbose_name_plural = _("lines of a stock entry")
        constraints = [models.CheckConstraint(condition=~Q(quantity=Decimal(0)), name="entered_quantity_not_0")]

    def __str__(self) -> str:
        return f"{self.position}. {self.product_id}"


searchable(StockEntry, title="number", fields=["reference", "reason"])
