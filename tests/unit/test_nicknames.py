import random
import unicodedata
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, strategies as st

from quizzes.nicknames import (
    MAX_NICKNAME_LENGTH,
    _animals as animals,
    _kinds as kinds,
    clean_nickname,
    fold_nickname,
    generated_nickname,
    is_generated,
    is_rude,
    is_staff_look_alike,
)

ZALGO = "A\u0301\u0302\u0303\u0304\u0305\u0306\u0307nna"


class TestCleaning:
    @pytest.mark.parametrize(
        "name",
        [
            "Anna",
            "Zoë Müller-Lüdenscheidt",
            "Nguyễn Thị Ánh",
            "می\u200cخواهم",  # Persian with a zero-width non-joiner
            "क्\u200dषमा",  # Hindi with a zero-width joiner
            "लड़ूँ",  # three Hindi marks on one letter
            "བསྒྲུབས",  # Tibetan, stacked
            "👩\u200d👩\u200d👧",
            "❤\ufe0f Li",
            "小明",
            "7",
        ],
    )
    def test_leaves_names_of_every_script_as_they_are(self, name: str) -> None:
        assert clean_nickname(name) == unicodedata.normalize("NFKC", name)

    @pytest.mark.parametrize(
        ("typed", "cleaned"),
        [
            ("  Anna \t\n  B ", "Anna B"),
            ("Anna\u202egnp.exe", "Annagnp.exe"),  # right-to-left override
            ("An\u200bn\ufeffa\u2060", "Anna"),  # zero-width space, byte order mark, word joiner
            ("\u200dAnna\u200c", "Anna"),
            ("An\u200d\u200d\u200cna", "An\u200dna"),
            ("Ａｎｎａ", "Anna"),
            ("An\x07na\x1b[31m", "Anna[31m"),
            ("Anna\u2028Ben", "Anna Ben"),
            ("Anna\u3164\u2800", "Anna"),  # the Hangul filler, the blank braille
            (ZALGO, "Á\u0302\u0303nna"),
            ("<script>", "<script>"),  # escaping is the template's work
        ],
    )
    def test_takes_out_what_hides_or_breaks_the_line(self, typed: str, cleaned: str) -> None:
        assert clean_nickname(typed) == cleaned

    @pytest.mark.parametrize(
        "typed", ["", "   ", "\u200b\u200d", "\u202e", "\u3164", "!?.", "\x00\x01", "\u0301\u0302"]
    )
    def test_refuses_what_leaves_nothing_to_see(self, typed: str) -> None:
        with pytest.raises(ValidationError, match="at least one letter"):
            clean_nickname(typed)

    @pytest.mark.parametrize("typed", ["a" * 25, "a" * 10_000, "\ufdfa" * 2])
    def test_refuses_what_is_too_long(self, typed: str) -> None:
        with pytest.raises(ValidationError, match="at most 24 characters"):
            clean_nickname(typed)

    @given(st.text(max_size=60))
    def test_what_it_lets_through_is_one_short_line_and_stays_as_it_is(self, typed: str) -> None:
        try:
            nickname = clean_nickname(typed)
        except ValidationError:
            return
        assert 1 <= len(nickname) <= MAX_NICKNAME_LENGTH
        assert nickname.splitlines() == [nickname]
        assert not any(
            unicodedata.bidirectional(char) in {"RLO", "LRO", "RLE", "LRE", "RLI", "LRI"} for char in nickname
        )
        assert clean_nickname(nickname) == nickname


class TestFolding:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Anna", "ANNA"),
            ("Ánna", "Anna"),
            ("Anna", "Аnnа"),  # Cyrillic А and а
            ("An\u200dna", "Anna"),
            ("❤\ufe0f", "❤"),
        ],
    )
    def test_takes_look_alikes_for_the_same(self, one: str, other: str) -> None:
        assert fold_nickname(one) == fold_nickname(other)

    def test_tells_different_names_apart(self) -> None:
        names = ["Anna", "Hanna", "Anna 2", "Anna2", "小明", "小红", "Лена", "Лина"]
        assert len({fold_nickname(name) for name in names}) == len(names)


class TestStaffLookAlikes:
    @pytest.mark.parametrize(
        "nickname",
        ["Teacher", "TEACHER", "the teacher", "Tеаcher", "t3acher", "Teacher1", "[admin]", "_host_", "Mr Admin"],
    )
    def test_nobody_is_called_like_a_teacher(self, nickname: str) -> None:
        assert is_staff_look_alike(nickname, ())

    @pytest.mark.parametrize("nickname", ["Wei Li", "wei.li", "Mr Li", "LI", "Dr. Wei Li", "wеi lі"])
    def test_nobody_is_called_like_this_teacher(self, nickname: str) -> None:
        assert is_staff_look_alike(nickname, ("weili", "Li", "Wei Li"))

    @pytest.mark.parametrize("nickname", ["Anna", "Lin", "Hostessa", "Mr", "12", "小明", "👩\u200d👩\u200d👧"])
    def test_other_names_are_free(self, nickname: str) -> None:
        assert not is_staff_look_alike(nickname, ("weili", "Li", "Wei Li", ""))


class TestGenerated:
    def test_every_one_is_a_nickname_that_nobody_minds(self) -> None:
        for kind, animal in product(kinds(), animals()):
            nickname = f"{kind} {animal}"
            assert clean_nickname(nickname) == nickname
            assert not is_rude(nickname), nickname
            assert not is_staff_look_alike(nickname, ()), nickname

    def test_there_are_enough_for_a_whole_school(self) -> None:
        folded = {fold_nickname(f"{kind} {animal}") for kind, animal in product(kinds(), animals())}
        assert len(folded) == len(kinds()) * len(animals()) > 5 * 2_000

    def test_are_told_from_those_that_somebody_made_up(self) -> None:
        assert is_generated(generated_nickname(random.Random(1)))
        for made_up in ("", "Anna", "Brisk", "Brisk  Heron", "brisk heron", "Heron Brisk", "Brisk Heron 2", "Brisk Li"):
            assert not is_generated(made_up)

    def test_differ(self) -> None:
        rng = random.Random(1)
        assert len({generated_nickname(rng) for _n in range(100)}) > 90


class TestRude:
    @pytest.mark.parametrize(
        "nickname",
        [
            *("shit", "SHIT", "Shithead", "bullshit", "Mr Shit", "dick", "Big Dick", "ass", "big ass"),
            *("Dickhead", "motherfucker", "wankers", "xX_cunt_Xx", "nazi", "n4zi"),
            *("sh1t", "$hit", "a55", "d1ck", "p0rn", "fuck3r"),  # figures and signs
            *("s h i t", "s.h.i.t", "f-u-c-k", "d_i_c_k"),  # gaps
            *("shiiiit", "fuuuuck", "FUCKKK", "assss", "diiick"),  # drawn out
            *("shít", "ѕhit", "ｆｕｃｋ", "fu\u200dck"),  # accents, Cyrillic, full width, joined
        ],
    )
    def test_words_do_not_get_onto_the_wall(self, nickname: str) -> None:
        assert is_rude(clean_nickname(nickname))

    @pytest.mark.parametrize(
        "nickname",
        [
            *(
                "Matsushita",
                "Scunthorpe",
                "Dickens",
                "Cassandra",
                "Cockburn",
                "Hitchcock",
                "Bass",
                "Assunta",
                "Massimo",
            ),
            *("Harshit", "Akshit Dikshit", "Nishit", "Shital", "Shitara", "Nazir", "Nazira", "Dildora", "Slutskaya"),
            *("Siriporn", "Pornchai", "Jizzakh", "Wankhede", "Swank", "Vandyke", "Therapist", "Benazir", "Peniston"),
            *("Essex", "Sextus", "Cummings", "Pissarro", "Titus", "Analise", "Hello Kitty", "Class 7b"),
            *("Anna", "小明", "Лена", "Fagundes", "Peacock", "Grass", "Moby", "Kasse", "Assia"),
        ],
    )
    def test_names_that_hold_one_are_left_alone(self, nickname: str) -> None:
        assert not is_rude(nickname)
