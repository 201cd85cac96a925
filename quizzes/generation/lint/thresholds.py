"""Every number the lint decides by. They are judgement, not measurement.

docs/items.md, section 1, has their sources.
"""

from __future__ import annotations

from decimal import Decimal

# L03: rapidfuzz ratio, 0–100, from which two texts look like one with a slip of the pen.
NEAR_DUPLICATE = 92
NEAR_WORD = 80  # and of the words that differ: "member/members", not "stability/mobility"
# L04
FEWEST_OPTIONS = 3
MOST_OPTIONS = 5
MOST_OPTIONS_OF_SEVERAL_KEYS = 8  # a list is read, not weighed: six founders and two others are fine
# L06: the key against the longest and the shortest distractor, and the characters that no one would notice.
LONG_KEY = 1.25
SHORT_KEY = 0.6
UNNOTICED_CHARACTERS = 6
# L10: how far "approximately" reaches, as a share of the value.
APPROXIMATE_TOLERANCE = Decimal("0.2")
# L13: the share of a quiz that may ask in the negative; one question always may.
MOST_NEGATIVE = 0.1
# L16, L17
FEWEST_STEM_WORDS = 4
MOST_STEM_WORDS = 35
STEM_WORDS_LIMIT = 60
MOST_OPTION_WORDS = 15
# L19
MOST_WORDS_PER_SENTENCE = 20
HIGHEST_LIX = 45
# L23: equal words in a row between stem and source.
LONGEST_COPY = 12

# Q1, Q5, Q6, Q7: below this many items a share says nothing.
FEWEST_FOR_SHARES = 8
FEWEST_FOR_CHI_SQUARE = 20
CHI_SQUARE_5_PERCENT = (3.841, 5.991, 7.815, 9.488, 11.070, 12.592, 14.067)  # by degrees of freedom, from 1
MOST_OF_ONE_POSITION = 0.5
LONGEST_RUN = 3
# Q2: shared stems from which two questions are about the same thing; characters from which a key is no accident.
RELATED_STEMS = 2
FEWEST_KEY_CHARACTERS = 4
# Q4
SAME_STEM_JACCARD = 0.8
SAME_STEM_RATIO = 90
FEWEST_STEMS_TO_COMPARE = 3
# Q5: above chance, which is 1/k for k options.
LONGEST_IS_RIGHT_MARGIN = 0.25
# Q6
MOST_OF_ONE_TOPIC = 0.5
MOST_OF_ONE_PARAGRAPH = 0.4
MOST_CLAIMS = 0.3
# Q7: around 1/k: 35–65 % for true/false.
TRUE_SHARE_MARGIN = 0.15
