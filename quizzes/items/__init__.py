"""The question types. A module here that defines `TYPE` is a type; nothing else has to know that it exists."""

import importlib
import pkgutil

from .base import BadResponse, Form, Item, ItemType, Option, Part, Picture, Response, ReviewRow, Setting, Variant

TYPES: dict[str, ItemType] = {}


def type_of(item: Item) -> ItemType:
    return TYPES[item.type]


for _module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
    _type = getattr(importlib.import_module(f"{__name__}.{_module.name}"), "TYPE", None)
    if _type is not None:
        TYPES[_type.code] = _type

__all__ = [
    "TYPES",
    "BadResponse",
    "Form",
    "Item",
    "ItemType",
    "Option",
    "Part",
    "Picture",
    "Response",
    "ReviewRow",
    "Setting",
    "Variant",
    "type_of",
]
