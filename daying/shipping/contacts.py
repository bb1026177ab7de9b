"""Whom we tell of a shipment at the customer, and in which language."""

from daying.customers.models import Contact, Customer
from daying.orders.models import SalesOrder

AT_HOME = {"", "中国", "中国大陆", "china", "cn", "prc", "中国香港", "香港", "中国澳门", "澳门", "中国台湾", "台湾"}
FIRST_IDEOGRAPH, LAST_IDEOGRAPH = "\u4e00", "\u9fff"
LANGUAGES = {"zh": "zh-hans", "en": "en"}


def language_of(customer: Customer) -> str:
    """zh for a customer in China whose name is written in Chinese, else en."""
    is_written_so = any(FIRST_IDEOGRAPH <= sign <= LAST_IDEOGRAPH for sign in customer.name)
    return "zh" if is_written_so and customer.country.strip().lower() in AT_HOME else "en"


def contact_of(order: SalesOrder) -> Contact | None:
    """Who is told about an order: its own contact, else the customer's main one, else any, who has an e-mail address.

    Two queries at most.
    """
    if order.contact and order.contact.email:
        return order.contact
    return Contact.objects.filter(customer=order.customer_id).exclude(email="").order_by("-is_main", "pk").first()


class Addressee:
    """A contact as `core.mail` wants one: an address and the language of the mail."""

    def __init__(self, contact: Contact, customer: Customer) -> None:
        self.email, self.name = contact.email, contact.name
        self.language = LANGUAGES[language_of(customer)]

    def __str__(self) -> str:
        return self.name
