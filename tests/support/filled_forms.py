"""What a browser without JavaScript would send of a page: the controls of its forms, with what they hold."""

from __future__ import annotations

from html.parser import HTMLParser


class _Controls(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self._writing = self._choosing = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value")
        if tag == "input" and name and given.get("type") not in {"submit", "file"}:
            is_box = given.get("type") in {"checkbox", "radio"}
            if not is_box or "checked" in given:
                self.fields.setdefault(name, []).append(value or ("on" if is_box else ""))
        elif tag == "textarea":
            self._writing = name
            self.fields[name] = [""]
        elif tag == "select":
            self._choosing = name
        elif tag == "option" and self._choosing and "selected" in given:
            self.fields.setdefault(self._choosing, []).append(value or "")

    def handle_data(self, data: str) -> None:
        if self._writing:
            self.fields[self._writing][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._writing = ""
        elif tag == "select":
            self._choosing = ""


def filled_form(page: str) -> dict[str, list[str]]:
    controls = _Controls()
    controls.feed(page)
    # HTML drops the line break with which a textarea begins.
    return {name: [value.removeprefix("\n") for value in values] for name, values in controls.fields.items()}
