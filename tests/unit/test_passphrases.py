import random
import re

from hypothesis import given, strategies as st

from quizzes.passphrases import new_words, tidy_words


class TestWords:
    @given(st.integers())
    def test_are_three_different_ones_that_can_be_said(self, seed):
        words = new_words(random.Random(seed)).split()
        assert len(set(words)) == 3
        assert all(re.fullmatch("([bdfgklmnprstvz][aeiou]){2}", word) for word in words)

    @given(st.integers())
    def test_are_found_however_they_are_typed(self, seed):
        words = new_words(random.Random(seed))
        for typed in (words.upper(), words.replace(" ", "-"), f"  {words.replace(' ', ',  ')}. "):
            assert tidy_words(typed) == words

    def test_full_width_letters_are_letters(self):
        assert tidy_words("ｂａｍｏ rife　tuda") == "bamo rife tuda"

    def test_hardly_ever_come_twice(self):
        rng = random.Random(1)
        assert len({new_words(rng) for _card in range(20_000)}) == 20_000
