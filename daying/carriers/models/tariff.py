"""Tariffs: what a carrier charges, as rows of data, in editions that each hold from a day to a day."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.carriers.models.carrier import Carrier
from daying.core.models import Line, Record
from daying.core.money import ZERO, MoneyField, QuantityField, RateField, UnitPriceField
from daying.core.search import searchable
from daying.work.models import Approved

LEAST = [MinValueValidator(0)]
SHARE = [MinValueValidator(0), MaxValueValidator(1)]


class TariffState(models.TextChoices):
    """Where an edition of a tariff stands. What is replaced holds on for the days before its successor."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("With the approver")
    APPROVED = "approved", _("Approved")
    SUPERSEDED = "superseded", _("Superseded")
    WITHDRAWN = "withdrawn", pgettext_lazy("of a tariff", "Withdrawn")


IN_FORCE = (TariffState.APPROVED, TariffState.SUPERSEDED)


class Rounding(models.TextChoices):
    """Which way what lies between two steps goes."""

    UP = "up", _("Up")
    HALF_UP = "half_up", _("Half up")
    DOWN = "down", _("Down")


class Tariff(Approved, Record):
    """One edition of what a carrier charges. Rows: services, zones, fares, surcharges. Everything is in RMB.

    account: the monthly account it holds for; empty: for all of the carrier's that have none of their own.
    is_offered: a carrier's offer, kept to compare with; it never holds for a waybill.
    valid_until: the last day, None while nothing has replaced it.
    """

    carrier = models.ForeignKey(Carrier, models.PROTECT, related_name="tariffs", verbose_name=_("carrier"))
    account = models.CharField(
        _("monthly account"),
        max_length=40,
        blank=True,
        help_text=_("Empty: all accounts without a tariff of their own."),
    )
    name = models.CharField(pgettext_lazy("of a thing", "name"), max_length=60)
    edition = models.PositiveIntegerField(_("edition of the tariff"), default=1, editable=False)
    valid_from = models.DateField(_("valid from"), default=timezone.localdate)
    valid_until = models.DateField(_("valid until"), null=True, blank=True, help_text=_("Empty: until the next one."))
    is_offered = models.BooleanField(
        _("an offer to compare with"),
        default=False,
        help_text=_("An offer is rated for comparison and holds for nothing."),
    )
    remarks = models.TextField(_("remarks"), blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=TariffState.choices, default=TariffState.DRAFT, editable=False
    )

    class Meta:
        verbose_name = _("tariff")
        verbose_name_plural = _("tariffs")
        ordering = ["carrier", "account", "name", "-edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["carrier", "account", "name", "edition"],
                name="tariff_edition_once",
                violation_error_message=_(
                    "The carrier has a tariff of this name for this account. Make a new edition of it."
                ),
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="tariff_valid_from_its_day",
                violation_error_message=_("A tariff is valid at least on its own day."),
            ),
        ]

    named_by = ("carrier",)

    def __str__(self) -> str:
        return f"{self.carrier} {self.name} v{self.edition}"


class Reach(models.TextChoices):
    """Where a service goes: what approval makes sure of."""

    MAINLAND = "mainland", _("All of the mainland")
    ALL = "all", _("The mainland, Hong Kong, Macao and Taiwan")
    LISTED = "listed", _("Only where it has a fare")


class TariffService(Line):
    """One product of the carrier, with what holds for all its fares: weight, volume, rounding and discount.

    divisor: L × W × H in cm ÷ divisor is the volumetric weight in kg; None: of its fares, or none where it counts no
    volume. Below heavy_from the continued weight goes by light_step, from it on by heavy_step. discount: 0.1 is 10 %
    off, of the freight alone or of everything.
    """

    tariff = models.ForeignKey(Tariff, models.CASCADE, related_name="services", verbose_name=_("tariff"))
    service = models.CharField(_("service product"), max_length=40)
    reach = models.CharField(
        pgettext_lazy("of a service product", "goes to"),
        max_length=10,
        choices=Reach.choices,
        default=Reach.MAINLAND,
    )
    counts_volume = models.BooleanField(_("counts volume"), default=True)
    divisor = models.PositiveIntegerField(_("divisor"), null=True, blank=True, validators=[MinValueValidator(1)])
    minimum_weight = QuantityField(_("minimum weight, kg"), default=Decimal("0.000"), blank=True, validators=LEAST)
    maximum_weight = QuantityField(_("up to, kg"), null=True, blank=True, validators=LEAST)
    light_step = QuantityField(_("step below, kg"), default=Decimal("0.500"), blank=True, validators=LEAST)
    light_rounding = models.CharField(_("rounded"), max_length=10, choices=Rounding.choices, default=Rounding.UP)
    heavy_from = QuantityField(_("heavy from, kg"), default=Decimal("100.000"), blank=True, validators=LEAST)
    heavy_step = QuantityField(_("step from there, kg"), default=Decimal("1.000"), blank=True, validators=LEAST)
    heavy_rounding = models.CharField(
        _("heavy rounded"), max_length=10, choices=Rounding.choices, default=Rounding.HALF_UP
    )
    fare_step = MoneyField(_("fare in steps of"), default=Decimal("1.00"), blank=True, validators=LEAST)
    fare_rounding = models.CharField(
        _("fare rounded"), max_length=10, choices=Rounding.choices, default=Rounding.HALF_UP
    )
    discount = RateField(_("discount"), default=Decimal("0.0000"), blank=True, validators=SHARE)
    is_discount_on_all = models.BooleanField(_("discount on surcharges too"), default=False)

    class Meta(Line.Meta):
        verbose_name = _("service product of a tariff")
        verbose_name_plural = _("service products of tariffs")
        constraints = [models.UniqueConstraint(fields=["tariff", "service"], name="service_once_in_a_tariff")]

    def __str__(self) -> str:
        return self.service


class ZoneKind(models.TextChoices):
    """How a zone says where it is: by its places, or by where the consignment comes from."""

    PLACES = "places", _("These places")
    SAME_CITY = "same_city", _("The city it comes from")
    SAME_PROVINCE = "same_province", _("The province it comes from")
    SAME_REGION = "same_region", _("The economic zone it comes from")
    REST = "rest", _("Everywhere else")


class TariffZone(Line):
    """A zone of a tariff. places: provinces and cities, apart by commas or spaces: 江苏 浙江 上海."""

    tariff = models.ForeignKey(Tariff, models.CASCADE, related_name="zones", verbose_name=_("tariff"))
    name = models.CharField(pgettext_lazy("of a tariff", "zone"), max_length=40)
    kind = models.CharField(_("is"), max_length=15, choices=ZoneKind.choices, default=ZoneKind.PLACES)
    places = models.TextField(_("provinces and cities"), blank=True)

    class Meta(Line.Meta):
        verbose_name = _("zone of a tariff")
        verbose_name_plural = _("zones of tariffs")
        constraints = [models.UniqueConstraint(fields=["tariff", "name"], name="zone_once_in_a_tariff")]

    def __str__(self) -> str:
        return self.name


class TariffFare(Line):
    """What a service costs from a zone to a zone in one band of weight: first weight, then steps.

    A weight w of the band (above weight_from, up to weight_to; None: any) costs
    first_price + ⌈(w − first_weight) ÷ step⌉ × step_price, at least minimum_price. Without a step it costs first_price.
    divisor: of this pair of zones; None: the service's. days: within how many days it is promised; None: not promised.
    """

    tariff = models.ForeignKey(Tariff, models.CASCADE, related_name="fares", verbose_name=_("tariff"))
    service = models.CharField(_("service product"), max_length=40)
    from_zone = models.CharField(_("from zone"), max_length=40)
    to_zone = models.CharField(_("to zone"), max_length=40)
    weight_from = QuantityField(_("above, kg"), default=Decimal("0.000"), blank=True, validators=LEAST)
    weight_to = QuantityField(_("up to, kg"), null=True, blank=True, validators=LEAST)
    first_weight = QuantityField(_("first weight, kg"), default=Decimal("0.000"), blank=True, validators=LEAST)
    first_price = MoneyField(_("first price"), default=ZERO, blank=True, validators=LEAST)
    step = QuantityField(_("step, kg"), null=True, blank=True, validators=LEAST)
    step_price = UnitPriceField(_("price of a step"), default=Decimal("0.0000"), blank=True, validators=LEAST)
    minimum_price = MoneyField(_("at least"), default=ZERO, blank=True, validators=LEAST)
    divisor = models.PositiveIntegerField(_("divisor"), null=True, blank=True, validators=[MinValueValidator(1)])
    days = models.PositiveSmallIntegerField(_("promised days"), null=True, blank=True)

    class Meta(Line.Meta):
        verbose_name = _("fare")
        verbose_name_plural = _("fares")

    def __str__(self) -> str:
        return f"{self.service} {self.from_zone} → {self.to_zone}"


class SurchargeKind(models.TextChoices):
    """What is charged beside the freight. Packing and carrying upstairs only where they were asked for."""

    INSURANCE = "insurance", _("Insurance")
    PACKING = "packing", _("Packing")
    COD_FEE = "cod_fee", _("COD fee")
    FUEL = "fuel", _("Fuel")
    REMOTE = "remote", _("Remote area")
    UPSTAIRS = "upstairs", _("Carrying upstairs")
    OTHER = "other", pgettext_lazy("kind of surcharge", "Other")


class SurchargeBase(models.TextChoices):
    """What a surcharge is counted by: an amount for each, or a share of it."""

    WAYBILL = "waybill", _("The waybill")
    PIECE = "piece", _("Each piece")
    WEIGHT = "weight", _("Each kg chargeable")
    DECLARED = "declared", _("The declared value")
    COD = "cod", _("The COD amount")
    FREIGHT = "freight", _("The freight")


class TariffSurcharge(Line):
    """One surcharge, or one step of it: a fixed amount plus a share of its base, within a least and a most.

    It counts while its base is above base_from and up to base_to (None: any). service, to_zone: empty where it holds
    for all. packing: for which packing, empty for any. amount: of the waybill, or of each piece or kg.
    """

    tariff = models.ForeignKey(Tariff, models.CASCADE, related_name="surcharges", verbose_name=_("tariff"))
    kind = models.CharField(_("surcharge"), max_length=10, choices=SurchargeKind.choices)
    service = models.CharField(_("service product"), max_length=40, blank=True)
    to_zone = models.CharField(_("to zone"), max_length=40, blank=True)
    packing = models.CharField(_("name or packing"), max_length=40, blank=True)
    base = models.CharField(_("counted by"), max_length=10, choices=SurchargeBase.choices)
    base_from = QuantityField(_("above"), default=Decimal("0.000"), blank=True, validators=LEAST)
    base_to = QuantityField(_("up to"), null=True, blank=True, validators=LEAST)
    amount = UnitPriceField(_("amount"), default=Decimal("0.0000"), blank=True, validators=LEAST)
    rate = RateField(_("share"), default=Decimal("0.0000"), blank=True, validators=SHARE)
    minimum = MoneyField(_("at least"), default=ZERO, blank=True, validators=LEAST)
    maximum = MoneyField(_("at most"), null=True, blank=True, validators=LEAST)

    class Meta(Line.Meta):
        verbose_name = _("surcharge")
        verbose_name_plural = _("surcharges")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.packing}".strip()


searchable(Tariff, title="name", fields=["account"], via=["carrier"])
