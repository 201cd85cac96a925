"""What files cost that are made to hurt: `python -m tests.load.hostile [FORMAT …]`.

Each is read in a process of its own; printed are seconds, the memory it took on top, and how it was refused.
"""

from __future__ import annotations

import io
import multiprocessing
import resource
import struct
import sys
import time
import zipfile
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterator

import django
from django.conf import settings

if not settings.configured:
    settings.configure(USE_I18N=False)
    django.setup()

from quizzes.formats import FORMATS  # Django is set up first

MB = 1024 * 1024
Builder = Callable[[], bytes]


def png_bomb(side: int = 20_000) -> bytes:
    """A picture of 400 million pixels in a few hundred kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"\0" * (side // 8 + 1) * side, 9)
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def zipped(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def moodle(stem: str, more: str = "") -> bytes:
    text = f"<questiontext format='html'><text><![CDATA[{stem}]]></text>{more}</questiontext>"
    answers = "<answer fraction='100'><text>a</text></answer><answer fraction='0'><text>b</text></answer>"
    return f"<quiz><question type='multichoice'>{text}{answers}</question></quiz>".encode()


def workbook(sheet: bytes) -> bytes:
    return zipped(
        {
            "[Content_Types].xml": b"<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>",
            "xl/workbook.xml": b"<workbook/>",
            "xl/worksheets/sheet1.xml": sheet,
        }
    )


def package(item: bytes) -> bytes:
    manifest = b"<manifest><resources><resource type='imsqti_item_xmlv2p2' href='q.xml'/></resources></manifest>"
    return zipped({"imsmanifest.xml": manifest, "q.xml": item})


TEXT: dict[str, Builder] = {
    "one line": lambda: b"a" * 19 * MB,
    "over the size": lambda: b"a" * 30 * MB,
    "open braces": lambda: b"q {\n\n" * 10_000,
    "braces": lambda: b"{" * MB,
    "closed braces": lambda: b"}" * MB,
    "open title": lambda: b"::" + b"a" * 2 * MB,
    "open titles": lambda: b"::a\n\n" * 500_000,
    "backslashes": lambda: b"q{=" + b"\\" * 2 * MB + b"}",
    "answers": lambda: b"q{" + b"=a" * 500_000 + b"}",
    "hashes": lambda: b"q{=a" + b"#" * MB + b"}",
    "arrows": lambda: b"q{=a" + b"->" * 500_000 + b"}",
    "tags": lambda: b"// " + b"[tag:a" * 300_000 + b"\nq{=a}",
    "comments": lambda: b"//\n" * 3_000_000,
    "blank lines": lambda: b"\n" * 19 * MB,
    "category": lambda: b"$CATEGORY: " + b"/" * MB + b"\n\nq{=a}",
    "html": lambda: b"[html]" + b"<b>" * 600_000 + b"{=a}",
    "entities": lambda: b"[html]" + b"&amp;" * 400_000 + b"{=a}",
    "angles": lambda: b"[html]" + b"<" * 2 * MB + b"{=a}",
    "nul": lambda: b"\0" * 2 * MB,
    "bad utf-8": lambda: b"\xff\xfe\xfd" * MB,
    "utf-16": lambda: ("q{=a}\n\n" * 300_000).encode("utf-16"),
    "numbers": lambda: b"q{#" + b"9" * 2 * MB + b"}",
    "exponent": lambda: b"q{#1e999999999}",
    "questions": lambda: b"q{=a}\n\n" * 1_000_000,
}
XML: dict[str, Builder] = {
    "entity bomb": lambda: (
        b"<!DOCTYPE q [<!ENTITY a 'aaaaaaaaaa'>"
        + b"".join(b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
        + b"]><quiz>&j;</quiz>"
    ),
    "external entity": lambda: b"<!DOCTYPE q [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><quiz>&a;</quiz>",
    "deep": lambda: b"<quiz>" + b"<a>" * MB,
    "deep html": lambda: moodle("<div>" * 300_000),
    "html": lambda: moodle("<b>a</b> " * 1_500_000),
    "html angles": lambda: moodle("<" * 15 * MB),
    "html entities": lambda: moodle("&amp;" * 3 * MB),
    "html comments": lambda: moodle("<!--" * 3 * MB),
    "html attributes": lambda: moodle("<p " + "a='b' " * 2_000_000 + ">"),
    "html tables": lambda: moodle("<table><tr><td>" * 100_000),
    "html lists": lambda: moodle("<ul><li>" * 200_000),
    "small html": lambda: b"<quiz>" + moodle("<b>a</b><i>" * 20)[6:-7] * 40_000 + b"</quiz>",
    "attributes": lambda: b"<quiz " + b" ".join(b"a%d='b'" % n for n in range(MB)) + b"/>",
    "options": lambda: (
        b"<quiz><question type='multichoice'><questiontext><text>q</text></questiontext>"
        + b"<answer fraction='0'><text>a</text></answer>" * 400_000
        + b"</question></quiz>"
    ),
    "questions": lambda: b"<quiz>" + b"<question type='essay'/>" * 700_000 + b"</quiz>",
    "picture": lambda: moodle(
        '<img src="@@PLUGINFILE@@/a.png" alt="a">',
        f"<file name='a.png' encoding='base64'>{b64encode(png_bomb()).decode()}</file>",
    ),
    "large picture": lambda: moodle(
        '<img src="@@PLUGINFILE@@/a.png" alt="a">', f"<file name='a.png' encoding='base64'>{'A' * 15 * MB}</file>"
    ),
    "data picture": lambda: moodle(f'<img alt="a" src="data:image/png;base64,{"A" * 15 * MB}">'),
    "one line": lambda: b"<quiz>" + b"a" * 19 * MB,
    "nul": lambda: b"<quiz>" + b"\0" * 19 * MB,
}
ZIP: dict[str, Builder] = {
    "bomb": lambda: zipped({"imsmanifest.xml": b" " * 28 * MB}),
    "members": lambda: zipped({f"{n}.xml": b"" for n in range(10_000)}),
    "outside": lambda: zipped({"../a.xml": b"<a/>"}),
    "nested": lambda: zipped({"a.zip": zipped({"b.zip": zipped({"c": b" " * 28 * MB})})}),
    "not a zip": lambda: b"PK\3\4" + b"a" * MB,
    "deep item": lambda: package(b"<assessmentItem>" + b"<a>" * 300_000),
    "entity item": lambda: package(b"<!DOCTYPE q [<!ENTITY a 'b'>]><assessmentItem>&a;</assessmentItem>"),
    "large item": lambda: package(
        b"<assessmentItem><itemBody>" + b"<p>a</p>" * 500_000 + b"</itemBody></assessmentItem>"
    ),
}
SHEETS: dict[str, Builder] = {
    "bomb": lambda: workbook(
        b"<worksheet><sheetData>" + b"<row><c><v>1</v></c></row>" * MB + b"</sheetData></worksheet>"
    ),
    "far cell": lambda: workbook(
        b"<worksheet><sheetData><row r='1048576'><c r='XFD1048576'><v>1</v></c></row></sheetData></worksheet>"
    ),
    "entity": lambda: workbook(b"<!DOCTYPE q [<!ENTITY a 'b'>]><worksheet>&a;</worksheet>"),
    "members": lambda: zipped({f"{n}.xml": b"" for n in range(10_000)}),
    "not a workbook": lambda: b"PK\3\4" + b"a" * MB,
}
TABLES: dict[str, Builder] = {
    "one line": lambda: b"a" * 19 * MB,
    "columns": lambda: b"," * 5 * MB,
    "rows": lambda: b"a,b\n" * 3_000_000,
    "open quote": lambda: b'"' + b"a" * 19 * MB,
    "quotes": lambda: b'"' * 19 * MB,
    "nul": lambda: b"\0" * 10 * MB,
    "blank lines": lambda: b"\n" * 19 * MB,
}
CASES: dict[str, dict[str, Builder]] = {
    "gift": TEXT,
    "aiken": TEXT,
    "moodle_xml": XML,
    "qti_22": ZIP | {f"xml {name}": build for name, build in XML.items() if "html" not in name},
    "qti_3": ZIP,
    "csv": TABLES,
    "xlsx": SHEETS,
    "kahoot": SHEETS,
}


def read(code: str, name: str, report: multiprocessing.Queue[tuple[float, float, str]]) -> None:
    data = CASES[code][name]()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    reading = FORMATS[code].read(data)
    seconds = time.perf_counter() - began
    extra = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    wrong = str(reading.problems[0].wrong) if reading.problems else f"{len(reading.records)} questions"
    report.put((seconds, extra, wrong))


def measured(codes: list[str]) -> Iterator[tuple[str, str, float, float, str]]:
    for code in codes:
        for name in CASES[code]:
            report: multiprocessing.Queue[tuple[float, float, str]] = multiprocessing.Queue()
            process = multiprocessing.Process(target=read, args=(code, name, report))
            process.start()
            process.join(60)
            if process.is_alive():
                process.kill()
                yield code, name, 60.0, 0.0, "STILL READING"
            else:
                yield (code, name, *report.get()) if process.exitcode == 0 else (code, name, 0.0, 0.0, "DIED")


def main() -> None:
    for code, name, seconds, extra, wrong in measured(sys.argv[1:] or list(CASES)):
        print(f"{code:10} {name:18} {seconds:7.2f} s {extra:7.0f} MB  {wrong[:70]}", flush=True)


if __name__ == "__main__":
    main()
