import io

import pytest
from hypothesis import given, strategies as st
from PIL import Image

from quizzes import picture_files
from quizzes.picture_files import MAX_SIDE, BadPicture, re_encode
from tests.support.pictures import picture_file

# What says it is a picture and is a page, a drawing that may hold scripts, or nothing at all.
OTHERS = {
    "a drawing": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "a page": b"<html><script>alert(1)</script></html>",
    "nothing": b"",
    "the first half of a picture": picture_file(size=(400, 300))[:200],
    "a TIFF": picture_file(form="TIFF"),
    "a bitmap": picture_file(form="BMP"),
}


def opened(encoded):
    return Image.open(io.BytesIO(encoded.data))


class TestReEncoding:
    @pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP"])
    def test_gives_the_same_picture_as_webp(self, form):
        encoded = re_encode(picture_file(form=form))
        assert (encoded.media_type, encoded.width, encoded.height) == ("image/webp", 40, 30)
        assert (opened(encoded).format, opened(encoded).size) == ("WEBP", (40, 30))

    def test_keeps_what_can_be_seen_through(self):
        out = io.BytesIO()
        Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(out, "PNG")
        assert opened(re_encode(out.getvalue())).convert("RGBA").getpixel((1, 1))[3] == 0

    def test_makes_large_pictures_smaller_in_the_same_shape(self):
        encoded = re_encode(picture_file(size=(3200, 800)))
        assert (encoded.width, encoded.height) == (MAX_SIDE, 400)

    def test_drops_where_and_when_it_was_taken(self):
        exif = Image.Exif()
        exif[0x010E] = "SENTINEL"
        assert b"SENTINEL" in picture_file(form="JPEG", exif=exif)
        assert b"SENTINEL" not in re_encode(picture_file(form="JPEG", exif=exif)).data

    def test_turns_it_as_the_camera_says(self):
        exif = Image.Exif()
        exif[0x0112] = 6
        encoded = re_encode(picture_file(form="JPEG", exif=exif))
        assert (encoded.width, encoded.height) == (30, 40)

    def test_drops_what_stands_behind_the_picture(self):
        encoded = re_encode(picture_file() + b"<script>alert(1)</script>")
        assert b"script" not in encoded.data

    @pytest.mark.parametrize("data", OTHERS.values(), ids=OTHERS)
    def test_refuses_what_is_no_picture_with_a_sentence(self, data):
        with pytest.raises(BadPicture, match=r"\.$"):
            re_encode(data)

    def test_refuses_more_pixels_than_fit_before_it_decodes_them(self, monkeypatch):
        monkeypatch.setattr(picture_files, "MAX_PIXELS", 1199)
        with pytest.raises(BadPicture, match="pixels"):
            re_encode(picture_file())
        # A kilobyte that would unpack to 900 megapixels: its head alone says so.
        bomb = bytearray(picture_file())
        bomb[16:24] = (30_000).to_bytes(4, "big") * 2
        with pytest.raises(BadPicture, match=r"\.$"):
            re_encode(bytes(bomb))

    def test_refuses_large_files(self, monkeypatch):
        monkeypatch.setattr(picture_files, "MAX_BYTES", 10)
        with pytest.raises(BadPicture, match="larger"):
            re_encode(picture_file())

    @given(st.sampled_from(["PNG", "JPEG", "GIF", "WEBP"]), st.integers(0, 600), st.binary(min_size=1, max_size=20))
    def test_never_fails_otherwise_on_a_damaged_file(self, form, place, damage):
        data = picture_file(form=form)
        try:
            encoded = re_encode(data[:place] + damage + data[place + len(damage) :])
        except BadPicture:
            return
        assert opened(encoded).format == "WEBP"
