"""Contracts with customers, what may be drawn from them, and the wordings they are printed from."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.core.models import Line, Record
from daying.core.money import MoneyField, QuantityField, UnitPriceField
from daying.core.search import searchable
from daying.customers.models import Currency, Customer
from daying.people.models import Department
from daying.products.models import Product


class ContractKind(models.TextChoices):
    """What a contract is about. Orders are drawn from sales and framework contracts."""

    SALE = "sale", _("Sales contract")
    FRAMEWORK = "framework", _("Framework contract")
    QUALITY = "quality", _("Quality agreement")
    CONFIDENTIALITY = "confidentiality", _("Confidentiality agreement")


class ContractState(models.TextChoices):
    """How far a contract has come."""

    DRAFT = "draft", _("Draft")
    ISSUED = "issued", _("Issued")
    IN_FORCE = "in_force", _("In force")
    ENDED = "ended", _("Ended")
    VOID = "void", _("Void")


class WhenOverdrawn(models.TextChoices):
    """What happens to an order that takes more than the contract has left."""

    REFUSE = "refuse", _("Refuse the order")
    FLAG = "flag", _("Let it pass and show it")


class ContractTemplate(Record):
    """A wording with words in braces that are filled in. Contracts already issued keep the wording they had."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    text = models.TextField(_("text"), help_text=_("Words in braces such as {customer} or {amount} are filled in."))
    english_text = models.TextField(
        _("text in English"), blank=True, help_text=_("Empty: the same text stands in the English contract.")
    )
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("contract template")
        verbose_name_plural = _("contract templates")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Contract(Record):
    """What was agreed with a customer. The number is given when it is issued, and its wording is kept as issued.

    amount: what may be drawn in all; None where only quantities bound it. template_version: of the wording it has.
    """

    number = models.CharField(_("number"), max_length=30, null=True, unique=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=ContractState.choices, default=ContractState.DRAFT, editable=False
    )
    kind = models.CharField(_("kind"), max_length=16, choices=ContractKind.choices, default=ContractKind.SALE)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="contracts", verbose_name=_("customer"))
    title = models.CharField(pgettext_lazy("of a matter", "title"), max_length=120)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name=_("owner")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, editable=False, related_name="+", verbose_name=_("department")
    )
    from_on = models.DateField(_("in force from"))
    until_on = models.DateField(_("in force until"))
    amount = MoneyField(_("amount"), null=True, blank=True, validators=[MinValueValidator(Decimal(0))])
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices, default=Currency.CNY)
    when_overdrawn = models.CharField(
        _("when overdrawn"), max_length=10, choices=WhenOverdrawn.choices, default=WhenOverdrawn.REFUSE
    )
    terms = models.TextField(_("special terms"), blank=True)
    template = models.ForeignKey(
        ContractTemplate, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("contract template")
    )
    template_version = models.PositiveIntegerField(_("version of the template"), null=True, editable=False)
    wording = models.TextField(_("wording"), blank=True, editable=False)
    english_wording = models.TextField(_("wording in English"), blank=True, editable=False)
    signed_on = models.DateField(_("signed on"), null=True, editable=False)
    archive_number = models.CharField(_("archive number"), max_length=40, blank=True, editable=False)
    ended_for = models.TextField(_("ended because"), blank=True, editable=False)

    named_from = ("number", "title")

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering = ["-from_on", "-pk"]
        indexes = [models.Index(fields=["until_on"], name="contracts_by_end")]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="contract_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="contract_amount_not_below_0"),
            models.CheckConstraint(
                condition=Q(state__in=[ContractState.DRAFT, ContractState.VOID]) | Q(number__isnull=False),
                name="issued_contract_has_a_number",
            ),
            models.CheckConstraint(
                condition=~Q(state=ContractState.IN_FORCE) | Q(signed_on__isnull=False),
                name="contract_in_force_is_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}" if self.number else self.title


class ContractLine(Line):
    """So much of a product that may be drawn from a contract. unit_price: as agreed, where it was."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="lines", verbose_name=_("contract"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("product"))
    quantity = QuantityField(_("quantity"))
    unit_price = UnitPriceField(_("unit price"), null=True, blank=True)

    class Meta(Line.Meta):
        verbose_name = _("contract line")
        verbose_name_plural = _("contract lines")
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="contract_quantity_above_0"),
            models.UniqueConstraint(fields=["contract", "product"], name="product_in_a_contract_once"),
        ]

    def __str__(self) -> str:
        return f"{self.position}."


searchable(Contract, title="title", fields=["number", "archive_number"], via=["customer"])
