"""Statistics of questions and quizzes from a table of marks, as Moodle defines them where it does.

Pure. A table is students × items, each cell the mark of one student at one item, None where the item was not given to
that student; what was given and left unanswered is 0. Percentages are 0–100 and correlations −1 to 1. Variances and
covariances have the divisor n − 1. A statistic without a value (nothing differs, too few students) is None, never 0.

Moodle: docs "Quiz statistics calculations", and question/classes/statistics/questions/calculator.php.
"""

from .figures import MIN_STUDENTS, MIN_STUDENTS_FOR_CORRELATION, Figure
from .items import Flag, ItemAnalysis
from .options import MIN_STUDENTS_FOR_FUNCTIONING, OptionAnalysis, options_of
from .quiz import QuizAnalysis, analyse

__all__ = [
    "MIN_STUDENTS",
    "MIN_STUDENTS_FOR_CORRELATION",
    "MIN_STUDENTS_FOR_FUNCTIONING",
    "Figure",
    "Flag",
    "ItemAnalysis",
    "OptionAnalysis",
    "QuizAnalysis",
    "analyse",
    "options_of",
]
