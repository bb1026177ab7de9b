"""People at screens: each has a browser of their own, and signs in on the page as everybody does."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.browser.pages import HEIGHTS, Screen

CHINA = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def faults():
    """What the browser complained of, and what did not fit. Empty at the end of every test."""
    return []


@pytest.fixture
def day():
    """A function that lets a day begin: everybody signs in anew then, for the night has ended their sessions."""
    travels = []

    def begins(month, number):
        if travels:
            travels.pop().stop()
        travels.append(time_machine.travel(datetime(2026, month, number, 9, tzinfo=CHINA), tick=True))
        travels[-1].start()

    yield begins
    for travel in travels:
        travel.stop()


@pytest.fixture
def at_screen(cast, browser_of):
    """A function that signs one of the cast in: at_screen("finance", width)."""
    return browser_of


@pytest.fixture
def browser_of(browser, live_server, faults):
    """A function that gives somebody a browser and signs them in."""
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
