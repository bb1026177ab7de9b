"""What makes the file of a customer whole: by what it is known again, tax and bank, addresses, what became of it."""

import re
from itertools import groupby
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from daying.core import pinyin
from daying.core.models import Record

LONGEST_SOUND = 200
LEGAL_FORM = re.compile(r"(股份有限公司|有限责任公司|有限公司)$")
CHINA = re.compile(r"^(00)?86(?=\d{10,})")


def sound_key(name: str) -> str:
    """How a company's name sounds, as name_key has it: 鑫淼电子有限公司 and 鑫渺电子 are one. Signs are left out."""
    plain = "".join(sign for sign in name if sign.isalnum())
    spoken = LEGAL_FORM.sub("", plain) or plain
    runs = ((is_chinese, "".join(signs)) for is_chinese, signs in groupby(spoken, pinyin.is_chinese))
    return "".join(pinyin.spelled(run) if is_chinese else run for is_chinese, run in runs)[:LONGEST_SOUND]


def phone_key(phone: str) -> str:
    """The digits of a telephone number, without the code of China: +86 22-2345 6789 and 022-23456789 are one."""
    digits = "".join(sign for sign in phone if sign.isascii() and sign.isdigit())
    return CHINA.sub("", digits).lstrip("0")


class SoundKeyField(models.CharField):
    """How the name sounds, worked out from the name whenever the row is written."""

    follows = "name"

    def pre_save(self, model_instance: Any, add: bool) -> str:
        from daying.customers.models.customer import name_key

        key = sound_key(name_key(model_instance.name))
        setattr(model_instance, self.attname, key)
        return key


class PhoneKeyField(models.CharField):
    """The digits of the phone number, worked out from it whenever the row is written."""

    follows = "phone"

    def pre_save(self, model_instance: Any, add: bool) -> str:
        key = phone_key(model_instance.phone)
        setattr(model_instance, self.attname, key)
        return key


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
