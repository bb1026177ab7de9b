"""What is said of the market: competitors, notes about them and about everything else, research projects."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.core.models import Record
from daying.core.money import UnitPriceField
from daying.core.search import searchable
from daying.customers.models import Currency, Customer, Zone
from daying.market.models.owned import Owned
from daying.products.models import Product


class Competitor(Record):
    """A company that sells what we sell."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    english_name = models.CharField(_("English name"), max_length=120, blank=True)
    website = models.CharField(_("website"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=50, blank=True)
    country = models.CharField(_("country"), max_length=50, blank=True)
    offers = models.TextField(_("what they sell"), blank=True)
    strengths = models.TextField(_("strengths"), blank=True)
    weaknesses = models.TextField(_("weaknesses"), blank=True)
    remarks = models.TextField(_("remarks"), blank=True)

    class Meta:
        verbose_name = _("competitor")
        verbose_name_plural = _("competitors")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class NoteKind(models.TextChoices):
    """What a note is about."""

    PRICE = "price", _("Price")
    COMPETITOR = "competitor", _("Competitor's move")
    TREND = "trend", _("Trend")
    POLICY = "policy", _("Policy")
    DEMAND = "demand", _("Customers' wishes")
    OTHER = "other", _("Other")


class SourceKind(models.TextChoices):
    """From whom we have it."""

    CUSTOMER = "customer", _("A customer")
    SUPPLIER = "supplier", _("A supplier")
    SHOW = "show", _("A trade show")
    PRESS = "press", _("Press or internet")
    AUTHORITY = "authority", _("An authority or association")
    OWN = "own", _("Own observation")


class Credibility(models.TextChoices):
    """How far a note can be relied on."""

    SURE = "a_sure", _("Confirmed")
    LIKELY = "b_likely", _("Likely")
    HEARSAY = "c_hearsay", _("Hearsay")


class MarketNote(Owned, Record):
    """One thing learnt about the market. customer: who told us, or whom it is about; who does not see the customer does
    not see the note. price: of a competitor or of the market, in the currency beside it."""

    kind = models.CharField(pgettext_lazy("sort of", "kind"), max_length=12, choices=NoteKind.choices)
    title = models.CharField(pgettext_lazy("of a matter", "title"), max_length=150)
    text = models.TextField(_("what was learnt"), blank=True)
    heard_on = models.DateField(_("heard on"), default=timezone.localdate)
    source = models.CharField(_("source"), max_length=12, choices=SourceKind.choices, default=SourceKind.OWN)
    source_detail = models.CharField(_("source in words"), max_length=200, blank=True)
    credibility = models.CharField(
        _("credibility"), max_length=10, choices=Credibility.choices, default=Credibility.LIKELY
    )
    competitor = models.ForeignKey(
        Competitor, models.PROTECT, null=True, blank=True, related_name="notes", verbose_name=_("competitor")
    )
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    zone = models.ForeignKey(Zone, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("zone"))
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="market_notes", verbose_name=_("customer")
    )
    price = UnitPriceField(_("price"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices, default=Currency.CNY)

    class Meta:
        verbose_name = _("market note")
        verbose_name_plural = _("market information")
        ordering = ["-heard_on", "-pk"]
        indexes = [models.Index(fields=["heard_on"], name="market_notes_by_day")]
        constraints = [
            models.CheckConstraint(condition=Q(price=None) | Q(price__gt=0), name="price_heard_above_0"),
            models.CheckConstraint(
                condition=~Q(kind="price") | Q(price__isnull=False),
                name="note_of_a_price_names_it",
                violation_error_message=_("A note about a price says which price."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ResearchState(models.TextChoices):
    """How far a research project has come. Late is computed."""

    PLANNED = "planned", _("Planned")
    UNDER_WAY = "under_way", _("Under way")
    REPORTED = "reported", _("Reported")
    ACCEPTED = "accepted", _("Accepted")
    DROPPED = "dropped", pgettext_lazy("of a prospect", "Dropped")


class Research(Owned, Record):
    """A question about the market that somebody is to answer. The report itself is a file on the record."""

    number = models.CharField(_("number"), max_length=30, null=True, unique=True, editable=False)
    title = models.CharField(pgettext_lazy("of a matter", "title"), max_length=150)
    question = models.TextField(_("question"))
    method = models.TextField(pgettext_lazy("of research", "method"), help_text=_("Whom or what is asked, and how."))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    findings = models.TextField(_("findings"), blank=True, editable=False)
    state = models.CharField(
        _("state"), max_length=12, choices=ResearchState.choices, default=ResearchState.PLANNED, editable=False
    )
    reported_on = models.DateField(_("reported on"), null=True, editable=False)

    class Meta:
        verbose_name = _("research project")
        verbose_name_plural = _("market research")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["reported", "accepted"]) | (~Q(findings="") & Q(reported_on__isnull=False)),
                name="research_reported_with_findings",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "dropped"]) | Q(number__isnull=False),
                name="research_under_way_has_a_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}" if self.number else self.title


searchable(Competitor, title="name", fields=["english_name", "offers"])
searchable(MarketNote, title="title", fields=["text", "source_detail"], via=["competitor"])
searchable(Research, title="title", fields=["number", "question", "findings"])
