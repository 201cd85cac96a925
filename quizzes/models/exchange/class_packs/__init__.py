"""Class packs: a class with its assignments, quizzes, questions and what these stand on, as one fixture file.

A pack contains no student, no account, no password and no picture. `loaddata` reads the same files; `load` also says
what would change, keeps whatever a pack does not mention, and refuses what would contradict past attempts.
"""

from .loading import Difference, Loading, load
from .reading import MAX_BYTES, BadPack
from .writing import FIELDS, for_everybody, pictures_left_behind, rows_of, to_text

__all__ = [
    "FIELDS",
    "MAX_BYTES",
    "BadPack",
    "Difference",
    "Loading",
    "for_everybody",
    "load",
    "pictures_left_behind",
    "rows_of",
    "to_text",
]
