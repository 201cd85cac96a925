"""imsmanifest.xml and the test: which items there are, and what the metadata (LOM) says about each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from quizzes.formats.base import Record
from quizzes.formats.xml import attribute, each_child, escaped, text_of

from .names import Version

MANIFEST = "imsmanifest.xml"
TEST = "test.xml"
_LOM = "http://ltsc.ieee.org/xsd/LOM"
_CATALOG = "ScoQuiz"
_ITEM_TYPES = ("imsqti_item_", "imsqti_apipitem_")
_TEST_TYPE = "imsqti_test_"


@dataclass(frozen=True, slots=True)
class Entry:
    """An item that the manifest of a package lists."""

    path: str
    id: str = ""
    topic: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def read_manifest(data: bytes) -> list[Entry] | None:
    """Return the items in their order; None where the package has neither items nor a test. Raises Unreadable."""
    entries: list[Entry] = []
    has_test = False

    def take(element: Element, _line: int) -> None:
        nonlocal has_test
        kind = element.get("type", "") if element.tag == "resource" else ""
        has_test = has_test or kind.startswith(_TEST_TYPE)
        if kind.startswith(_ITEM_TYPES) and element.get("href"):
            entries.append(_entry(element))

    each_child(data, take, depth=3)
    return entries if entries or has_test else None


def _entry(resource: Element) -> Entry:
    for element in resource.iter():
        element.tag = element.tag.lower()
    return Entry(
        resource.get("href", ""),
        next((_text(entry) for entry in resource.iterfind(".//general/identifier/entry")), ""),
        tuple(filter(None, map(_text, resource.iterfind(".//classification[1]/taxonpath[1]/taxon/entry")))),
        tuple(filter(None, map(_text, resource.iterfind(".//general/keyword")))),
    )


def _text(element: Element) -> str:
    return text_of(element).strip()


def opening(version: Version) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<manifest xmlns="{version.package_namespace}" identifier="MANIFEST">'
        f"<metadata><schema>{version.schema}</schema><schemaversion>{version.schema_version}</schemaversion></metadata>"
        "<organizations/><resources>\n"
        f'<resource identifier="TEST" type="imsqti_test_{version.resource}" href="{TEST}">'
        f'<file href="{TEST}"/></resource>\n'
    )


def resource(record: Record, identifier: str, path: str, pictures: Iterable[str], version: Version) -> str:
    files = "".join(f"<file href={attribute(name)}/>" for name in (path, *pictures))
    return (
        f'<resource identifier="RES-{identifier}" type="imsqti_item_{version.resource}" href={attribute(path)}>'
        f"<metadata>{_lom(record)}</metadata>{files}</resource>\n"
    )


CLOSING = "</resources></manifest>\n"


def _lom(record: Record) -> str:
    """Return the id, the tags, the licence, the source and the topic, in the order of the standard."""
    general = ""
    if record.id:
        general += f"<identifier><catalog>{_CATALOG}</catalog><entry>{escaped(record.id)}</entry></identifier>"
    general += "".join(f"<keyword>{_string(tag)}</keyword>" for tag in record.tags)
    parts = [f"<general>{general}</general>" if general else ""]
    if record.citation and record.citation.licence:
        parts.append(f"<rights><description>{_string(record.citation.licence)}</description></rights>")
    if record.citation:
        named = " – ".join(filter(None, (record.citation.source, record.citation.url)))
        parts.append(
            "<relation><kind><source>LOMv1.0</source><value>isbasedon</value></kind>"
            f"<resource><description>{_string(named)}</description></resource></relation>"
        )
    if record.topic:
        taxa = "".join(f"<taxon><entry>{_string(name)}</entry></taxon>" for name in record.topic)
        parts.append(
            "<classification><purpose><source>LOMv1.0</source><value>discipline</value></purpose>"
            f"<taxonPath><source>{_string(_CATALOG)}</source>{taxa}</taxonPath></classification>"
        )
    return f'<lom xmlns="{_LOM}">{"".join(parts)}</lom>'


def _string(text: str) -> str:
    return f"<string>{escaped(text)}</string>"


def test(paths: Iterable[tuple[str, str]], version: Version) -> str:
    """Return a test with all items in one section; paths are pairs of an identifier and the path of its item."""
    tag = version.tag
    items = "".join(tag("assessmentItemRef", {"identifier": name, "href": path}) + "\n" for name, path in paths)
    section = tag("assessmentSection", {"identifier": "SECTION", "title": "Questions", "visible": "true"}, items)
    part = tag(
        "testPart", {"identifier": "PART", "navigationMode": "nonlinear", "submissionMode": "individual"}, section
    )
    attributes = {"xmlns": version.item_namespace, "identifier": "TEST", "title": "Questions"}
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tag("assessmentTest", attributes, part)
