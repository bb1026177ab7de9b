"""How carriers, tariffs, waybills and bills show themselves."""

from daying.carriers.pages import carrier, status, tariff, waybill  # noqa: F401, I001 - they register themselves
from daying.carriers.bills import pages as bill_pages  # noqa: F401
from daying.carriers.comparing import pages as comparing_pages  # noqa: F401
