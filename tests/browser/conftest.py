"""People at screens: each has a browser of their own, and signs in on the page as everybody does."""

import pytest

from tests.browser.pages import HEIGHTS, Screen


@pytest.fixture
def faults():
    """What the browser complained of, and what did not fit. Empty at the end of every test."""
    return []


@pytest.fixture
def at_screen(browser, live_server, cast, faults):
    """A function that signs somebody in: at_screen("finance", width)."""
    contexts = []

    def sit_down(username, width, **options):
        context = browser.new_context(
            base_url=live_server.url,
            locale="zh-CN",
            viewport={"width": width, "height": HEIGHTS[width]},
            permissions=["clipboard-read", "clipboard-write"],
            **options,
        )
        contexts.append(context)
        screen = Screen(context, faults)
        screen.signs_in(username)
        return screen

    yield sit_down
    for context in contexts:
        context.close()
    assert faults == []
