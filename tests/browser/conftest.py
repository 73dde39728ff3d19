"""A real Chromium against the app on a real address; skipped, and saying so, where there is none."""

import os
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import sync_playwright

from umkm_aftersales.launcher import browser as chromium

# Its own loop runs in this thread, which Django would take for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


LOOKS = [(width, scheme) for scheme in ("dark", "light") for width in (1280, 360)]


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all stories."""
    path = chromium.found()
    if not path:
        say = pytest.fail if os.environ.get("BROWSER") == "required" else pytest.skip
        say("no Chromium found: install chromium or name it in CHROMIUM")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def open_page(browser, live_server):
    """Open pages as a person with a phone in Jakarta; a word in the console beyond refused answers is a failure."""
    contexts, complaints = [], []

    def make(javascript=True):
        context = browser.new_context(
            viewport={"width": 360, "height": 800}, java_script_enabled=javascript, locale="id-ID",
            timezone_id="Asia/Jakarta", base_url=live_server.url,
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda message: _note(complaints, message))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


def _note(complaints, message):
    # The browser writes every answer above 399 into the console; the stories ask for some of them.
    if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
        complaints.append(message.text)


@pytest.fixture
def page_for(open_page, log_in, live_server):
    """A page in which this member is logged in."""

    def make(member, **how):
        page = open_page(**how)
        session = log_in(member).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        return page

    return make


@pytest.fixture
def is_clean():
    """Check the page that is open in every look, all of it unfolded: it fits, and axe finds nothing.

    The window is as tall as the page, for a fixed bar hides what lies under it. One load for all looks: the
    server does not know them.
    """
    axe = Axe()

    def check(page):
        usual = page.viewport_size
        page.evaluate("document.querySelectorAll('details').forEach((details) => (details.open = true))")
        page.evaluate(axe.axe_script)
        for width, scheme in LOOKS:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": usual["height"]})
            assert page.evaluate("document.documentElement.scrollWidth") == width, (page.url, width)
            height = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": width, "height": min(height, 8000)})
            found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
            faults = [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]
            assert faults == [], (page.url, width, scheme)
        page.set_viewport_size(usual)

    return check


@pytest.fixture
def picture(tmp_path):
    """A photo file; `size` makes it as large and full of grain as a phone's camera leaves it."""

    def make(name, size=(320, 240)):
        path = tmp_path / name
        Image.merge("RGB", [Image.effect_noise(size, 50)] * 3).save(path, "JPEG", quality=92)
        return path

    return make


@pytest.fixture
def reference_on():
    """The case's reference that a page shows."""

    def read(page):
        return re.search(r"RT-\w{7}", page.inner_text("main"))[0]

    return read
