"""What files cost that are made to hurt: `python -m tests.load.hostile [FORMAT …]`.

Each is read in a process of its own; printed are seconds, the memory it took on top, how it was refused, and what it
did not keep to. Then it ends with 1. tests/unit/formats/test_hostile.py tries the same files, and the limits that they
run into, at a twentieth of their size.
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

from quizzes.formats import FORMATS, Reading, base  # Django is set up first

MB = 1024 * 1024
Size = Callable[[int], int]  # makes smaller what a file has very many of
Builder = Callable[[Size], bytes]


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
    "one line": lambda of: b"a" * of(19 * MB),
    "over the size": lambda of: b"a" * of(30 * MB),
    "open braces": lambda of: b"q {\n\n" * of(10_000),
    "braces": lambda of: b"{" * of(MB),
    "closed braces": lambda of: b"}" * of(MB),
    "open title": lambda of: b"::" + b"a" * of(2 * MB),
    "open titles": lambda of: b"::a\n\n" * of(500_000),
    "backslashes": lambda of: b"q{=" + b"\\" * of(2 * MB) + b"}",
    "answers": lambda of: b"q{" + b"=a" * of(500_000) + b"}",
    "hashes": lambda of: b"q{=a" + b"#" * of(MB) + b"}",
    "arrows": lambda of: b"q{=a" + b"->" * of(500_000) + b"}",
    "tags": lambda of: b"// " + b"[tag:a" * of(300_000) + b"\nq{=a}",
    "open tags": lambda of: b"// " + b"[tag:a" * of(100_000) + b"\n// [tag:sco] [id:q1]\nq{=a}",
    "comments": lambda of: b"//\n" * of(3_000_000),
    "blank lines": lambda of: b"\n" * of(19 * MB),
    "category": lambda of: b"$CATEGORY: " + b"/" * of(MB) + b"\n\nq{=a}",
    "html": lambda of: b"[html]" + b"<b>" * of(600_000) + b"{=a}",
    "entities": lambda of: b"[html]" + b"&amp;" * of(400_000) + b"{=a}",
    "angles": lambda of: b"[html]" + b"<" * of(2 * MB) + b"{=a}",
    "nul": lambda of: b"\0" * of(2 * MB),
    "bad utf-8": lambda of: b"\xff\xfe\xfd" * of(MB),
    "utf-16": lambda of: ("q{=a}\n\n" * of(300_000)).encode("utf-16"),
    "numbers": lambda of: b"q{#" + b"9" * of(2 * MB) + b"}",
    "exponent": lambda of: b"q{#1e999999999}",
    "questions": lambda of: b"q{=a}\n\n" * of(1_000_000),
}
XML: dict[str, Builder] = {
    "entity bomb": lambda of: (
        b"<!DOCTYPE q [<!ENTITY a 'aaaaaaaaaa'>"
        + b"".join(b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
        + b"]><quiz>&j;</quiz>"
    ),
    "external entity": lambda of: b"<!DOCTYPE q [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><quiz>&a;</quiz>",
    "deep": lambda of: b"<quiz>" + b"<a>" * of(MB),
    "deep html": lambda of: moodle("<div>" * of(300_000)),
    "html": lambda of: moodle("<b>a</b> " * of(1_500_000)),
    "html angles": lambda of: moodle("<" * of(15 * MB)),
    "html entities": lambda of: moodle("&amp;" * of(3 * MB)),
    "html comments": lambda of: moodle("<!--" * of(3 * MB)),
    "html attributes": lambda of: moodle("<p " + "a='b' " * of(2_000_000) + ">"),
    "html tables": lambda of: moodle("<table><tr><td>" * of(100_000)),
    "html lists": lambda of: moodle("<ul><li>" * of(200_000)),
    "small html": lambda of: b"<quiz>" + moodle("<b>a</b><i>" * 20)[6:-7] * of(40_000) + b"</quiz>",
    "attributes": lambda of: b"<quiz " + b" ".join(b"a%d='b'" % n for n in range(of(MB))) + b"/>",
    "options": lambda of: (
        b"<quiz><question type='multichoice'><questiontext><text>q</text></questiontext>"
        + b"<answer fraction='0'><text>a</text></answer>" * of(400_000)
        + b"</question></quiz>"
    ),
    "questions": lambda of: b"<quiz>" + b"<question type='essay'/>" * of(700_000) + b"</quiz>",
    "picture": lambda of: moodle(
        '<img src="@@PLUGINFILE@@/a.png" alt="a">',
        f"<file name='a.png' encoding='base64'>{b64encode(png_bomb()).decode()}</file>",
    ),
    "large picture": lambda of: moodle(
        '<img src="@@PLUGINFILE@@/a.png" alt="a">', f"<file name='a.png' encoding='base64'>{'A' * of(15 * MB)}</file>"
    ),
    "data picture": lambda of: moodle(f'<img alt="a" src="data:image/png;base64,{"A" * of(15 * MB)}">'),
    "one line": lambda of: b"<quiz>" + b"a" * of(19 * MB),
    "nul": lambda of: b"<quiz>" + b"\0" * of(19 * MB),
}
ZIP: dict[str, Builder] = {
    "bomb": lambda of: zipped({"imsmanifest.xml": b" " * of(28 * MB)}),
    "members": lambda of: zipped({f"{n}.xml": b"" for n in range(of(10_000))}),
    "outside": lambda of: zipped({"../a.xml": b"<a/>"}),
    "nested": lambda of: zipped({"a.zip": zipped({"b.zip": zipped({"c": b" " * of(28 * MB)})})}),
    "not a zip": lambda of: b"PK\3\4" + b"a" * of(MB),
    "deep item": lambda of: package(b"<assessmentItem>" + b"<a>" * of(300_000)),
    "entity item": lambda of: package(b"<!DOCTYPE q [<!ENTITY a 'b'>]><assessmentItem>&a;</assessmentItem>"),
    "large item": lambda of: package(
        b"<assessmentItem><itemBody>" + b"<p>a</p>" * of(500_000) + b"</itemBody></assessmentItem>"
    ),
}
SHEETS: dict[str, Builder] = {
    "bomb": lambda of: workbook(
        b"<worksheet><sheetData>" + b"<row><c><v>1</v></c></row>" * of(MB) + b"</sheetData></worksheet>"
    ),
    "far cell": lambda of: workbook(
        b"<worksheet><sheetData><row r='1048576'><c r='XFD1048576'><v>1</v></c></row></sheetData></worksheet>"
    ),
    "entity": lambda of: workbook(b"<!DOCTYPE q [<!ENTITY a 'b'>]><worksheet>&a;</worksheet>"),
    "members": lambda of: zipped({f"{n}.xml": b"" for n in range(of(10_000))}),
    "not a workbook": lambda of: b"PK\3\4" + b"a" * of(MB),
}
TABLES: dict[str, Builder] = {
    "one line": lambda of: b"a" * of(19 * MB),
    "columns": lambda of: b"," * of(5 * MB),
    "rows": lambda of: b"a,b\n" * of(3_000_000),
    "open quote": lambda of: b'"' + b"a" * of(19 * MB),
    "quotes": lambda of: b'"' * of(19 * MB),
    "nul": lambda of: b"\0" * of(10 * MB),
    "blank lines": lambda of: b"\n" * of(19 * MB),
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
# What a person could have meant is read.
HARMLESS: dict[str, set[str]] = {
    "gift": {"open tags"},
    "moodle_xml": {
        "deep html",
        "html",
        "html angles",
        "html entities",
        "html comments",
        "html tables",
        "html lists",
        "picture",
        "large picture",
        "data picture",
    },
    "qti_22": {"xml picture", "xml large picture", "xml data picture"},
    "csv": set(),
    "xlsx": set(),
    "kahoot": set(),
}


def broken_promises(code: str, name: str, reading: Reading, memory: float) -> Iterator[str]:
    """Yield what reading a file did that no file may make it do. The memory is in bytes."""
    if memory >= 12 * base.MAX_BYTES:
        yield f"It took {memory / MB:.0f} MB."
    if len(reading.records) > base.MAX_QUESTIONS:
        yield f"It has {len(reading.records)} questions."
    for problem in reading.problems:
        if not (str(problem.wrong).endswith(".") and str(problem.remedy).endswith(".")):
            yield f"“{problem.wrong} {problem.remedy}” are no sentences."
        if len(problem.text) > 200:
            yield "It quotes too much of the file."
    if code in HARMLESS and bool(reading.problems) == (name in HARMLESS[code]):
        yield "It was refused, and is harmless." if reading.problems else "It was not refused."


def read(code: str, name: str, report: multiprocessing.Queue[tuple[float, float, str, list[str]]]) -> None:
    data = CASES[code][name](int)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    reading = FORMATS[code].read(data)
    seconds = time.perf_counter() - began
    extra = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    wrong = str(reading.problems[0].wrong) if reading.problems else f"{len(reading.records)} questions"
    report.put((seconds, extra, wrong, list(broken_promises(code, name, reading, extra * MB))))


def measured(codes: list[str]) -> Iterator[tuple[str, str, float, float, str, list[str]]]:
    for code in codes:
        for name in CASES[code]:
            report: multiprocessing.Queue[tuple[float, float, str, list[str]]] = multiprocessing.Queue()
            process = multiprocessing.Process(target=read, args=(code, name, report))
            process.start()
            process.join(60)
            if process.is_alive():
                process.kill()
                yield code, name, 60.0, 0.0, "", ["It is still being read."]
            elif process.exitcode == 0:
                yield (code, name, *report.get())
            else:
                yield code, name, 0.0, 0.0, "", ["The process died."]


def main() -> int:
    is_broken = False
    for code, name, seconds, extra, wrong, broken in measured(sys.argv[1:] or list(CASES)):
        print(f"{code:10} {name:18} {seconds:7.2f} s {extra:7.0f} MB  {wrong[:70]}", *broken, flush=True)
        is_broken = is_broken or bool(broken)
    return int(is_broken)


if __name__ == "__main__":
    sys.exit(main())
