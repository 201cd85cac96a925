"""Every number by which the lint decides. They come from judgement, not from measurement.

docs/items.md, section 1, has their sources.
"""

from __future__ import annotations

from decimal import Decimal

# L03: from this rapidfuzz ratio (0–100) on, two texts look like one with a slip of the pen.
NEAR_DUPLICATE = 92
NEAR_WORD = 80  # the ratio of the words that differ: "member/members", not "stability/mobility"
# L04
FEWEST_OPTIONS = 3
MOST_OPTIONS = 5
MOST_OPTIONS_OF_SEVERAL_KEYS = 8  # A list is read, not weighed: six founders and two others are fine.
# L06: the key is compared with the longest and the shortest distractor; nobody notices a few characters.
LONG_KEY = 1.25
SHORT_KEY = 0.6
UNNOTICED_CHARACTERS = 6
# L10: "approximately" reaches this far, as a share of the value.
APPROXIMATE_TOLERANCE = Decimal("0.2")
# L13: this share of a quiz may ask in the negative; one question always may.
MOST_NEGATIVE = 0.1
# L16, L17
FEWEST_STEM_WORDS = 4
MOST_STEM_WORDS = 35
STEM_WORDS_LIMIT = 60
MOST_OPTION_WORDS = 15
# L19
MOST_WORDS_PER_SENTENCE = 20
HIGHEST_LIX = 45
# L23: stem and source may not have this many equal words in a row.
LONGEST_COPY = 12

# Q1, Q5, Q6, Q7: below this many items a share says nothing.
FEWEST_FOR_SHARES = 8
FEWEST_FOR_CHI_SQUARE = 20
CHI_SQUARE_5_PERCENT = (3.841, 5.991, 7.815, 9.488, 11.070, 12.592, 14.067)  # by degrees of freedom, from 1
MOST_OF_ONE_POSITION = 0.5
LONGEST_RUN = 3
# Q2: two questions with so many shared word stems are about the same thing; a key of so many characters is no accident.
RELATED_STEMS = 2
FEWEST_KEY_CHARACTERS = 4
# Q4
SAME_STEM_JACCARD = 0.8
SAME_STEM_RATIO = 90
FEWEST_STEMS_TO_COMPARE = 3
# Q5: the margin is above chance, which is 1/k for k options.
LONGEST_IS_RIGHT_MARGIN = 0.25
# Q6
MOST_OF_ONE_TOPIC = 0.5
MOST_OF_ONE_PARAGRAPH = 0.4
MOST_CLAIMS = 0.3
# Q7: the margin is around 1/k, so 35–65 % may be true for true/false.
TRUE_SHARE_MARGIN = 0.15
