"""Wrong countries and cities, from the reviewed pools."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from ..facts import Fact
from ..places import CITIES, COUNTRIES, Country, Status, find_city, find_country
from ..seeded_choice import SeededChoice
from ..truth import NotEnough, Truth
from .base import Distractor, usable_foils, without_repeats

# For a key of each standing, the names of these tempt most and are false. A founder never stands in for a founder.
_SIBLINGS = {
    Status.FOUNDER: (Status.LATER_MEMBER,),
    Status.LATER_MEMBER: (Status.LATER_MEMBER,),
    Status.OBSERVER: (Status.PARTNER,),
    Status.PARTNER: (Status.NONE,),
    Status.NONE: (Status.NONE,),
}
_FURTHER = {
    Status.FOUNDER: (Status.OBSERVER, Status.PARTNER),
    Status.LATER_MEMBER: (Status.OBSERVER, Status.PARTNER),
}


def countries(fact: Fact, facts: Sequence[Fact], need: int) -> list[Distractor]:
    """Return reviewed foils, then countries of a sibling standing, of a further one, and neighbours without any.

    Raises NotEnough where the key is not in the pool and has too few foils.
    """
    key = find_country(fact.answer)
    if key is None:
        if len(fact.foils) >= need:
            return usable_foils(fact, facts)[:need]
        raise NotEnough(_("“%(text)s” is not in the reviewed pool of countries.") % {"text": fact.answer})
    tiers: list[list[Country]] = [
        [country for country in COUNTRIES if country.standing in _SIBLINGS[key.standing]],
        [country for country in COUNTRIES if country.standing in _FURTHER.get(key.standing, ())],
        [country for country in COUNTRIES if country.standing is Status.NONE and country.region == key.region],
    ]
    truth, choice = Truth(fact, facts), SeededChoice(fact.slug)
    candidates = usable_foils(fact, facts)
    for tier in tiers:
        by_name = {country.name: country for country in tier if country is not key}
        candidates += [
            Distractor(name, f"country pool: {by_name[name].standing.value}", by_name[name].remark)
            for name in choice.order("country", by_name)
            if name not in truth
        ]
    return without_repeats(candidates, need)


def cities(fact: Fact, facts: Sequence[Fact], need: int) -> list[Distractor]:
    """Return reviewed foils, then cities of the same region and class. A place that is no city has only its foils."""
    candidates = usable_foils(fact, facts)
    key = find_city(fact.answer)
    if key is not None:
        truth = Truth(fact, facts)
        alike = {
            city.name: city
            for city in CITIES
            if (city.region, city.is_capital) == (key.region, key.is_capital) and city.name not in truth
        }
        names = SeededChoice(fact.slug).order("city", alike)
        candidates += [Distractor(name, "city pool: same region and class", alike[name].remark) for name in names]
    return without_repeats(candidates, need)
