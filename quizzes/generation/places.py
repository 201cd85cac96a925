"""Reviewed pools of places, as they were in August 2025: what wrong options may be taken from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from quizzes.items.text import fold


class Status(Enum):
    """A country's relation to the SCO when the article was written (August 2025)."""

    FOUNDER = "founder"
    LATER_MEMBER = "later member"
    OBSERVER = "observer"
    PARTNER = "dialogue partner"
    NONE = "no status"


@dataclass(frozen=True, slots=True)
class Country:
    name: str
    region: str
    standing: Status = Status.NONE
    since: int | None = None  # the year it became a member, or an observer
    aliases: tuple[str, ...] = ()

    @property
    def remark(self) -> str:
        """What a student may be told of it who chose it by mistake; background knowledge, not the article's."""
        if self.standing is Status.FOUNDER:
            return f"{self.name} is one of the six founding countries."
        if self.standing is Status.LATER_MEMBER:
            return f"{self.name} became a member in {self.since} (background)."
        if self.standing is Status.OBSERVER:
            return f"{self.name} was an observer when the article was written (background)."
        if self.standing is Status.PARTNER:
            return f"{self.name} was a dialogue partner when the article was written (background)."
        return f"{self.name} had no status in the SCO when the article was written (background)."


COUNTRIES = (
    Country("China", "East Asia", Status.FOUNDER, 2001, ("People's Republic of China", "PRC")),
    Country("Kazakhstan", "Central Asia", Status.FOUNDER, 2001, ("Republic of Kazakhstan",)),
    Country("Kyrgyzstan", "Central Asia", Status.FOUNDER, 2001, ("Kyrgyz Republic", "Kirghizia")),
    Country("Russia", "Eastern Europe", Status.FOUNDER, 2001, ("Russian Federation",)),
    Country("Tajikistan", "Central Asia", Status.FOUNDER, 2001, ("Republic of Tajikistan",)),
    Country("Uzbekistan", "Central Asia", Status.FOUNDER, 2001, ("Republic of Uzbekistan",)),
    Country("India", "South Asia", Status.LATER_MEMBER, 2017, ("Republic of India",)),
    Country("Pakistan", "South Asia", Status.LATER_MEMBER, 2017, ("Islamic Republic of Pakistan",)),
    Country("Iran", "Middle East", Status.LATER_MEMBER, 2023, ("Islamic Republic of Iran",)),
    Country("Belarus", "Eastern Europe", Status.LATER_MEMBER, 2024, ("Republic of Belarus",)),
    Country("Mongolia", "East Asia", Status.OBSERVER, 2004),
    Country("Afghanistan", "South Asia", Status.OBSERVER, 2012),
    Country("Armenia", "Caucasus", Status.PARTNER),
    Country("Azerbaijan", "Caucasus", Status.PARTNER),
    Country("Bahrain", "Middle East", Status.PARTNER),
    Country("Cambodia", "Southeast Asia", Status.PARTNER),
    Country("Egypt", "Middle East", Status.PARTNER),
    Country("Kuwait", "Middle East", Status.PARTNER),
    Country("Maldives", "South Asia", Status.PARTNER),
    Country("Myanmar", "Southeast Asia", Status.PARTNER, aliases=("Burma",)),
    Country("Nepal", "South Asia", Status.PARTNER),
    Country("Qatar", "Middle East", Status.PARTNER),
    Country("Saudi Arabia", "Middle East", Status.PARTNER),
    Country("Sri Lanka", "South Asia", Status.PARTNER),
    Country("Türkiye", "Middle East", Status.PARTNER, aliases=("Turkey",)),
    Country("United Arab Emirates", "Middle East", Status.PARTNER, aliases=("UAE", "Emirates")),
    # Laos is missing on purpose: it joined the partners on 1 September 2025.
    Country("Turkmenistan", "Central Asia"),
    Country("Georgia", "Caucasus"),
    Country("Japan", "East Asia"),
    Country("Bangladesh", "South Asia"),
    Country("Bhutan", "South Asia"),
    Country("Indonesia", "Southeast Asia"),
    Country("Thailand", "Southeast Asia"),
    Country("Vietnam", "Southeast Asia", aliases=("Viet Nam",)),
    Country("Iraq", "Middle East"),
    Country("Jordan", "Middle East"),
    Country("Oman", "Middle East"),
    Country("Serbia", "Eastern Europe"),
    Country("Poland", "Eastern Europe"),
)


@dataclass(frozen=True, slots=True)
class City:
    """A city. Two cities are of one class when both are capitals, or neither is."""

    name: str
    country: str
    region: str
    is_capital: bool = False

    @property
    def remark(self) -> str:
        what = "the capital of" if self.is_capital else "a city in"
        return f"{self.name} is {what} {self.country}."


CITIES = (
    City("Tashkent", "Uzbekistan", "Central Asia", is_capital=True),
    City("Astana", "Kazakhstan", "Central Asia", is_capital=True),
    City("Bishkek", "Kyrgyzstan", "Central Asia", is_capital=True),
    City("Dushanbe", "Tajikistan", "Central Asia", is_capital=True),
    City("Ashgabat", "Turkmenistan", "Central Asia", is_capital=True),
    City("Samarkand", "Uzbekistan", "Central Asia"),
    City("Almaty", "Kazakhstan", "Central Asia"),
    City("Osh", "Kyrgyzstan", "Central Asia"),
    City("Khujand", "Tajikistan", "Central Asia"),
    City("Beijing", "China", "East Asia", is_capital=True),
    City("Ulaanbaatar", "Mongolia", "East Asia", is_capital=True),
    City("Tokyo", "Japan", "East Asia", is_capital=True),
    City("Tianjin", "China", "East Asia"),
    City("Shanghai", "China", "East Asia"),
    City("Qingdao", "China", "East Asia"),
    City("Guangzhou", "China", "East Asia"),
    City("Chongqing", "China", "East Asia"),
    City("Moscow", "Russia", "Eastern Europe", is_capital=True),
    City("Minsk", "Belarus", "Eastern Europe", is_capital=True),
    City("Saint Petersburg", "Russia", "Eastern Europe"),
    City("Ufa", "Russia", "Eastern Europe"),
    City("Kazan", "Russia", "Eastern Europe"),
    City("New Delhi", "India", "South Asia", is_capital=True),
    City("Islamabad", "Pakistan", "South Asia", is_capital=True),
    City("Kabul", "Afghanistan", "South Asia", is_capital=True),
    City("Kathmandu", "Nepal", "South Asia", is_capital=True),
    City("Mumbai", "India", "South Asia"),
    City("Karachi", "Pakistan", "South Asia"),
    City("Tehran", "Iran", "Middle East", is_capital=True),
    City("Ankara", "Türkiye", "Middle East", is_capital=True),
    City("Riyadh", "Saudi Arabia", "Middle East", is_capital=True),
    City("Doha", "Qatar", "Middle East", is_capital=True),
    City("Yerevan", "Armenia", "Caucasus", is_capital=True),
    City("Baku", "Azerbaijan", "Caucasus", is_capital=True),
    City("Tbilisi", "Georgia", "Caucasus", is_capital=True),
)

_COUNTRY_BY_NAME = {fold(name): country for country in COUNTRIES for name in (country.name, *country.aliases)}
_CITY_BY_NAME = {fold(city.name): city for city in CITIES}


def find_country(text: str) -> Country | None:
    """The country that goes by this name or alias."""
    return _COUNTRY_BY_NAME.get(fold(text))


def find_city(text: str) -> City | None:
    return _CITY_BY_NAME.get(fold(text))


@lru_cache(maxsize=8192)
def fold_place(text: str) -> str:
    """`fold`, with the aliases of a country made equal: "Kyrgyz Republic" and "Kyrgyzstan"."""
    country = find_country(text)
    return fold(country.name if country else text)
