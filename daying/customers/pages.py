"""How customers, contacts and zones show themselves."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from daying.customers import actions, queries
from daying.customers.models import Contact, Customer, CustomerState, Zone
from daying.customers.segments.filters import SegmentFilter
from daying.desk.resource import Resource, panel, register
from daying.people.models import Employee

SECTION = _("Customers")


@register(Customer)
class CustomerPages(Resource):
    """The customer file. The owner is not typed: a new customer goes to its zone's owner, an old one is given over."""

    slug = "customers"
    icon = "building"
    section = SECTION
    columns = ["code", "name", "grade", "zone", "city", "owner", "phone", "state"]
    filters = ["state", "grade", "zone", "owner", "department", "industry", "country", "terms"]
    search = ["code", "name", "english_name", "short_name", "phone", "credit_code"]
    form = [
        "code",
        "name",
        "english_name",
        "short_name",
        "credit_code",
        "grade",
        "zone",
        "industry",
        "phone",
        "country",
        "city",
        "address",
        "terms",
        "payment_days",
        "cut_off_day",
        "currency",
        "price_includes_tax",
        "tax_rate",
        "invoice_details",
        "remarks",
    ]
    headings = {"code": _("Identity"), "phone": _("Address"), "terms": _("Terms"), "remarks": _("Remarks")}
    facts = [*form[:8], "owner", "department", *form[8:15], "credit_limit", *form[15:]]
    imports = ["code", "name", "english_name", "short_name", "credit_code", "grade", "zone", "industry"]
    imports += ["phone", "country", "city", "address", "terms", "payment_days", "cut_off_day", "credit_limit"]
    imports += ["currency", "price_includes_tax", "tax_rate", "invoice_details", "remarks"]
    import_fields = {
        # Left out, the zone's owner takes the customer, or whoever brings the sheet.
        "owner": forms.ModelChoiceField(Employee.objects.filter(is_active=True), required=False, label=_("Owner")),
        "contact_name": forms.CharField(max_length=60, required=False, label=_("Main contact")),
        "contact_title": forms.CharField(max_length=60, required=False, label=_("Contact's title")),
        "contact_phone": forms.CharField(max_length=30, required=False, label=_("Contact's phone")),
        "contact_email": forms.EmailField(required=False, label=_("Contact's e-mail")),
    }
    aliases = {
        "code": ["customer number", "客户编号"],
        "name": ["company name", "公司名称", "单位名称"],
        "credit_code": ["统一社会信用代码", "税号", "纳税人识别号"],
        "phone": ["telephone", "联系电话"],
    }
    further_filters = {"segment": SegmentFilter}
    labels = {"segment": _("Segment")}
    ordering = ["code"]
    bounds_figures = True
    scope = staticmethod(queries.customers_seen_by)
    create = staticmethod(actions.open_customer)
    create_many = staticmethod(actions.open_customers)
    find_duplicates = staticmethod(queries.told_duplicates)

    def offered(self, user: Any) -> Any:
        """New business is done with active customers."""
        return self.scope(user).filter(state=CustomerState.ACTIVE)

    def defaults(self, records: Sequence[Any], user: Any, around: Mapping[str, str]) -> list[dict[str, Any]]:
        """Where the goods go, and whom we talk to, unless somebody says otherwise."""
        main = {c.customer_id: c for c in Contact.objects.filter(customer__in=records, is_main=True)}
        return [{"delivery_name": c.name, "delivery_address": c.address, "contact": main.get(c.pk)} for c in records]


@register(Contact)
class ContactPages(Resource):
    """The people at our customers."""

    slug = "contacts"
    icon = "users"
    section = SECTION
    columns = ["name", "customer", "title", "phone", "email", "is_main"]
    filters = ["customer", "customer__owner", "is_main"]
    search = ["name", "phone", "email", "customer__name"]
    form = ["customer", "name", "title", "phone", "email", "is_main"]
    imports = ["customer", "name", "title", "phone", "email", "is_main"]
    within = "customer"
    scope = staticmethod(queries.contacts_seen_by)
    create = staticmethod(actions.add_contact)
    change = staticmethod(actions.change_contact)


@register(Zone)
class ZonePages(Resource):
    """The map of our territories."""

    slug = "zones"
    icon = "map-pin"
    section = SECTION
    columns = ["code", "name", "parent", "owner"]
    filters = ["parent", "owner"]
    search = ["code", "name"]
    form = ["code", "name", "parent", "owner"]
    imports = ["code", "name", "parent", "owner"]
    ordering = ["code"]
    scope = staticmethod(queries.zones_seen_by)


panel(Customer, _("Contacts"), ContactPages, by="customer")
panel(Zone, _("Customers"), CustomerPages, by="zone")

from daying.customers.development import pages as development_pages  # noqa: E402, F401 - they register themselves
from daying.customers.segments import pages as segment_pages  # noqa: E402, F401
