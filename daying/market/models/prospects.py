"""Who might buy: prospects, and the leads that a trade show brings."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.core.models import Record
from daying.core.pinyin import syllables
from daying.core.search import searchable
from daying.customers import credit_code
from daying.customers.models import Customer, Zone, name_key, sound_key
from daying.customers.models.keys import LONGEST_SOUND, KeyField, NameKeyField, PhoneKeyField, own_name
from daying.market.models.campaigns import Campaign
from daying.market.models.owned import Owned
from daying.market.models.shows import TradeShow

FEWEST_SYLLABLES = 3
PHONE = RegexValidator(r"^[0-9+()（）\-—/\s.extEXT转]{5,30}$", _("A telephone number has digits, + ( ) and - only."))


def heard_key(name: str) -> str:
    """How a company's name sounds, where enough of it is Chinese to tell companies apart; else empty."""
    key = name_key(name)
    return sound_key(key) if len(syllables(own_name(key))) >= FEWEST_SYLLABLES else ""


class HeardKeyField(KeyField):
    """The sound of a name that is long enough to be compared by it."""

    follows = "name"

    def work_out(self, text: str) -> str:
        return heard_key(text)


class ContactPhoneKeyField(PhoneKeyField):
    """The digits of the contact's telephone number."""

    follows = "contact_phone"


class ProspectSource(models.TextChoices):
    """Where we have a prospect from."""

    IMPORT = "import", _("A list")
    SHOW = "show", _("A trade show")
    CAMPAIGN = "campaign", _("A campaign")
    WEB = "web", _("Internet")
    REFERRAL = "referral", _("Recommended")
    CALL = "call", _("Called or wrote to us")
    OTHER = "other", _("Other")


class ProspectState(models.TextChoices):
    """How far we have come with a prospect."""

    NEW = "new", _("New")
    CONTACTED = "contacted", _("Contacted")
    QUALIFIED = "qualified", _("Became a customer")
    DROPPED = "dropped", pgettext_lazy("of a prospect", "Dropped")


class Prospect(Owned, Record):
    """A company that may become a customer. customer: what it became; its history stays here and is seen from there."""

    name = models.CharField(_("company"), max_length=120)
    name_key = NameKeyField(_("name as compared"), max_length=120, editable=False, db_index=True)
    sound_key = HeardKeyField(_("name as heard"), max_length=LONGEST_SOUND, editable=False, db_index=True)
    english_name = models.CharField(_("English name"), max_length=120, blank=True)
    credit_code = models.CharField(_("credit code"), max_length=18, blank=True, validators=[credit_code.validate])
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    phone_key = PhoneKeyField(_("phone as compared"), max_length=30, default="", editable=False, db_index=True)
    website = models.CharField(_("website"), max_length=200, blank=True)
    industry = models.CharField(_("industry"), max_length=50, blank=True)
    employees = models.PositiveIntegerField(_("number of employees"), null=True, blank=True)
    zone = models.ForeignKey(Zone, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("zone"))
    country = models.CharField(_("country"), max_length=50, blank=True)
    city = models.CharField(_("city"), max_length=50, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    contact_name = models.CharField(_("main contact"), max_length=60, blank=True)
    contact_title = models.CharField(_("contact's title"), max_length=60, blank=True)
    contact_phone = models.CharField(_("contact's phone"), max_length=30, blank=True)
    contact_phone_key = ContactPhoneKeyField(
        _("contact's phone as compared"), max_length=30, default="", editable=False, db_index=True
    )
    contact_email = models.EmailField(_("contact's e-mail"), blank=True)
    interest = models.TextField(_("what they may need"), blank=True)
    source = models.CharField(_("source"), max_length=12, choices=ProspectSource.choices, default=ProspectSource.OTHER)
    source_detail = models.CharField(_("source in words"), max_length=200, blank=True)
    show = models.ForeignKey(
        TradeShow, models.PROTECT, null=True, blank=True, related_name="prospects", verbose_name=_("trade show")
    )
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="prospects", verbose_name=_("campaign")
    )
    remarks = models.TextField(_("remarks"), blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=ProspectState.choices, default=ProspectState.NEW, editable=False
    )
    next_on = models.DateField(_("next contact"), null=True, editable=False)
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, editable=False, related_name="prospects", verbose_name=_("customer")
    )
    qualified_on = models.DateField(_("became a customer on"), null=True, editable=False)

    class Meta:
        verbose_name = _("prospect")
        verbose_name_plural = _("prospects")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["owner", "state"], name="prospects_by_owner"),
            models.Index(fields=["state", "next_on"], name="prospects_by_next_contact"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~Q(credit_code=""),
                name="one_prospect_per_code",
                violation_error_message=_("A prospect with this credit code is already there."),
            ),
            models.CheckConstraint(condition=~Q(name_key=""), name="prospect_name_can_be_compared"),
            models.CheckConstraint(
                condition=Q(state="qualified", customer__isnull=False, qualified_on__isnull=False)
                | (~Q(state="qualified") & Q(customer=None, qualified_on=None)),
                name="qualified_prospect_has_its_customer",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LeadState(models.TextChoices):
    """What became of a lead."""

    NEW = "new", _("New")
    FILED = "filed", _("Taken up")
    DISMISSED = "dismissed", _("Dismissed")


class Lead(Owned, Record):
    """A visitor met at a show, entered by our people or by the visitor with the code on the stand.

    owner: whose code it was, or who entered it. consented_at: when the visitor agreed to be contacted; None where our
    people entered it from a card. prospect or customer: where it was filed.
    """

    show = models.ForeignKey(TradeShow, models.PROTECT, related_name="leads", verbose_name=_("trade show"))
    company = models.CharField(_("company"), max_length=120)
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=60)
    title = models.CharField(_("position"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True, validators=[PHONE])
    email = models.EmailField(_("e-mail"), blank=True, max_length=120)
    interest = models.TextField(_("interested in"), blank=True)
    met_on = models.DateField(_("met on"), default=timezone.localdate)
    is_from_visitor = models.BooleanField(_("entered by the visitor"), default=False, editable=False)
    consented_at = models.DateTimeField(_("agreed to be contacted"), null=True, editable=False)
    state = models.CharField(
        _("state"), max_length=12, choices=LeadState.choices, default=LeadState.NEW, editable=False
    )
    prospect = models.ForeignKey(
        Prospect, models.PROTECT, null=True, editable=False, related_name="leads", verbose_name=_("prospect")
    )
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, editable=False, related_name="leads", verbose_name=_("customer")
    )

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["show", "state"], name="leads_of_show")]
        constraints = [
            models.CheckConstraint(
                condition=(Q(state="filed") & (Q(prospect__isnull=False) | Q(customer__isnull=False)))
                | (~Q(state="filed") & Q(prospect=None, customer=None)),
                name="filed_lead_is_somewhere",
            ),
            models.CheckConstraint(
                condition=~Q(phone="") | ~Q(email=""),
                name="lead_can_be_reached",
                violation_error_message=_("Give a telephone number or an e-mail address."),
            ),
            models.CheckConstraint(
                condition=Q(is_from_visitor=False) | Q(consented_at__isnull=False),
                name="visitor_agreed_to_be_contacted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company} {self.name}"


searchable(
    Prospect,
    title="name",
    fields=["english_name", "credit_code", "phone", "contact_name", "contact_phone", "interest", "remarks"],
)
searchable(Lead, title="company", fields=["name", "phone", "email", "interest"])
