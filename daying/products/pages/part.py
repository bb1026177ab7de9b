"""How customers' part numbers show themselves."""

from django.utils.translation import gettext_lazy as _

from daying.customers.models import Customer
from daying.desk.resource import Resource, panel, register
from daying.products import queries
from daying.products.models import CustomerPart, Product
from daying.products.pages.product import SECTION


@register(CustomerPart)
class CustomerPartPages(Resource):
    """The numbers under which customers order."""

    slug = "customer-parts"
    icon = "tags"
    section = SECTION
    is_aside = True
    columns = ["code", "name", "customer", "product"]
    filters = ["customer", "product"]
    search = ["code", "name", "customer__name", "product__name"]
    form = ["customer", "code", "name", "product"]
    imports = ["customer", "code", "name", "product"]
    aliases = {"code": ["客户料号", "customer part", "客户物料编码"], "product": ["料号", "产品编码"]}
    ordering = ["customer", "code"]
    scope = staticmethod(queries.parts_seen_by)


panel(Customer, _("Part numbers"), CustomerPartPages, by="customer")
panel(Product, _("Customers' part numbers"), CustomerPartPages, by="product")
