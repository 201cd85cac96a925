"""The re-encoding of picture files that anybody may send, so that nothing but the pixels gets through.

This module is pure: it uses no database and no request.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000  # in the file that is sent; a photograph of today's telephones has twelve to fifty million
MAX_SIDE = 1600  # pixels, in the picture that is kept
READABLE_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
QUALITY = 82


class BadPicture(ValueError):
    """Raised when the file cannot be accepted, with a message for whoever sent it."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A re-encoded picture, with width and height in pixels."""

    data: bytes
    media_type: str
    width: int
    height: int


def re_encode(data: bytes) -> Encoded:
    """Return the picture as WebP, turned as its camera says, at most 1600 pixels long, without metadata or animation.

    The same bytes give the same result on one machine. Raises BadPicture.
    """
    if len(data) > MAX_BYTES:
        raise BadPicture(_("The picture is larger than 10 MB. Make it smaller and try again."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns about the size, which is checked next
            image = Image.open(io.BytesIO(data), formats=READABLE_FORMATS)
        if image.width * image.height > MAX_PIXELS:
            raise BadPicture(_("The picture has more than 40 million pixels. Make it smaller and try again."))
        if image.format == "JPEG":
            image.draft("RGB", (MAX_SIDE, MAX_SIDE))  # so that it decodes no more pixels than are kept
        upright = ImageOps.exif_transpose(image)
        has_alpha = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
        kept = upright.convert("RGBA" if has_alpha else "RGB")
        kept.thumbnail((MAX_SIDE, MAX_SIDE))
        out = io.BytesIO()
        kept.save(out, "WEBP", quality=QUALITY, method=4, exact=False)
    except BadPicture:
        raise
    # What Pillow raises for a damaged file depends on where the damage is.
    except (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        IndexError,
        Image.DecompressionBombError,
    ):
        raise BadPicture(_("That is no picture that can be read. Send a PNG, JPEG, GIF or WebP file.")) from None
    return Encoded(out.getvalue(), "image/webp", kept.width, kept.height)
