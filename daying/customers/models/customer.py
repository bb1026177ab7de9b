"""Customers, the people there, and the zones they are in."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.core.models import Record
from daying.core.money import MoneyField, RateField
from daying.core.search import searchable
from daying.customers import credit_code
from daying.customers.models.file import CustomerAddress, CustomerFile
from daying.customers.models.grades import Grade
from daying.customers.models.keys import NameKeyField, PhoneKeyField
from daying.customers.models.pool import Pool
from daying.customers.models.terms import Currency, PaymentTerms
from daying.people.models import Department


class Zone(Record):
    """A territory, part of a larger one, with the person new customers in it go to."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=100)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )

    class Meta:
        verbose_name = _("zone")
        verbose_name_plural = _("zones")
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("id")), name="zone_not_in_itself")]

    def __str__(self) -> str:
        return self.name


class CustomerState(models.TextChoices):
    """Whether we still do business with a customer."""

    ACTIVE = "active", _("Active")
    CLOSED = "closed", _("Closed")


class Customer(CustomerFile, PaymentTerms, Record):
    """A company that buys from us, or may: somebody's, or in a pool.

    department is the owner's, or the pool's, kept here because it decides who sees what. The days of follow-ups and
    deals are kept by what happens, and never typed.
    """

    code = models.CharField(_("code"), max_length=20, unique=True, blank=True, help_text=_("Given when left empty."))
    name = models.CharField(_("name"), max_length=120)
    name_key = NameKeyField(_("name as compared"), max_length=120, editable=False, db_index=True)
    english_name = models.CharField(_("English name"), max_length=120, blank=True)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    credit_code = models.CharField(_("credit code"), max_length=18, blank=True, validators=[credit_code.validate])
    grade = models.CharField(_("grade"), max_length=1, choices=Grade.choices, default=Grade.C)
    zone = models.ForeignKey(
        Zone, models.PROTECT, null=True, blank=True, related_name="customers", verbose_name=_("zone")
    )
    industry = models.CharField(_("industry"), max_length=50, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="customers", verbose_name=_("owner")
    )
    pool = models.ForeignKey(
        Pool, models.PROTECT, null=True, editable=False, related_name="customers", verbose_name=_("pool")
    )
    owned_since = models.DateField(_("owned since"), null=True, editable=False)
    is_protected = models.BooleanField(_("protected from the pool"), default=False, editable=False)
    protected_until = models.DateField(_("protected until"), null=True, editable=False)
    first_deal_on = models.DateField(_("first deal"), null=True, editable=False)
    last_deal_on = models.DateField(_("last deal"), null=True, editable=False)
    department = models.ForeignKey(
        Department, models.PROTECT, editable=False, related_name="+", verbose_name=_("department")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=CustomerState.choices, default=CustomerState.ACTIVE, editable=False
    )
    phone = models.CharField(_("phone"), max_length=30, blank=True, db_index=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=50, blank=True)
    country = models.CharField(_("country"), max_length=50, blank=True)
    credit_limit = MoneyField(_("credit limit"), null=True, blank=True, help_text=_("Empty: no limit is set."))
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices, default=Currency.CNY)
    price_includes_tax = models.BooleanField(_("prices include tax"), default=True)
    tax_rate = RateField(
        _("tax rate"), null=True, blank=True, help_text=_("0.13 is 13 %. Empty: as the product says; 0 for export.")
    )
    invoice_details = models.TextField(
        _("further fapiao details"),
        blank=True,
        help_text=_("What else a fapiao to this customer must say: title, address, remarks."),
    )
    remarks = models.TextField(_("remarks"), blank=True)
    last_followed_up_on = models.DateField(_("last follow-up on"), null=True, editable=False)
    next_follow_up_on = models.DateField(_("next follow-up on"), null=True, editable=False)

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        ordering = ["code"]
        indexes = [models.Index(fields=["owner"], name="customers_by_owner"), *CustomerFile.Meta.indexes]
        constraints = [
            *PaymentTerms.Meta.constraints,
            *CustomerFile.Meta.constraints,
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~Q(credit_code=""),
                name="one_customer_per_code",
                violation_error_message=_("A customer with this credit code is already in the file."),
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=False, owned_since__isnull=False, pool=None)
                | Q(owner=None, owned_since=None, pool__isnull=False, is_protected=False),
                name="customer_is_somebodys_or_in_a_pool",
            ),
            models.CheckConstraint(
                condition=Q(protected_until=None) | Q(is_protected=True), name="protected_until_while_protected"
            ),
            models.CheckConstraint(condition=~Q(name_key=""), name="customer_name_can_be_compared"),
            models.CheckConstraint(
                condition=Q(credit_limit=None) | Q(credit_limit__gte=0), name="credit_limit_not_below_0"
            ),
            models.CheckConstraint(
                condition=Q(tax_rate=None) | Q(tax_rate__gte=0, tax_rate__lte=1), name="customer_tax_rate_is_a_share"
            ),
        ]

    named_from = ("name", "short_name")

    def __str__(self) -> str:
        return self.short_name or self.name


class Contact(Record):
    """A person at the customer."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="contacts", verbose_name=_("customer"))
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=60)
    title = models.CharField(_("title"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    phone_key = PhoneKeyField(_("phone as compared"), max_length=30, default="", editable=False, db_index=True)
    email = models.EmailField(_("e-mail"), blank=True)
    is_main = models.BooleanField(_("main contact"), default=False)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["-is_main", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(is_main=True), name="one_main_contact_per_customer"
            )
        ]

    def __str__(self) -> str:
        return self.name


searchable(Customer, title="name", fields=["code", "english_name", "short_name", "phone", "credit_code"])
searchable(Contact, title="name", fields=["phone", "email"], via=["customer"])
searchable(CustomerAddress, title="address", fields=["recipient", "contact", "phone"], via=["customer"])
