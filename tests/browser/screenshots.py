"""Photograph every page a student sees, on a phone and a desktop, light and dark: `make screenshots`.

Plays the first quiz on a server of its own, or on the one whose address is given. Prints what axe finds.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.running import ROOT, running

# The headless shell is the same browser without its windows: a new page costs it a fifth, a page load half.
CHROMIUM = shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
ARGS += ["--disable-component-update", "--disable-sync"]
FOLDER = ROOT / ".cache" / "screenshots"
SIZES = {"phone": (390, 844), "desktop": (1280, 860)}


class Camera:
    def __init__(self, page: Page, folder: Path, suffix: str) -> None:
        self.page, self.folder, self.suffix = page, folder, suffix

    def shoot(self, name: str) -> None:
        self.page.wait_for_timeout(900)  # until the highlighter has come to its end
        self.page.screenshot(path=self.folder / f"{name}-{self.suffix}.png", full_page=True, caret="initial")
        for violation in Axe().run(self.page).response["violations"]:
            print(f"{name}-{self.suffix}: {violation['id']}: {[node['html'][:120] for node in violation['nodes']]}")


def answer(page: Page, inside: str = "#question form", *, has_script: bool = True) -> None:
    """Give some answer, whatever the type: the first choice of each group, and a number wherever one types."""
    form = page.locator(inside)
    form.wait_for()
    page.wait_for_load_state()  # of a page that is still coming, the browser may show a form without its controls
    for typed in form.locator("input[type=text], textarea").all():
        typed.fill("7")
    if has_script and form.locator(".ordering").count():
        # Its script puts these buttons in the place of the selects, at a moment of its own.
        form.locator(".mover").nth(1).click()
    else:
        for number, select in enumerate(form.locator("select").all(), start=1):
            select.select_option(index=min(number, select.locator("option").count() - 1))
    for name in dict.fromkeys(control.get_attribute("name") for control in form.locator("[type=radio]").all()):
        form.locator(f"[name='{name}']").first.check()
    if form.locator("[type=checkbox]").count():
        form.locator("[type=checkbox]").first.check()
    page.get_by_role("button", name="Answer", exact=True).click()


def play(camera: Camera, base: str, quiz: str) -> None:
    page = camera.page
    page.goto(base + quiz)
    camera.shoot("quiz")
    page.get_by_role("button", name="Start").click()
    number = 1
    while "/result/" not in page.url:
        camera.shoot(f"question-{number}")
        if number == 1:
            page.get_by_role("button", name="Answer").click()
            page.locator("#problem").wait_for()
            camera.shoot("question-1-problem")
        answer(page)
        page.locator("#verdict").wait_for()
        camera.shoot(f"question-{number}-feedback")
        onward = page.locator("[data-enter]")
        if number == 2:
            page.goto(base)
            camera.shoot("home-begun")
            page.get_by_role("link", name="Continue").click()
        else:
            onward.click()
        number += 1
        page.wait_for_url(f"**/questions/{number}/" if number <= length(page) else "**/result/")
    camera.shoot("result")
    page.locator("summary").first.click()
    camera.shoot("result-open")


def length(page: Page) -> int:
    progress = page.locator("progress")
    return int(progress.get_attribute("max") or 0) if progress.count() else 0


def photograph(browser: Browser, base: str, folder: Path, size: str, scheme: str) -> None:
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
        has_touch=size == "phone",
        is_mobile=size == "phone",
    )
    page = context.new_page()
    page.on("console", lambda message: message.type == "error" and print("console:", page.url, message.text))
    camera = Camera(page, folder, f"{size}-{scheme}")
    page.goto(base)
    camera.shoot("home")
    quizzes = [link.get_attribute("href") or "" for link in page.locator(".card h3 a").all()]
    source = page.locator('a[href^="/sources/"]').first.get_attribute("href")
    if quizzes:
        play(camera, base, quizzes[0])
    page.goto(f"{base}{source}#P2s1")
    camera.shoot("reader")
    page.goto(f"{base}/there-is-no-such-page/")
    camera.shoot("404")
    context.close()


def photograph_all(base: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        for size in SIZES:
            for scheme in ("light", "dark"):
                photograph(browser, base.rstrip("/"), FOLDER, size, scheme)
        browser.close()
    print(f"The pictures are in {FOLDER}.")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        photograph_all(sys.argv[1])
    else:
        with TemporaryDirectory() as data, running(Path(data), (sys.executable, "manage.py", "serve")) as server:
            photograph_all(f"http://127.0.0.1:{server.port}")
