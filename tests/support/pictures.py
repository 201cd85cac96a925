"""Picture files, as a browser would send them."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def picture_file(size: tuple[int, int] = (40, 30), form: str = "PNG", colour: str = "teal", **saving: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, form, **saving)
    return out.getvalue()


def upload(data: bytes | None = None, name: str = "france.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture_file() if data is None else data, "image/png")
