"""Make the pictures of the README from the running product: `make pictures`.

A server of its own holds the fixtures, a class that the demo fills, and `readme_quiz.json`: four questions whose
options are never shuffled. Names, windows and the code of the class are the same in each run. Chromium reaches the
server as scoquiz.example, so that no port of this machine gets into a picture. Controls are found by role and name,
so that a new design needs no new script.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.support.live_client import Player, options_in
from tests.support.running import ROOT, environment, running

from .film import Film, photograph, save_still, scaled, side_by_side, with_finger
from .live_rooms import Room, Rooms
from .screenshots import ARGS, CHROMIUM

FOLDER = ROOT / "docs" / "pictures"
HOST = "scoquiz.example"
BASE = f"http://{HOST}"
NAME, PASSWORD = "tess", "correct horse battery"
QUIZ, QUIZ_PATH = "The article in four questions", "/quizzes/four-questions/"
CLASS, CODE = "Demo class", "DEM234"
STUDENTS, SEED = 18, 11  # a class that has misread a sentence near the beginning of the article

PHONE: dict[str, Any] = {"width": 390, "height": 736, "device_scale_factor": 2, "has_touch": True, "is_mobile": True}
SMALL_PHONE = PHONE | {"width": 360, "height": 780}  # beside the wall, where its words are to be read as well
WALL: dict[str, Any] = {"width": 1280, "height": 800, "device_scale_factor": 1.5}
REPORT: dict[str, Any] = {"width": 800, "height": 702, "device_scale_factor": 2}
ROUND_WIDTH, WALL_WIDTH, SMALL_PHONE_WIDTH = 480, 1000, 288  # pixels in the films

SECONDS = 120  # for a live question: enough on a busy machine
STAR = "Mina"  # whose phone is filmed
LIVE_ANSWERS = {  # to the four questions; the last is filmed, and the marks put one name on each step of the podium
    "Amir": ("2001", "The article does not say", "6", "May 2025"),
    STAR: ("2001", "True", "6", "May 2025"),
    "Chiara": ("1999", "True", "6", "May 2025"),
    "Daniyar": ("1995", "False", "10", "May 2025"),
    "Elif": ("1999", "True", "4", "May 2025"),
    "Farid": ("1999", "True", "3", "May 2025"),
    "Hana": ("2001", "True", "10", "July 2025"),
    "Ivo": ("1989", "True", "6", "July 2025"),
    "Jamila": ("2001", "False", "4", "July 2025"),
    "Kofi": ("1999", "True", "6", "March 2025"),
    "Lena": ("1995", "True", "6", "March 2025"),
    "Omar": ("2001", "True", "4", "January 2025"),
}

STOPPABLE_CLOCK = """
    const runningClock = performance.now.bind(performance);
    performance.now = () => window.stoppedAt ?? runningClock();
"""
TURN_CLOCK = """async (wanted) => {
    const written = () => new Promise((resolve) => setTimeout(resolve, 600));  // the page does it four times a second
    window.stoppedAt = performance.now();
    await written();
    const [seconds, minutes = 0] = document.querySelector(".timer").textContent.split(":").map(Number).reverse();
    window.stoppedAt += (minutes * 60 + seconds - wanted) * 1000;
    await written();
}"""


@contextmanager
def filled_server() -> Iterator[int]:
    """Yield the port of a server that has all that is photographed."""
    with TemporaryDirectory() as folder:
        data = Path(folder)
        manage(data, "migrate")
        teacher = ("--username", NAME, "--email", f"{NAME}@{HOST}")
        manage(data, "createsuperuser", "--noinput", *teacher, DJANGO_SUPERUSER_PASSWORD=PASSWORD)
        fixtures = (*sorted((ROOT / "fixtures").glob("*.json")), Path(__file__).with_name("readme_quiz.json"))
        manage(data, "loaddata", *map(str, fixtures))
        manage(data, "demo", "--students", str(STUDENTS), "--seed", str(SEED))
        with running(data, ALLOWED_HOSTS=f"{HOST},127.0.0.1") as server:
            yield server.port


def manage(data: Path, *command: str, **variables: str) -> None:
    env = environment(data, **variables)
    subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)


# A round, on a phone


def photograph_a_question(room: Room) -> None:
    """The question whose tempting answer is wrong: before it, and after it with the sentence that says why."""
    page = room.someone(**PHONE)
    start(page)
    choose_and_answer(page, "2001")
    page.locator("[data-enter]").tap()
    expect(page.get_by_role("radio", name="True", exact=True)).to_be_visible()
    page.evaluate("scrollTo(0, 0)")
    save_still(photograph(page), FOLDER / "question.png")
    choose_and_answer(page, "True")
    scroll_to_the_sentence(page)
    save_still(photograph(page), FOLDER / "feedback.png")


def film_a_round(room: Room) -> None:
    """A question is read, an option chosen and answered; the verdict comes, and the sentence it stands on."""
    page = room.someone(**PHONE)
    film = Film()

    def take(milliseconds: int, *, finger_on: str = "") -> None:
        picture = photograph(page)
        if finger_on:
            picture = with_finger(picture, page, page.get_by_text(finger_on, exact=True))
        film.add(scaled(picture, ROUND_WIDTH), milliseconds)

    start(page)
    take(1800)
    take(400, finger_on="2001")
    page.get_by_role("radio", name="2001", exact=True).check()
    take(900)
    take(400, finger_on="Answer")
    choose_and_answer(page, "2001")
    take(1600)
    scroll_to_the_sentence(page, lambda: take(80), steps=6)
    take(3500)
    film.save(FOLDER / "round.gif")


def start(page: Page) -> None:
    page.goto(QUIZ_PATH)
    page.get_by_role("button", name="Start").tap()
    page.get_by_role("radio").first.wait_for()


def choose_and_answer(page: Page, text: str) -> None:
    page.get_by_role("radio", name=text, exact=True).check()
    page.get_by_role("button", name="Answer", exact=True).tap()
    page.locator("#verdict").wait_for()


def scroll_to_the_sentence(page: Page, after_each: Callable[[], object] = lambda: None, steps: int = 1) -> None:
    """Until the sentence is above what sticks to the foot of the page; nowhere, if it is there already."""
    distance = page.get_by_role("figure").evaluate(
        """figure => {
            const end = figure.querySelector("blockquote").getBoundingClientRect().bottom + 16;
            const hidden = end - document.querySelector("[data-enter]").parentElement.getBoundingClientRect().top;
            const verdict = document.querySelector("#verdict").getBoundingClientRect().top - 24;
            return hidden > 0 ? Math.max(hidden, verdict) : 0;
        }"""
    )
    top = page.evaluate("scrollY")
    for done in (step / steps for step in range(1, steps + 1)):
        page.evaluate("top => scrollTo(0, top)", top + distance * done**2 * (3 - 2 * done))  # slow, quick, slow
        after_each()


# A live round, on the wall and on one phone


class Crowd:
    """Who plays without being filmed."""

    def __init__(self, port: int) -> None:
        self.players = {name: Player(port) for name in LIVE_ANSWERS if name != STAR}
        for name, player in self.players.items():
            player.join(CODE, name)

    def answer(self, number: int, *names: str) -> None:
        for name in names or self.players:
            player = self.players[name]
            page = player.get(player.round)
            question = page.partition('data-question="')[2].partition('"')[0]
            status = player.answer(question, options_in(page)[LIVE_ANSWERS[name][number]])
            assert status in (200, 302), f"The answer of {name} was refused: {status}"


def film_a_live_round(room: Room, port: int) -> None:
    """The last question is read and answered; what was right comes, with the sentence, and then the podium."""
    room.open(QUIZ, classroom=CLASS, seconds=str(SECONDS))
    wall, phone, crowd = room.wall(**WALL), room.join(STAR, **SMALL_PHONE), Crowd(port)
    for page in (wall, phone):
        page.add_init_script(STOPPABLE_CLOCK)
        page.reload()
    *others, last = enumerate(LIVE_ANSWERS[STAR])
    for number, text in others:
        play(room, phone, crowd, number, text)
    film = Film()

    def take(milliseconds: int, *, finger_on: str = "", seconds_left: int = 0) -> None:
        on_wall, on_phone = (photograph_with_timer(page, seconds_left) for page in (wall, phone))
        if finger_on:
            on_phone = with_finger(on_phone, phone, phone.get_by_text(finger_on, exact=True))
        film.add(side_by_side(scaled(on_wall, WALL_WIDTH), scaled(on_phone, SMALL_PHONE_WIDTH)), milliseconds)

    film_the_question(room, wall, phone, crowd, last, take)
    room.reveal()
    room.all_see((wall, phone), "reveal")
    take(3500)
    go_on(room, "standing")
    go_on(room, "podium")
    room.all_see((wall, phone), "podium")
    take(3500)
    film.save(FOLDER / "live.gif")


def play(room: Room, phone: Page, crowd: Crowd, number: int, text: str) -> None:
    """A question that is not filmed, to the standing after it."""
    room.ask(phone)
    crowd.answer(number)
    phone.get_by_role("radio", name=text, exact=True).check()
    phone.get_by_role("button", name="Answer", exact=True).tap()
    room.reveal()
    go_on(room, "standing")


def film_the_question(
    room: Room, wall: Page, phone: Page, crowd: Crowd, question: tuple[int, str], take: Callable[..., None]
) -> None:
    number, text = question
    at_once, late = list(crowd.players)[:6], list(crowd.players)[6:]
    go_on(room, "reading")
    room.all_see((wall, phone), "reading")
    take(1500, seconds_left=5)
    room.move("Let them answer now", "answering")
    room.all_see((wall, phone), "answering")
    save_still(photograph_with_timer(wall, 30), FOLDER / "wall.png")
    take(900, seconds_left=29)
    take(400, seconds_left=27, finger_on=text)
    phone.get_by_role("radio", name=text, exact=True).check()
    crowd.answer(number, *at_once)
    take(600, seconds_left=26)
    take(400, seconds_left=24, finger_on="Answer")
    phone.get_by_role("button", name="Answer", exact=True).tap()
    room.see(phone, "answered")
    take(1200, seconds_left=23)
    crowd.answer(number, *late)  # then all have answered, and the question is locked


def go_on(room: Room, phase: str) -> None:
    room.host.locator("[data-enter]").click()
    room.see(room.host, phase)


def photograph_with_timer(page: Page, seconds_left: int) -> Image.Image:
    """A timer must not tell how fast this machine is, so the clock of the page stands still meanwhile."""
    if page.locator(".timer").count():
        page.evaluate(TURN_CLOCK, seconds_left)
    picture = photograph(page)
    page.evaluate("() => { window.stoppedAt = null; }")
    return picture


# A report


def photograph_the_report(room: Room) -> None:
    """The article as the class read it: each sentence coloured by how well the questions on it were answered."""
    page = room.someone(**REPORT, storage_state=room.host.context.storage_state())
    page.goto(f"/classes/{CODE}/")
    page.get_by_role("list", name="As the class read it").get_by_role("link").first.click()
    legend = page.get_by_role("list", name="Colours")
    legend.evaluate("legend => scrollTo(0, scrollY + legend.getBoundingClientRect().top - 12)")
    save_still(photograph(page), FOLDER / "report.png")


def cookies_of_the_teacher(browser: Browser) -> dict[str, str]:
    context = browser.new_context(base_url=BASE)
    page = context.new_page()
    page.goto("/admin/login/")
    page.get_by_label("Username").fill(NAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")
    cookies = {cookie["name"]: cookie["value"] for cookie in context.cookies()}
    context.close()
    return cookies


def make_pictures(browser: Browser, port: int) -> None:
    room = Room(browser, Rooms(BASE, rounds={}, host=cookies_of_the_teacher(browser)))
    photograph_a_question(room)
    film_a_round(room)
    room.prepare()  # as the teacher, whose report it is
    photograph_the_report(room)
    film_a_live_round(room, port)
    room.close()
    for complaint in room.complaints:
        print(f"A page complains: {complaint}")


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    with filled_server() as its_port, sync_playwright() as playwright:
        here = (
            f"--host-resolver-rules=MAP {HOST}:80 127.0.0.1:{its_port}",
            f"--unsafely-treat-insecure-origin-as-secure={BASE}",  # else the console is full of it
        )
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGS, *here])
        make_pictures(chromium, its_port)
        chromium.close()
    for path in sorted(FOLDER.iterdir()):
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1000:.0f} kB")
