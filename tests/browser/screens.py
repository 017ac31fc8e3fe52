"""A person at a screen: a page in Chromium that notes every complaint of the browser and every foreign address."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, expect

from tests.live.installation import Installation, Server
from tests.live.visitor import Visitor


@dataclass
class Stage:
    """An installation with people in it, and one server on it."""

    installation: Installation
    server: Server
    ids: dict[str, dict[str, str]]
    visitors: dict[str, Visitor] = field(default_factory=dict)

    def space(self, name: str) -> str:
        """The address of a space."""
        return f"/spaces/{self.ids['spaces'][name]}/"

    def visitor(self, name: str) -> Visitor:
        """Somebody who has signed in before; browsers take over the session."""
        if name not in self.visitors:
            self.visitors[name] = Visitor(name).sign_in(self.server)
        return self.visitors[name]


class Screen:
    """One page of one person."""

    def __init__(self, context: BrowserContext, stage: Stage) -> None:
        self.context = context
        self.stage = stage
        self.complaints: list[str] = []
        self._tolerated: list[str] = []
        context.on("request", self._note_request)
        context.on("console", self._note_console)
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))
        self.page: Page = context.new_page()

    def go(self, path: str) -> "Screen":
        """Open an address of the server; returns itself."""
        self.page.goto(self.stage.server.url + path)
        return self

    def tolerate(self, pattern: str) -> None:
        """The browser may complain of this here: the test is about it."""
        self._tolerated.append(pattern)

    def faults(self) -> list[str]:
        """What the browser complained of and nobody expected."""
        return [each for each in self.complaints if not any(re.search(one, each) for one in self._tolerated)]

    def post(self, text: str) -> Locator:
        """The post that holds this text, in the stream."""
        return self.page.locator("live-topic.stream > article.post").filter(has_text=text)

    def sent(self, text: str) -> Locator:
        """The same once the server has it."""
        return self.post(text).and_(self.page.locator("[data-sequence]"))

    def reply(self, text: str) -> Locator:
        """The reply that holds this text, in the open thread."""
        return self.page.locator("live-topic.thread-replies > article.post").filter(has_text=text)

    def write(self, text: str, within: str = "main .dock") -> None:
        """Type into a composer and send."""
        field_ = self.page.locator(f"{within} post-composer textarea[name=body]")
        field_.fill(text)
        field_.press("Control+Enter")

    def open_menu(self, post: Locator) -> Locator:
        """The menu of a post."""
        post.hover()
        post.locator(".post-acts .more").last.click()
        menu = self.page.locator("#acts")
        expect(menu).to_be_visible()
        return menu

    def choose(self, post: Locator, act: str) -> None:
        """Choose from the menu of a post. Playwright would scroll the page under a pointer, which a hand does not."""
        self.open_menu(post).get_by_text(act, exact=True).evaluate("it => it.click()")

    def _note_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.port != self.stage.server.port:
            self.complaints.append(f"foreign request: {request.url}")

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type} on {message.page and message.page.url}: {message.text}")
