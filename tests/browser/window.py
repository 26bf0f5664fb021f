"""A person's browser window, which looks closely at each page it is shown."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, ConsoleMessage, Page, Response, expect

from tests.browser.installation import Installation
from tests.factories import PASSWORD

# A page that waits for a worker's first matching, beside other tests on two cores, may take many
# seconds.
expect.set_options(timeout=30_000)
AXE = (Path(__file__).resolve().parent.parent / "vendor" / "axe.min.js").read_text()
# Only colours differ between the themes, so each page's second look is at colours alone, and a
# phone's page, whose colours are those of the desktop's, is looked at in the dark.
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
Theme = Literal["light", "dark"]
LOOKS: dict[str, list[tuple[Theme, list[str] | None]]] = {
    "desktop": [("light", None), ("dark", COLOUR_RULES)],
    "phone": [("dark", None)],
}
FOREIGN = "Foreign"
SHOTS = os.environ.get("SCREENSHOTS")
WIDER = """
(() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll("body *")]
    .filter((each) => each.getBoundingClientRect().right > width + 1)
    .map((each) => `${each.tagName}.${each.className}`).slice(0, 12);
})()
"""

# How much of the page moved while it was loading, as Chromium reckons it: shares of the window.
SHIFTED = """
new Promise((tell) => {
  const read = (list) => list.getEntries().filter((each) => !each.hadRecentInput);
  const watch = new PerformanceObserver((list) => tell(read(list)));
  watch.observe({ type: "layout-shift", buffered: true });
  setTimeout(() => tell([]), 300);
}).then((shifts) => shifts.reduce((sum, each) => sum + each.value, 0))
"""
SHIFT_AT_MOST = 0.02


@dataclass
class Window:
    """One person signed in, or nobody.

    `trouble` is what the browser complained of, `expected` the statuses it may; windows share
    `looked`.
    """

    page: Page
    installation: Installation
    size: str
    looked: set[str]
    trouble: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)

    @classmethod
    def open(
        cls, browser: Browser, installation: Installation, size: str, looked: set[str]
    ) -> "Window":
        width, height = {"desktop": (1280, 900), "phone": (390, 844)}[size]
        context = browser.new_context(
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
            base_url=installation.url,
            has_touch=size == "phone",
            color_scheme="light",
        )
        window = cls(context.new_page(), installation, size, looked)
        window.page.set_default_timeout(15_000)
        window.page.on("console", window._on_console)
        window.page.on("pageerror", lambda error: window.trouble.append(str(error)))
        window.page.on("response", window._on_response)
        return window

    def _on_console(self, message: ConsoleMessage) -> None:
        # What answered with an error is judged by its status below.
        if message.type in ("error", "warning") and not message.text.startswith(
            "Failed to load resource"
        ):
            self.trouble.append(f"{self.page.url}: {message.text}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.trouble.append(f"{response.status} {response.url}")

    def go(self, path: str) -> None:
        self.page.goto(path)

    def sign_in(self, email: str) -> None:
        self.go("/accounts/login/")
        self.page.get_by_label("Email").fill(email)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.look("login")
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        # A click does not wait for the page that it leads to: what comes next could still act on
        # the form.
        self.page.wait_for_url(lambda url: "/accounts/login/" not in url)

    def navigate(self, label: str) -> None:
        """Follow an entry of the rail; on a phone the later ones are in the organisation's menu."""
        link = self.page.get_by_role("navigation", name="Main").get_by_role(
            "link", name=label, exact=True
        )
        if not link.is_visible():
            self.page.locator(".topbar summary").first.click()
            link = self.page.locator(".topbar .menu-panel").first.get_by_role(
                "link", name=label, exact=True
            )
        link.click()

    def click(self, name: str, *, role: Any = "button") -> None:
        self.page.get_by_role(role, name=name).first.click()

    def sees(self, words: str) -> None:
        expect(self.page.locator("main").get_by_text(words).first).to_be_visible()

    def heading(self, words: str) -> None:
        expect(self.page.locator("h1")).to_have_text(words)

    def evaluate(self, expression: str) -> Any:
        session = self.page.context.new_cdp_session(self.page)
        try:
            return _run(session, expression)
        finally:
            session.detach()

    def look(self, name: str) -> None:
        """Hold a page to what every page owes, the first time its name comes up.

        That is: no complaint of the browser, no sideways scroll, nothing that moved while it was
        loading, nothing foreign, nothing for axe in the themes of LOOKS.
        """
        if name in self.looked:
            return
        self.looked.add(name)
        self.page.wait_for_load_state("load")
        assert self.trouble == []
        assert FOREIGN not in self.page.locator("body").inner_text()
        session = self.page.context.new_cdp_session(self.page)
        try:
            wider = _run(session, WIDER)
            assert wider == [], f"{name} scrolls sideways at {self.size}: {wider}"
            shifted = _run(session, SHIFTED)
            assert shifted <= SHIFT_AT_MOST, f"{name} moves by {shifted:.3f} at {self.size}"
            _run(session, f"{AXE};undefined")
            problems = []
            for theme, rules in LOOKS[self.size]:
                self.page.emulate_media(color_scheme=theme)
                problems += _axe(session, rules)
                self._shoot(name, theme)
            self.page.emulate_media(color_scheme="light")
        finally:
            session.detach()
        assert problems == [], f"{name} at {self.size}: " + "\n".join(problems)

    def _shoot(self, name: str, theme: str) -> None:
        if SHOTS:
            self.page.screenshot(path=f"{SHOTS}/{name}-{self.size}-{theme}.png", full_page=True)


def _run(session: Any, expression: str) -> Any:
    """Evaluate through the debugger, to which the page's CSP does not apply."""
    answer = session.send(
        "Runtime.evaluate", {"expression": expression, "awaitPromise": True, "returnByValue": True}
    )
    assert "exceptionDetails" not in answer, answer["exceptionDetails"]
    return answer["result"].get("value")


def _axe(session: Any, rules: list[str] | None) -> list[str]:
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": rules}
    found = _run(session, f"axe.run(document, {json.dumps(options)}).then((r) => r.violations)")
    return [
        f"{each['id']} ({each['impact']}): {node['html'][:200]} :: {node['failureSummary'][:300]}"
        for each in found
        for node in each["nodes"][:3]
    ]
