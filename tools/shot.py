"""Photograph pages of a running Daying: `tools/shot.py --user wang --password … /orders/ /quotations/`.

Signs in, then takes each page at a desk's and a telephone's width and puts the pictures into a folder. What the browser
complains of (failed requests, refused scripts or styles) is printed, and makes the command fail.
"""

import argparse
import re
import sys
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.machine import CHROMIUM_FLAGS, NO_CHROMIUM, chromium

HEIGHTS = {1440: 900, 390: 844}


def main() -> None:
    options = arguments()
    if not chromium():
        sys.exit(NO_CHROMIUM)
    options.to.mkdir(parents=True, exist_ok=True)
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        for width in options.width:
            context = open_context(browser, options, width)
            photograph(context, options, width, complaints)
            context.close()
    sys.exit("\n".join(complaints) or 0)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Photograph pages of a running Daying.")
    parser.add_argument("pages", nargs="+", help="paths or addresses")
    parser.add_argument("--server", default="http://localhost:8000")
    parser.add_argument("--user", help="without it, nobody is signed in")
    parser.add_argument("--password")
    parser.add_argument("--width", type=int, action="append", help="default: 1440 and 390")
    parser.add_argument("--language", default="zh-hans", choices=["zh-hans", "zh-hant", "en"])
    parser.add_argument("--scheme", default="light", choices=["light", "dark"])
    parser.add_argument("--full", action="store_true", help="the whole page, not only what the window shows")
    parser.add_argument("--to", default=Path("var/shots"), type=Path, help="folder of the pictures")
    options = parser.parse_args()
    options.width = options.width or [1440, 390]
    return options


def open_context(browser: Browser, options: argparse.Namespace, width: int) -> BrowserContext:
    locale = {"zh-hans": "zh-CN", "zh-hant": "zh-TW", "en": "en-GB"}[options.language]
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHTS.get(width, 900)}, locale=locale, color_scheme=options.scheme
    )
    context.add_cookies([{"name": "django_language", "value": options.language, "url": options.server}])
    return context


def photograph(context: BrowserContext, options: argparse.Namespace, width: int, complaints: list[str]) -> None:
    page = context.new_page()
    page.on("console", lambda said: said.type == "error" and complaints.append(f"{page.url}: {said.text}"))
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    if options.user:
        sign_in(page, options)
    for address in options.pages:
        page.goto(urljoin(options.server, address), wait_until="networkidle")
        file = options.to / f"{name_of(address)}-{options.language}-{options.scheme}-{width}.png"
        page.screenshot(path=file, full_page=options.full)
        print(file)


def sign_in(page: Page, options: argparse.Namespace) -> None:
    page.goto(urljoin(options.server, "/accounts/login/"))
    page.fill("[name=login]", options.user)
    page.fill("[name=password]", options.password or "")
    page.locator("[name=password]").press("Enter")
    page.wait_for_load_state("networkidle")
    if "/accounts/login" in page.url:
        sys.exit(f"{options.server} did not let {options.user} in.")


def name_of(address: str) -> str:
    return re.sub(r"\W+", "-", re.sub(r"^https?://[^/]+", "", address)).strip("-") or "home"


if __name__ == "__main__":
    main()
