"""What a file may try is refused, soon and with little memory (docs/decisions/security.md, cases 32 and 33)."""

import io
import stat
import tracemalloc
import zipfile

import pytest

from quizzes.formats import FORMATS, MAX_BYTES
from quizzes.formats.qti import packages

MOODLE, QTI = FORMATS["moodle_xml"], FORMATS["qti_22"]
LITTLE = 20 * 1024**2  # bytes
LAUGHS = "".join(f'<!ENTITY a{place} "{f"&a{place - 1};" * 10 if place else "ha"}">' for place in range(10))

BOMBS = {
    "billion laughs": f"<!DOCTYPE quiz [{LAUGHS}]><quiz>&a9;</quiz>",
    "billion laughs in UTF-16": f"<!DOCTYPE quiz [{LAUGHS}]><quiz>&a9;</quiz>".encode("utf-16"),
    "quadratic blow-up": f'<!DOCTYPE quiz [<!ENTITY a "{"A" * 100_000}">]><quiz>{"&a;" * 100_000}</quiz>',
    "outside entity": '<!DOCTYPE quiz [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>',
    "outside document type": '<!DOCTYPE quiz SYSTEM "http://127.0.0.1:9/quiz.dtd"><quiz/>',
    "parameter entity": '<!DOCTYPE quiz [<!ENTITY % a SYSTEM "http://127.0.0.1:9/a"> %a;]><quiz/>',
    "10,000 nested elements": "<quiz>" + "<a>" * 10_000,
    "a million nested elements": "<quiz>" + "<a>" * 1_000_000,
    "a million elements in one question": "<quiz><question>" + "<a/>" * 1_000_000,
    "a million questions": "<quiz>" + "<a/>" * 1_000_000,
    "100,000 attributes": "<quiz " + " ".join(f'a{place}="b"' for place in range(100_000)) + "/>",
    "100,000 namespaces": "<quiz " + " ".join(f"xmlns:a{place}='b'" for place in range(100_000)) + "/>",
    "30 MB in one line": b"<quiz>" + b"x" * 30_000_000,
    "no XML": "<quiz> and then & nothing",
    "nothing at all": "",
}


def refused(file_format, data):
    """The one problem of the file, once it is sure that it took little memory to find."""
    tracemalloc.start()
    try:
        reading = file_format.read(data)
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < LITTLE
    assert reading.records == []
    (problem,) = reading.problems
    assert str(problem.wrong).endswith(".")
    assert str(problem.remedy).endswith(".")
    return problem


@pytest.mark.parametrize("name", BOMBS)
class TestBombs:
    def test_are_refused_with_little_memory(self, name):
        data = BOMBS[name]
        refused(MOODLE, data if isinstance(data, bytes) else data.encode())

    def test_are_refused_inside_of_a_package(self, name):
        data = BOMBS[name]
        item = data if isinstance(data, bytes) else data.encode()
        refused(QTI, package({"items/Q1.xml": item}, compression=zipfile.ZIP_STORED))


def package(members, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as out:
        for name, data in members.items():
            out.writestr(name, data)
    return buffer.getvalue()


class TestPackages:
    def test_a_bomb_is_refused_before_it_is_unpacked(self):
        data = package({"items/Q1.xml": b" " * 9_000_000})
        assert len(data) < 10_000
        assert "unpacks to far more" in str(refused(QTI, data).wrong)

    def test_a_package_of_many_files_is_refused_before_they_are_listed(self, monkeypatch):
        monkeypatch.setattr(packages, "MAX_MEMBERS", 10)
        data = package({f"{place}.xml": b"" for place in range(11)})
        assert "more than 10 files" in str(refused(QTI, data).wrong)

    @pytest.mark.parametrize("name", ["../a.xml", "/a.xml", "a/../../b.xml", "..\\a.xml", "C:\\a.xml"])
    def test_a_file_that_would_land_outside_is_refused(self, name):
        assert "outside" in str(refused(QTI, package({name: b"<a/>"})).wrong)

    @pytest.mark.parametrize("name", ["inner.zip", "a/INNER.ZIP", "a.tar.gz"])
    def test_a_package_in_a_package_is_refused(self, name):
        assert "another package" in str(refused(QTI, package({name: b"PK"})).wrong)

    def test_a_link_is_refused(self):
        link = zipfile.ZipInfo("a.xml")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        assert "link" in str(refused(QTI, package({link: b"/etc/passwd"})).wrong)

    def test_a_locked_package_is_refused(self):
        data = bytearray(package({"a.xml": b"<a/>"}))
        for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            data[data.index(signature) + offset] |= 1
        assert "password" in str(refused(QTI, bytes(data)).wrong)

    def test_a_size_that_is_a_lie_is_found_out(self):
        data = bytearray(package({"a.xml": b"<a>" + b"b" * 100_000}))
        place = data.index(b"PK\x01\x02") + 24
        data[place : place + 4] = (100).to_bytes(4, "little")
        assert "damaged" in str(refused(QTI, bytes(data)).wrong)

    @pytest.mark.parametrize("data", [b"PK\x03\x04", b"PK" + b"x" * 1000, package({"a.xml": b"<a/>"})[:-10]])
    def test_a_damaged_package_is_refused(self, data):
        assert "damaged" in str(refused(QTI, data).wrong)

    def test_a_package_beyond_the_size_is_refused(self):
        assert "larger than" in str(refused(QTI, b"PK" + b"\0" * MAX_BYTES).wrong)
