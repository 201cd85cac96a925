"""This module knows which places lie inside which, from the reviewed pools and the continents above their regions."""

from __future__ import annotations

from quizzes.items.text import fold

from ..places import CITIES, COUNTRIES, fold_place

_REGIONS = {
    "Asia": ("Central Asia", "East Asia", "South Asia", "Southeast Asia", "Middle East", "Caucasus"),
    "Europe": ("Eastern Europe", "Western Europe", "Northern Europe", "Southern Europe", "Caucasus"),
    "Eurasia": ("Asia", "Europe"),
    "Asia-Pacific": ("East Asia", "Southeast Asia"),
}
_AROUND: dict[str, set[str]] = {}
for _region, _parts in _REGIONS.items():
    for _part in _parts:
        _AROUND.setdefault(fold(_part), set()).add(fold(_region))
for _country in COUNTRIES:
    _AROUND.setdefault(fold(_country.name), set()).add(fold(_country.region))
for _city in CITIES:
    _AROUND.setdefault(fold(_city.name), set()).add(fold(_city.country))
_AROUND[fold("Russia")].add(fold("Asia"))
_AROUND[fold("Türkiye")].add(fold("Europe"))


def is_inside(place: str, other: str) -> bool:
    """Say whether `place` is known to lie in `other`."""
    wanted = fold_place(other)
    seen: set[str] = set()
    open_places = {fold_place(place)}
    while open_places:
        around = set().union(*(_AROUND.get(name, set()) for name in open_places))
        if wanted in around:
            return True
        seen |= open_places
        open_places = around - seen
    return False
