"""What somebody at a screen does and reads, in the words of the pages: goes to, presses, fills in, chooses, reads.

Whatever the browser complains of, and whatever does not fit the screen, is noted in `faults`.
"""

import re
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, expect

from daying.people.setup import DEMO_PASSWORD

WIDE, PHONE = 1440, 390
A_MOMENT = 80  # ms, in which a click becomes a request
HEIGHTS = {WIDE: 900, PHONE: 844}
ANSWERED_ON_PURPOSE = re.compile(r"status of (409|422)")
# What is loaded may load something in its turn a moment later: only a while without any of it is the end.
SETTLED = """() => {
  const loads = document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling');
  const busy = document.readyState !== 'complete' || loads;
  if (busy || !window.quietSince) window.quietSince = performance.now();
  return !busy && performance.now() - window.quietSince > 60;
}"""
SIDEWAYS = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
# The main buttons that one cannot press where they stand, though they are within the window.
COVERED = """() => [...document.querySelectorAll('.btn-primary')].filter((button) => {
  const box = button.getBoundingClientRect();
  const x = box.x + box.width / 2, y = box.y + box.height / 2;
  if (!button.checkVisibility() || !box.width || y < 0 || y > innerHeight) return false;
  const top = document.elementFromPoint(x, y);
  return !(button === top || button.contains(top) || top?.closest('.palette, dialog') && !button.closest('dialog'));
}).map((button) => button.innerText)"""


class Screen:
    """One person's window. Every page it comes to must fit."""

    def __init__(self, context: BrowserContext, faults: list[str]) -> None:
        self.page: Page = context.new_page()
        self.page.set_default_timeout(10_000)
        self.faults = faults
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: faults.append(f"{self.page.url}: {error}"))
        self.page.on("requestfailed", lambda asked: self._missed(asked.url, asked.failure))
        self.page.on("response", lambda answer: answer.status >= 500 and self._missed(answer.url, answer.status))

    @property
    def is_phone(self) -> bool:
        size = self.page.viewport_size
        return size is not None and size["width"] <= PHONE

    # ---- Coming and going

    def signs_in(self, username: str) -> None:
        self.page.goto("/accounts/login/")
        self.page.get_by_label("用户名").fill(username)
        self.page.get_by_label("密码").fill(DEMO_PASSWORD)
        self.page.get_by_role("button", name="登录", exact=True).click()
        self.page.locator(".nav-side").wait_for(state="attached")
        self.looks()

    def goes_to(self, entry: str) -> None:
        """By the navigation; on a telephone it opens from below."""
        if self.is_phone:
            self.page.locator(".tabs-bottom").get_by_role("button", name="菜单").click()
        nav = self.page.locator("#nav")
        more = nav.locator(".nav-more:not([open])").filter(has=self.page.locator(f"a[title='{entry}']"))
        if more.count():
            more.locator("summary").click()
        nav.get_by_role("link", name=entry, exact=True).click()
        self._looks_on()

    def opens_home(self) -> None:
        home = self.page.locator(".tabs-bottom" if self.is_phone else "#nav").get_by_role("link", name="首页")
        home.click()
        self._looks_on()

    def opens(self, name: str | re.Pattern[str]) -> None:
        """A link in the page's own part."""
        self.page.locator("#main").get_by_role("link", name=name).first.click()
        self._looks_on()

    def opens_waiting(self, todo: str, record: str) -> None:
        """What stands on the home page under one of its headings."""
        self.opens_home()
        card = self.page.locator(".waiting").filter(has=self.page.get_by_role("heading", name=todo, exact=True))
        card.get_by_role("link", name=record).first.click()
        self._looks_on()

    def opens_tab(self, title: str) -> None:
        """One of the tabs with what belongs to a record."""
        self.looks()
        self.page.get_by_role("tab", name=re.compile(rf"^{title}")).click()
        self._looks_on()

    # ---- Doing

    def presses(self, name: str) -> None:
        """A button or link of the page or of the dialog over it; where it stands under “more”, that is opened."""
        inside = self.page.locator("dialog[open]" if self.page.locator("#dialog dialog[open]").count() else "#main")
        target, more = self._pressable(inside, name), inside.get_by_role("button", name="更多")
        if not target.count() and more.count():
            more.click()
        target.first.click()
        self._looks_on()

    def fills(self, **values: str) -> None:
        """Fields by their labels: typed, chosen from a list, or found by a few letters."""
        for label, value in values.items():
            field = self._field(label)
            if field.locator(".ts-control").count():
                self._find(field, value)
            elif field.locator("select").count():
                field.locator("select").select_option(label=value)
            elif field.locator("[type=checkbox]").count():
                field.locator("[type=checkbox]").set_checked(value == "是")
            else:
                field.locator("input:not([type=hidden]), textarea").fill(value)

    def brings(self, sheet: Path) -> None:
        """A sheet, on the page for importing; then every row of it is checked."""
        self.page.locator("#main input[name=file]").set_input_files(sheet)
        self.presses("继续")
        self.presses("逐行检查")

    def takes_home(self, name: str) -> Path:
        """The file behind a link."""
        with self.page.expect_download() as download:
            self.page.locator("#main").get_by_role("link", name=name).click()
        return Path(download.value.path())

    def types_line(self, row: int, code: str, **values: str) -> None:
        """A line of the grid by keyboard: the product by its code, then the columns."""
        self.cell(row, "product").focus()
        self.page.keyboard.type(code)
        self.page.locator(".offers [role=option]", has_text=code).wait_for()
        self.page.keyboard.press("Enter")
        for column, value in values.items():
            self.cell(row, column).fill(value)
            self.page.keyboard.press("Tab")

    def pastes(self, row: int, column: str, text: str) -> None:
        """Cells copied from a spreadsheet."""
        self.cell(row, column).focus()
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        self.page.keyboard.press("Control+v")

    def cell(self, row: int, column: str) -> Locator:
        return self.page.locator("tr[data-row]").nth(row).locator(f"td[data-col={column}] input:not([type=hidden])")

    # ---- Reading

    def reads(self, *texts: str) -> None:
        """That the page says so."""
        for text in texts:
            expect(self.page.locator("#main")).to_contain_text(text, timeout=10_000)

    def is_told(self, *texts: str) -> None:
        """Why a step was not taken, in its dialog."""
        for text in texts:
            expect(self.page.locator("dialog[open]")).to_contain_text(text)

    def reads_state(self, state: str) -> None:
        expect(self.page.locator(".rec-head .st")).to_have_text(state)

    def reads_fact(self, label: str, value: str) -> None:
        fact = self.page.locator(".fact").filter(has=self.page.locator("dt", has_text=re.compile(rf"^\s*{label}")))
        expect(fact.first.locator("dd")).to_have_text(value)

    def looks(self) -> None:
        """Wait until the page stands still, and see that it fits."""
        self.page.wait_for_load_state("load")
        self.page.wait_for_function(SETTLED)
        wide, room = self.page.evaluate(SIDEWAYS)
        if wide > room:
            self.faults.append(f"{self.page.url}: {wide} px wide where there are {room}")
        self.faults += [f"{self.page.url}: “{name}” is covered" for name in self.page.evaluate(COVERED)]

    # ---- How it is done

    def _looks_on(self) -> None:
        """At what a click leads to."""
        self.page.wait_for_timeout(A_MOMENT)
        self.looks()

    def _field(self, label: str) -> Locator:
        labels = "label.form-label, legend.form-label, .form-check-label"
        named = self.page.locator(labels, has_text=re.compile(rf"^\s*{re.escape(label)}(选填)?\s*$"))
        return self.page.locator(".field:visible").filter(has=named)

    def _find(self, field: Locator, value: str) -> None:
        field.locator(".ts-control").click()
        self.page.keyboard.type(value)
        field.page.locator(".ts-dropdown .option", has_text=value).first.click()

    @staticmethod
    def _pressable(inside: Locator, name: str) -> Locator:
        named = re.compile(rf"^\s*{re.escape(name)}…?\s*$")
        return inside.get_by_role("button", name=named).or_(inside.get_by_role("link", name=named))

    def _note(self, said) -> None:
        if said.type == "error" and not ANSWERED_ON_PURPOSE.search(said.text):
            self.faults.append(f"{self.page.url}: {said.text}")

    def _missed(self, url: str, why: object) -> None:
        if why != "net::ERR_ABORTED":  # the page was left meanwhile
            self.faults.append(f"{self.page.url}: {url} {why}")
