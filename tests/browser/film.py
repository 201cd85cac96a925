"""Pictures of pages that are small enough for a README: stills as PNG, films as GIF."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page

STILL_COLOURS, FILM_COLOURS = 128, 96
FINGER, RIM = (30, 32, 60, 110), (255, 255, 255, 230)  # both seen on a white page as well as on a dark button
FINGER_RADIUS = 22  # CSS pixels
DESK = (214, 212, 204)  # behind the screens that stand side by side
GAP = 14  # pixels around each of them


def photograph(page: Page) -> Image.Image:
    """Return what the page's window shows, its animations being over."""
    return Image.open(BytesIO(page.screenshot(animations="disabled"))).convert("RGB")


def scaled(picture: Image.Image, width: int) -> Image.Image:
    return picture.resize((width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS)


def with_finger(picture: Image.Image, page: Page, control: Locator) -> Image.Image:
    """Return the picture of the page with a fingertip on the middle of the control."""
    box, window = control.bounding_box(), page.viewport_size
    assert box
    assert window
    scale = picture.width / window["width"]
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    circle = [scale * side for side in (x - FINGER_RADIUS, y - FINGER_RADIUS, x + FINGER_RADIUS, y + FINGER_RADIUS)]
    layer = Image.new("RGBA", picture.size)
    ImageDraw.Draw(layer).ellipse(circle, fill=FINGER, outline=RIM, width=round(3 * scale))
    return Image.alpha_composite(picture.convert("RGBA"), layer).convert("RGB")


def side_by_side(left: Image.Image, right: Image.Image) -> Image.Image:
    """Return both in one picture, like two screens on a desk: with round corners, and a gap around each."""
    size = (left.width + right.width + 3 * GAP, max(left.height, right.height) + 2 * GAP)
    desk = Image.new("RGB", size, DESK)
    for screen, x in ((left, GAP), (right, left.width + 2 * GAP)):
        corners = Image.new("L", screen.size)
        ImageDraw.Draw(corners).rounded_rectangle((0, 0, screen.width - 1, screen.height - 1), GAP, fill=255)
        desk.paste(screen, (x, (desk.height - screen.height) // 2), corners)
    return desk


def save_still(picture: Image.Image, path: Path) -> None:
    picture.quantize(STILL_COLOURS, kmeans=1, dither=Image.Dither.NONE).save(path, optimize=True)


class Film:
    """A GIF of few frames, each shown as long as it takes to read what is new, that begins again at its end."""

    def __init__(self) -> None:
        self._frames: list[Image.Image] = []
        self._milliseconds: list[int] = []

    def add(self, picture: Image.Image, milliseconds: int) -> None:
        self._frames.append(picture)
        self._milliseconds.append(milliseconds)

    def save(self, path: Path) -> None:
        """With one palette for all frames: what stands still is then the same in each of them, and stored once."""
        palette = self._all_frames().quantize(FILM_COLOURS, kmeans=1)
        first, *others = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in self._frames]
        first.save(path, save_all=True, append_images=others, duration=self._milliseconds, loop=0, optimize=True)

    def _all_frames(self) -> Image.Image:
        width, height = self._frames[0].size
        strip = Image.new("RGB", (width, height * len(self._frames)))
        for number, frame in enumerate(self._frames):
            strip.paste(frame, (0, number * height))
        return strip
