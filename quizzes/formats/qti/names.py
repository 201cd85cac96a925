"""The names of QTI 2, and how QTI 3 writes them: choiceInteraction → qti-choice-interaction."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from xml.etree.ElementTree import Element

from quizzes.formats.xml import attribute

_CAPITAL = re.compile(r"(?<=[a-z0-9])([A-Z])")
_DASH = re.compile(r"-([a-z])")


@dataclass(frozen=True, slots=True)
class Version:
    """What differs between the versions in what is written."""

    number: str
    item_namespace: str
    package_namespace: str
    schema: str
    schema_version: str
    resource: str  # the end of a type of resource
    is_dashed: bool = False

    def tag(self, name: str, attributes: Mapping[str, str] | None = None, *content: str) -> str:
        """Return an element by its name in QTI 2; the content is XML already."""
        values = "".join(f" {self._attribute(key)}={attribute(value)}" for key, value in (attributes or {}).items())
        name = f"qti-{_dashed(name)}" if self.is_dashed else name
        inside = "".join(content)
        return f"<{name}{values}>{inside}</{name}>" if inside else f"<{name}{values}/>"

    def _attribute(self, name: str) -> str:
        return _dashed(name) if self.is_dashed else name


QTI_22 = Version(
    "2.2",
    "http://www.imsglobal.org/xsd/imsqti_v2p2",
    "http://www.imsglobal.org/xsd/imscp_v1p1",
    "QTIv2.2 Package",
    "1.0.0",
    "xmlv2p2",
)
QTI_3 = Version(
    "3",
    "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    "QTI Package",
    "3.0.0",
    "xmlv3p0",
    is_dashed=True,
)


@lru_cache(maxsize=1024)
def _dashed(name: str) -> str:
    return _CAPITAL.sub(r"-\1", name).lower()


def in_qti_2(element: Element) -> Element:
    """Return the element, changed in place to the names of QTI 2; HTML has the same names in both versions."""
    for each in element.iter():
        if each.tag.startswith("qti-"):
            each.tag = _camel(each.tag.removeprefix("qti-"))
            for name in [name for name in each.attrib if "-" in name]:
                each.attrib[_camel(name)] = each.attrib.pop(name)
    return element


def _camel(name: str) -> str:
    return _DASH.sub(lambda match: match[1].upper(), name)
