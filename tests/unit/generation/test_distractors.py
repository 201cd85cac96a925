"""The properties of docs/items.md, section 2.3, over many seeds."""

import datetime as dt
from collections import Counter
from decimal import Decimal
from itertools import combinations, pairwise

import pytest
from hypothesis import assume, given, strategies as st

from quizzes.generation.distractors import NotEnough, OpenList, choose, figure_of, in_a_row, whole_lists
from quizzes.generation.distractors.dates import day_of
from quizzes.generation.facts import AnswerType
from quizzes.generation.places import COUNTRIES, Status
from quizzes.generation.truth import Truth
from quizzes.items.text import fold

from .facts import make_fact

SEEDS = st.integers(min_value=0, max_value=10**6).map("f{}".format)
FOUNDERS = [country.name for country in COUNTRIES if country.standing is Status.FOUNDER]


def texts(fact, facts=(), need=3):
    return [distractor.text for distractor in choose(fact, facts, need)]


class TestYears:
    @given(SEEDS, st.integers(1990, 2024))
    def test_are_distinct_spaced_false_and_not_in_the_future(self, slug, year):
        fact = make_fact(
            str(year),
            slug=slug,
            vetoes=("1996", "2002", "2003"),
            sentence=f"It began in {year} and goes on in 2025.",
        )
        years = sorted([*map(int, texts(fact)), year])
        assert len(years) == 4
        assert all(later - earlier >= 2 for earlier, later in pairwise(years))
        assert not {1996, 2002, 2003} & (set(years) - {year})
        assert max(years) <= 2025

    def test_the_rank_of_the_key_is_uniform(self):
        ranks = Counter()
        for number in range(800):
            fact = make_fact("2001", slug=f"f{number}", sentence="Founded in 2001, it goes on in 2025.")
            ranks[sum(int(text) < 2001 for text in texts(fact))] += 1
        assert set(ranks) == {0, 1, 2, 3}
        assert all(150 < count < 250 for count in ranks.values())

    def test_other_years_of_the_source_come_first_and_say_what_they_are(self):
        sibling = make_fact("2012", slug="f2", relation="year of the summit", statement="The summit was held in {}.")
        chosen = choose(make_fact("2020", slug="f1", sentence="That was in 2020."), [sibling])
        (found,) = [distractor for distractor in chosen if distractor.text == "2012"]
        assert found.provenance == "another value of the source (f2)"
        assert found.feedback == "The summit was held in 2012."

    def test_a_near_relation_of_the_same_subject_is_true_and_not_offered(self):
        same = make_fact("2004", slug="f2", sentence="2024")
        assert "2004" not in texts(make_fact("2001", slug="f1"), [same])


class TestCounts:
    @given(SEEDS, st.integers(1, 400))
    def test_are_distinct_positive_and_within_reach(self, slug, count):
        fact = make_fact(str(count), AnswerType.COUNT, slug=slug, unit="members")
        try:
            values = [figure_of(text) for text in texts(fact)]
        except NotEnough:
            assume(False)
        assert len({*values, Decimal(count)}) == len(values) + 1
        assert all(1 <= value <= 4 * count for value in values)

    def test_another_count_that_is_only_quoted_is_explained_by_its_note(self):
        quoted = make_fact(
            "20", AnswerType.COUNT, slug="f2", relation="guests", statement="", note="It says “over 20”."
        )
        chosen = choose(make_fact("15", AnswerType.COUNT, slug="f1"), [quoted], need=9)
        assert ("20", "It says “over 20”.") in [(distractor.text, distractor.feedback) for distractor in chosen]

    @given(SEEDS)
    def test_never_what_is_true_on_another_date(self, slug):
        fact = make_fact("14", AnswerType.COUNT, slug=slug, vetoes=("15", "16", "17", "27"))
        assert not {"14", "15", "16", "17", "27"} & set(texts(fact))


class TestQuantities:
    @given(SEEDS, st.sampled_from(["3.65", "511", "2.5", "40", "7.14", "1200"]))
    def test_are_far_from_the_key_and_from_each_other_and_as_exact(self, slug, answer):
        fact = make_fact(answer, AnswerType.MONEY, slug=slug, approximate=True)
        values = [figure_of(text) for text in (*texts(fact), answer)]
        assert len(values) == 4
        for one, other in combinations(values, 2):
            assert abs(one - other) > Decimal("0.2") * max(one, other)
        decimals = {-value.as_tuple().exponent for value in values}
        assert len(decimals) == 1

    @given(SEEDS)
    def test_are_far_from_official_and_converted_variants(self, slug):
        vetoes = ("512.4", "512.5", "890")
        fact = make_fact("511", AnswerType.MONEY, slug=slug, vetoes=vetoes, unit="billion US dollars")
        for text in texts(fact):
            for veto in map(Decimal, vetoes):
                assert abs(figure_of(text) - veto) > Decimal("0.2") * max(figure_of(text), veto)


class TestDates:
    @given(SEEDS, st.dates(dt.date(2025, 1, 20), dt.date(2025, 12, 10)))
    def test_stay_in_the_year_and_apart(self, slug, day):
        answer = f"{day.day} {day:%B} {day.year}"
        fact = make_fact(answer, AnswerType.DATE, slug=slug)
        days = [dt.datetime.strptime(text, "%d %B %Y").date() for text in (*texts(fact), answer)]  # noqa: DTZ007
        assert len(days) == 4
        assert {found.year for found in days} == {2025}
        assert all(abs((one - other).days) >= 4 for one, other in combinations(days, 2))

    @given(SEEDS)
    def test_ranges_are_disjoint_and_share_no_month(self, slug):
        fact = make_fact("31 August – 1 September 2025", AnswerType.DATE_RANGE, slug=slug)
        options = [*texts(fact), fact.answer]
        months = [word for option in options for word in option.split() if word.isalpha()]
        assert len(options) == 4
        assert len(months) == len(set(months)) == 8

    @given(SEEDS)
    def test_months_are_apart_and_not_later_than_the_source(self, slug):
        fact = make_fact("May 2025", AnswerType.MONTH, slug=slug, as_of=dt.date(2025, 8, 24), vetoes=("July 2025",))
        months = [dt.datetime.strptime(text, "%B %Y").month for text in (*texts(fact), "May 2025")]  # noqa: DTZ007
        assert all(abs(one - other) >= 2 for one, other in combinations(months, 2))
        assert max(months) <= 8
        assert 7 not in months

    @given(SEEDS)
    def test_what_is_to_come_has_no_option_in_the_past(self, slug):
        written = {"slug": slug, "as_of": dt.date(2025, 8, 24)}
        first = make_fact("31 August 2025", AnswerType.DATE, **written)
        days = [dt.datetime.strptime(text, "%d %B %Y").date() for text in texts(first)]  # noqa: DTZ007
        assert min(days) > dt.date(2025, 8, 24)
        early = make_fact("1 June – 2 June 2025", AnswerType.DATE_RANGE, slug=slug, as_of=dt.date(2025, 5, 1))
        assert {text.split()[1] for text in texts(early)} == {"August", "October", "December"}

    def test_ranges_are_sorted_by_their_first_day(self):
        assert day_of("30 September – 1 October 2025") > day_of("7 – 8 September 2025")

    def test_what_is_no_date_is_refused(self):
        with pytest.raises(NotEnough):
            choose(make_fact("in the summer", AnswerType.DATE))


class TestPlaces:
    @given(SEEDS, st.sampled_from(FOUNDERS))
    def test_no_founder_among_the_foils_for_a_founder(self, slug, founder):
        found = texts(make_fact(founder, AnswerType.COUNTRY, slug=slug))
        assert len(found) == 3
        assert not set(found) & set(FOUNDERS)

    def test_an_alias_of_a_veto_is_a_veto(self):
        fact = make_fact("Mongolia", AnswerType.COUNTRY, vetoes=("Turkey", "Burma"))
        assert not {"Türkiye", "Myanmar"} & set(texts(fact, need=14))

    def test_a_country_outside_the_pool_needs_reviewed_foils(self):
        with pytest.raises(NotEnough):
            choose(make_fact("Atlantis", AnswerType.COUNTRY))

    def test_cities_are_of_the_same_region_and_class(self):
        assert set(texts(make_fact("Tashkent", AnswerType.PLACE), need=9)) == {
            "Ashgabat",
            "Astana",
            "Bishkek",
            "Dushanbe",
        }

    def test_a_place_that_is_no_city_has_only_its_foils(self):
        with pytest.raises(NotEnough):
            choose(make_fact("Eurasia", AnswerType.PLACE))

    def test_every_country_and_alias_is_unique(self):
        names = [fold(name) for country in COUNTRIES for name in (country.name, *country.aliases)]
        assert len(names) == len(set(names))

    def test_laos_is_no_wrong_partner(self):
        assert "Laos" not in {country.name for country in COUNTRIES}


class TestPersonsAndPhrases:
    def test_come_from_reviewed_foils_alone(self):
        foils = (("Wang Yi", "He did not."), ("Li Qiang", "Nor he."), ("Mao Ning", "Nor she."))
        assert set(texts(make_fact("Liu Bin", AnswerType.PERSON, foils=foils))) == {"Wang Yi", "Li Qiang", "Mao Ning"}

    def test_a_vetoed_foil_is_left_out(self):
        foils = (("Wang Yi", ""), ("Li Qiang", ""), ("Mao Ning", ""))
        fact = make_fact("Liu Bin", AnswerType.PERSON, foils=foils, vetoes=("Wang Yi",))
        assert set(texts(fact)) == {"Li Qiang", "Mao Ning"}

    def test_without_foils_there_is_not_enough(self):
        with pytest.raises(NotEnough):
            choose(make_fact("Liu Bin", AnswerType.PERSON))


class TestLists:
    FOILS = tuple((name, f"{name} joined later.") for name in ("India", "Pakistan", "Iran", "Belarus"))

    def make(self, slug="f1", **changes):
        return make_fact(
            "; ".join(FOUNDERS),
            AnswerType.LIST,
            slug=slug,
            **{"items": tuple(FOUNDERS), "is_complete": True, "foils": self.FOILS} | changes,
        )

    def test_an_open_list_raises(self):
        with pytest.raises(OpenList):
            choose(self.make(is_complete=False))
        with pytest.raises(OpenList):
            whole_lists(self.make(is_complete=False), ())

    @given(SEEDS)
    def test_whole_lists_overlap_equally(self, slug):
        fact = self.make(slug)
        options = [in_a_row(fact.items), *(wrong.text for wrong in whole_lists(fact, ()))]
        sets = [set(option.replace(" and ", ", ").split(", ")) for option in options]
        scores = [sum(len(one & other) for other in sets) for one in sets]
        assert len(set(options)) == 4
        assert len(set(scores)) == 1

    def test_no_foil_is_in_the_list(self):
        fact = self.make(foils=(*self.FOILS, ("Russian Federation", "")))
        assert "Russian Federation" not in texts(fact, need=9)


class TestTruth:
    def test_a_number_is_true_with_and_without_its_unit(self):
        truth = Truth(make_fact("10", AnswerType.COUNT, vetoes=("6 members", "512.4 billion")))
        assert "ten" in truth
        assert "6" in truth
        assert "512.4 billion dollars" in truth
        assert "7" not in truth

    def test_the_day_of_one_month_says_nothing_of_another(self):
        assert "31 October" not in Truth(make_fact("31 August", AnswerType.DATE))

    def test_what_another_fact_says_of_the_same_is_true(self):
        other = make_fact("India", AnswerType.COUNTRY, slug="f2", subject="sco", relation="Member")
        assert "Republic of India" in Truth(
            make_fact("China", AnswerType.COUNTRY, subject="SCO", relation="member"), [other]
        )
