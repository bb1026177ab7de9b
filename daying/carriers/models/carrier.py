"""The carriers."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from daying.core.models import Record
from daying.core.search import searchable


class Carrier(Record):
    """A courier or freight company that brings our goods to customers.

    account, service: what a new waybill says where nobody says otherwise.
    """

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=100)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    account = models.CharField(_("usual monthly account"), max_length=40, blank=True)
    service = models.CharField(_("usual service product"), max_length=40, blank=True)
    is_active = models.BooleanField(_("is used"), default=True)

    class Meta:
        verbose_name = _("carrier")
        verbose_name_plural = _("carriers")
        ordering = ["code"]

    named_from = ("name",)

    def __str__(self) -> str:
        return self.name


searchable(Carrier, title="name", fields=["code", "phone"])
