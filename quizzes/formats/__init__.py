"""Files of questions: the formats that are read and written. A module here that defines `FORMAT` is a format."""

import importlib
import pkgutil

from .base import MAX_BYTES, Citation, Format, Loss, Problem, Reading, Record

FORMATS: dict[str, Format] = {}
for _module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
    _format = getattr(importlib.import_module(f"{__name__}.{_module.name}"), "FORMAT", None)
    if _format is not None:
        FORMATS[_format.code] = _format


def format_of(name: str, data: bytes) -> Format | None:
    """Return the format of a file by its name and content; None where it is of none."""
    return next((candidate for candidate in FORMATS.values() if candidate.recognises(name, data[:65_536])), None)


__all__ = ["FORMATS", "MAX_BYTES", "Citation", "Format", "Loss", "Problem", "Reading", "Record", "format_of"]
