"""A version of QTI as a format."""

from __future__ import annotations

import posixpath
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import ClassVar
from urllib.parse import quote, unquote

from django.utils.translation import gettext as _

from quizzes.formats.base import Format, Loss, Reading, Record
from quizzes.formats.xml import Unreadable, whole
from quizzes.items.base import Text

from . import manifest
from .building import picture_path
from .manifest import MANIFEST, Entry
from .names import Version
from .packages import Package, ZipStream
from .reading import read_item
from .writing import WRITTEN, figures, write_item

_ITEM = re.compile(rb"<(?:[\w-]+:)?(?:assessmentItem|qti-assessment-item)[\s>]")
_IN_MEMORY = 1024 * 1024  # bytes of the manifest, while it grows


class QTI(Format):
    """QTI as a format. Packages of either version and single items are read; what is written is of one version."""

    suffix = ".zip"
    suffixes: ClassVar[tuple[str, ...]] = (".zip", ".xml")
    media_type = "application/zip"

    version: ClassVar[Version]

    def recognises(self, name: str, data: bytes) -> bool:
        if data.startswith(b"PK"):
            return name.lower().endswith(".zip") or MANIFEST.encode() in data
        return bool(_ITEM.search(data.replace(b"\x00", b"")[:4096]))

    def read(self, data: bytes) -> Reading:
        reading = Reading()
        try:
            if data.startswith(b"PK"):
                package = Package(data)
                for entry in _entries(package):
                    _read_item(package.read(entry.path), entry, package, reading)
            else:
                _read_item(data, Entry("item.xml"), None, reading)
        except Unreadable as error:
            return Reading(problems=[error.problem])
        return reading

    def losses(self, record: Record) -> list[Text]:
        losses = _what_is_lost(record)
        if not losses and self.read(b"".join(self.write([record]))).records != [record]:
            losses.append(_("Some of its details have no form in QTI, such as spaces at the ends of a text."))
        return losses

    def holds(self, record: Record) -> bool:
        return record.item.type in WRITTEN

    def write(self, records: Iterable[Record]) -> Iterator[bytes]:
        """Yield the items as they come, and at the end the test and the manifest, which need to know all of them."""
        stream = ZipStream()
        count = 0
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as listed:
            listed.write(manifest.opening(self.version).encode())
            for count, record in enumerate(filter(self.holds, records), start=1):
                identifier, path = _name_of(count)
                pictures = _pictures(record, identifier)
                item = write_item(record, identifier, self.version)
                yield stream.add(path, item.encode(errors="replace"))
                for name, data in pictures.items():
                    yield stream.add(name, data)
                hrefs = [quote(name) for name in pictures]
                entry = manifest.resource(record, identifier, path, hrefs, self.version)
                listed.write(entry.encode(errors="replace"))
            names = (_name_of(place) for place in range(1, count + 1))
            yield stream.add(manifest.TEST, manifest.test(names, self.version).encode())
            listed.write(manifest.CLOSING.encode())
            listed.seek(0)
            yield stream.add(MANIFEST, listed.read())
        yield stream.close()


def _name_of(place: int) -> tuple[str, str]:
    """Return the identifier of an item and its path."""
    return f"Q{place:05}", f"items/Q{place:05}.xml"


def _pictures(record: Record, identifier: str) -> dict[str, bytes]:
    """Return the data of the pictures of a record by their path in the package."""
    shown = [record.item.picture, *(option.picture for option in record.item.options)]
    names = dict.fromkeys(picture.name for picture in shown if picture and picture.name in record.files)
    return {picture_path(identifier, name): record.files[name] for name in names}


def _entries(package: Package) -> list[Entry]:
    """Return what the manifest lists; without a manifest, everything that may be an item. Raises Unreadable."""
    inside = next((name for name in package if posixpath.basename(name) == MANIFEST), None)
    if inside is None:
        return [Entry(name) for name in sorted(package) if name.lower().endswith(".xml")]
    entries = manifest.read_manifest(package.read(inside))
    if entries is None:
        raise Unreadable(
            _("The package has no items of QTI 2 or 3 in it."),
            _("Where the other system offers several formats, choose QTI 2.1, 2.2 or 3; QTI 1.2 cannot be read."),
        )
    base = posixpath.dirname(inside)
    located = []
    for entry in entries:
        path = posixpath.normpath(posixpath.join(base, unquote(entry.path)))
        if path not in package:
            raise Unreadable(
                _("The package lists a file that is not in it."),
                _("Export the questions anew, from the system in which they were written."),
                text=path[:80],
            )
        located.append(replace(entry, path=path))
    return located


def _read_item(data: bytes, entry: Entry, package: Package | None, reading: Reading) -> None:
    def opened(path: str) -> bytes | None:
        return package.read(path) if package is not None and path in package else None

    try:
        root = whole(data)
    except Unreadable as error:
        problem = error.problem
        reading.problems.append(replace(problem, text=problem.text or entry.path))
        return
    if root.tag not in ("assessmentItem", "qti-assessment-item"):
        return
    outcome = read_item(root, entry, opened)
    reading.losses += [Loss(0, outcome.title or entry.path, what) for what in outcome.losses]
    if outcome.record is not None:
        reading.records.append(outcome.record)


def _what_is_lost(record: Record) -> list[Text]:
    """Return the losses that can be told before the record is written."""
    item = record.item
    losses: list[Text] = []
    if item.type in _WITHOUT_FEEDBACK and any(option.feedback for option in item.options):
        losses.append(_("QTI has no place for the feedback of single rows or typed answers; it is left behind."))
    if item.params.get("units"):
        losses.append(_("QTI has no place for other units that may be typed; they are left behind."))
    if item.params.get("minimum_words"):
        losses.append(_("QTI has no place for the number of words to aim at; it is left behind."))
    if item.type == "numerical" and any(figures(option.text) != option.text for option in item.options):
        losses.append(_("QTI takes numbers in figures only, so the accepted numbers are written in figures."))
    pictures = [item.picture, *(option.picture for option in item.options)]
    if any(picture and picture.name not in record.files for picture in pictures):
        losses.append(_("The data of a picture is missing, so the picture is left behind."))
    return losses


_WITHOUT_FEEDBACK = ("short_answer", "numerical", "matching", "categorise", "ordering", "cloze")
