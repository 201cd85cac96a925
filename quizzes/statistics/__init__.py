"""Statistics of questions and quizzes from a table of marks, as Moodle defines them where it does.

The package is pure. A table is students × items: each cell holds the mark of one student for one item, or None where
the student was not given the item; an item that was given and left unanswered counts 0. Percentages are 0–100 and
correlations −1 to 1. Variances and covariances have the divisor n − 1. A statistic without a value (nothing differs, or
there are too few students) is None, never 0.

Moodle's definitions are in its docs, "Quiz statistics calculations", and in
question/classes/statistics/questions/calculator.php.
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
