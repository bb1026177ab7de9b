"""How customers, contacts and zones show themselves."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from daying.customers import actions, queries, views
from daying.customers.models import Contact, Customer, CustomerAddress, CustomerState, Pool, Zone
from daying.customers.segments.filters import SegmentFilter
from daying.desk.gate import asks
from daying.desk.resource import Resource, panel, register
from daying.people.models import Employee

SECTION = _("Customers")


@register(Customer)
class CustomerPages(Resource):
    """The customer file. The owner is not typed: a new customer goes to its zone's owner, an old one is given over."""

    slug = "customers"
    icon = "building"
    section = SECTION
    columns = ["name", "code", "grade", "zone", "city", "owner", "phone", "next_follow_up_on", "completeness", "state"]
    filters = ["state", "grade", "zone", "owner", "pool", "department", "industry", "country", "terms"]
    filters += ["completeness", "last_followed_up_on", "next_follow_up_on", "last_deal_on", "is_protected"]
    filters += ["protected_until"]
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
        "tax_number",
        "bank_name",
        "bank_account",
        "invoice_details",
        "remarks",
    ]
    headings = {
        "code": _("Identity"),
        "phone": _("Address"),
        "terms": _("Terms"),
        "tax_number": _("Tax and bank"),
        "remarks": _("Remarks"),
    }
    facts = [*form[:8], "owner", "pool", "department", "owned_since", "is_protected", "protected_until"]
    facts += [
        "last_followed_up_on",
        "next_follow_up_on",
        "first_deal_on",
        "last_deal_on",
        *form[8:15],
        "credit_limit",
        *form[15:],
    ]
    facts += ["completeness", "missing", "merged_into"]
    labels = {"missing": _("The file still lacks"), "segment": _("Segment")}
    imports = ["code", "name", "english_name", "short_name", "credit_code", "grade", "zone", "industry"]
    imports += ["phone", "country", "city", "address", "terms", "payment_days", "cut_off_day", "credit_limit"]
    imports += ["currency", "price_includes_tax", "tax_rate", "tax_number", "bank_name", "bank_account"]
    imports += ["invoice_details", "remarks"]
    import_fields = {
        # Left out, the zone's owner takes the customer, or whoever brings the sheet.
        "owner": forms.ModelChoiceField(Employee.objects.filter(is_active=True), required=False, label=_("Owner")),
        "pool": forms.ModelChoiceField(Pool.objects.filter(is_active=True), required=False, label=_("Pool")),
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
    ordering = ["code"]
    bounds_figures = True
    scope = staticmethod(queries.customers_seen_by)
    create = staticmethod(actions.open_customer)
    create_many = staticmethod(actions.open_customers)
    find_duplicates = staticmethod(queries.told_duplicates)
    alike_by = queries.TYPED
    alike = staticmethod(queries.alike)
    step_pages = {"merge": "customer-merge"}
    extra_urls = [asks("customers/<uuid:public_id>/merge/", views.merge, name="customer-merge")]

    def offered(self, user: Any) -> Any:
        """New business is done with active customers that somebody looks after."""
        return self.scope(user).filter(state=CustomerState.ACTIVE, pool=None)

    def defaults(self, records: Sequence[Any], user: Any, around: Mapping[str, str]) -> list[dict[str, Any]]:
        """Where the goods go, and whom we talk to, unless somebody says otherwise."""
        main = {c.customer_id: c for c in Contact.objects.filter(customer__in=records, is_main=True)}
        usual = queries.usual_delivery(records)
        return [{**_where_to(c, usual.get(c.pk)), "contact": main.get(c.pk)} for c in records]

    def past(self, record: Any) -> Sequence[int]:
        """What happened to those that were merged into it happened to it."""
        return queries.merged_keys(record)


def _where_to(customer: Customer, place: CustomerAddress | None) -> dict[str, str]:
    if place is None:
        return {"delivery_name": customer.name, "delivery_address": customer.address}
    return {"delivery_name": place.recipient or customer.name, "delivery_address": place.address}


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

    def defaults(self, records: Sequence[Any], user: Any, around: Mapping[str, str]) -> list[dict[str, Any]]:
        """Where to write to."""
        return [{"address": one.email} for one in records]


@register(CustomerAddress)
class AddressPages(Resource):
    """Where goods, fapiao and visitors of our customers go."""

    slug = "addresses"
    icon = "map-pin"
    section = SECTION
    is_aside = True
    columns = ["address", "customer", "kind", "recipient", "contact", "phone", "is_default"]
    filters = ["customer", "customer__owner", "kind", "is_default"]
    search = ["address", "recipient", "contact", "phone", "customer__name"]
    form = ["customer", "kind", "address", "recipient", "contact", "phone", "is_default"]
    imports = ["customer", "kind", "address", "recipient", "contact", "phone", "is_default"]
    within = "customer"
    scope = staticmethod(queries.addresses_seen_by)
    create = staticmethod(actions.add_address)
    change = staticmethod(actions.change_address)


@register(Zone)
class ZonePages(Resource):
    """The map of our territories."""

    slug = "zones"
    icon = "map-pin"
    section = SECTION
    is_aside = True
    columns = ["code", "name", "parent", "owner"]
    filters = ["parent", "owner"]
    search = ["code", "name"]
    form = ["code", "name", "parent", "owner"]
    imports = ["code", "name", "parent", "owner"]
    ordering = ["code"]
    scope = staticmethod(queries.zones_seen_by)


panel(Customer, _("Contacts"), ContactPages, by="customer")
panel(Customer, _("Addresses"), AddressPages, by="customer")
panel(Customer, _("Merged into it"), CustomerPages, by="merged_into")
panel(Zone, _("Customers"), CustomerPages, by="zone")

# Their tabs come after those above.
from daying.customers.development import pages as development_pages  # noqa: E402, F401 - they register themselves
from daying.customers.pool import pages as pages_of_pools  # noqa: E402, F401
from daying.customers.segments import pages as segment_pages  # noqa: E402, F401
