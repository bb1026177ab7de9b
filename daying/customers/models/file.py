"""What makes the file of a customer whole: by what it is known again, tax and bank, addresses, what became of it."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from daying.core.models import Record
from daying.customers.models.keys import LONGEST_SOUND, PhoneKeyField, SoundKeyField


class ScoreField(models.PositiveSmallIntegerField):
    """A figure that the kit works out by itself from other tables, so that the journal does not tell it."""

    follows = None


class CustomerFile(models.Model):
    """The part of a customer that says how well we know it.

    sound_key, phone_key: by what a customer is known again. completeness: kept by `customers.completeness`.
    merged_into: the customer that stands for this one since both were found to be the same company.
    """

    tax_number = models.CharField(
        _("tax number"),
        max_length=30,
        blank=True,
        help_text=_("Empty: the credit code, as for every company in China."),
    )
    bank_name = models.CharField(_("bank"), max_length=100, blank=True)
    bank_account = models.CharField(_("bank account"), max_length=40, blank=True)
    sound_key = SoundKeyField(
        _("sound of the name"), max_length=LONGEST_SOUND, default="", editable=False, db_index=True
    )
    phone_key = PhoneKeyField(_("phone as compared"), max_length=30, default="", editable=False, db_index=True)
    completeness = ScoreField(_("completeness, %"), default=0, editable=False, db_index=True)
    merged_into = models.ForeignKey(
        "customers.Customer",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged_from",
        verbose_name=_("merged into"),
    )
    merged_at = models.DateTimeField(_("merged"), null=True, editable=False)

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["credit_code"], name="customers_by_credit_code")]
        constraints = [
            models.CheckConstraint(condition=Q(completeness__lte=100), name="completeness_is_a_percentage"),
            models.CheckConstraint(
                condition=Q(merged_into=None, merged_at=None)
                | (Q(merged_into__isnull=False, merged_at__isnull=False, state="closed") & ~Q(merged_into=F("id"))),
                name="merged_customer_is_closed",
            ),
        ]

    @property
    def missing(self: Any) -> str:
        """What the file still lacks. One query."""
        from daying.customers import completeness

        return ", ".join(str(part.label) for part in completeness.missing(self))


class AddressKind(models.TextChoices):
    """What an address is for."""

    DELIVERY = "delivery", _("Delivery")
    INVOICE = "invoice", _("Fapiao and letters")
    OFFICE = "office", _("Registered office")
    PLANT = "plant", _("Plant")


class CustomerAddress(Record):
    """A place of the customer: where goods, fapiao or visitors go, and whom to ask for there."""

    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, related_name="addresses", verbose_name=_("customer")
    )
    kind = models.CharField(_("used for"), max_length=10, choices=AddressKind.choices, default=AddressKind.DELIVERY)
    address = models.CharField(_("address"), max_length=200)
    recipient = models.CharField(
        _("goes to"), max_length=100, blank=True, help_text=_("The name on the label; empty: the customer's.")
    )
    contact = models.CharField(_("whom to ask for"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    is_default = models.BooleanField(_("the usual one of its kind"), default=False)

    class Meta:
        verbose_name = _("customer's address")
        verbose_name_plural = _("customers' addresses")
        ordering = ["customer", "kind", "-is_default", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "kind"], condition=Q(is_default=True), name="one_usual_address_of_a_kind"
            ),
            models.CheckConstraint(condition=~Q(address=""), name="address_says_where"),
        ]

    def __str__(self) -> str:
        return self.address
