import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, strategies as st

from quizzes.nicknames import LONGEST, clean_nickname, fold_nickname, is_staff_look_alike

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
        assert 1 <= len(nickname) <= LONGEST
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
