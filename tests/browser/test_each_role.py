"""Each role of the demo company at its screen: home, every entry of the navigation, the first record of each list."""

import pytest

from daying import demo
from tests.browser.pages import HEIGHTS, PHONE, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ORDERS = 60
SHARES = 4  # of the roles, that several workers may walk at once
ENTRIES = "links => [...new Set(links.map(link => link.getAttribute('href')))]"


@pytest.fixture
def company(transactional_db):
    """Two small years of it."""
    demo.run(orders=ORDERS, report=lambda _sentence: None)


@pytest.mark.parametrize("share", range(SHARES))
def test_every_page_of_each_role_is_in_order(company, browser_of, share):
    """Without a complaint of the browser, and without a page wider than the screen."""
    narrow: set[str] = set()
    for _post, username, _password in list(demo.sign_ins())[share::SHARES]:
        screen = browser_of(username, WIDE)

        entries = screen.page.locator("#nav a.nav-entry").evaluate_all(ENTRIES)
        assert {"/", "/tasks/"} <= set(entries), username
        for entry in entries:
            opens(screen, entry, narrow)
            first = screen.page.locator("#main .list-table .c-first a, #main .report-list a")
            if first.count():
                opens(screen, first.first.get_attribute("href"), narrow)


def opens(screen, address, narrow):
    """At the desk's width; each address once at the telephone's too."""
    screen.page.goto(address)
    screen.looks()
    if address not in narrow:
        narrow.add(address)
        screen.page.set_viewport_size({"width": PHONE, "height": HEIGHTS[PHONE]})
        screen.looks()
        screen.page.set_viewport_size({"width": WIDE, "height": HEIGHTS[WIDE]})
