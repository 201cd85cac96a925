from .attempts import Attempt, LimitReached, NothingToAsk, Response
from .classes import Classroom, Enrolment, Learner, NicknameTaken, TooManyWrongCodes, WrongCode, tidy_code
from .facts import Fact, Topic
from .options import Option
from .progress import ClassTable
from .questions import Question, QuestionVersion
from .quizzes import Quiz, QuizQuestion
from .sources import Sentence, Source

__all__ = [
    "Attempt",
    "ClassTable",
    "Classroom",
    "Enrolment",
    "Fact",
    "Learner",
    "LimitReached",
    "NicknameTaken",
    "NothingToAsk",
    "Option",
    "Question",
    "QuestionVersion",
    "Quiz",
    "QuizQuestion",
    "Response",
    "Sentence",
    "Source",
    "TooManyWrongCodes",
    "Topic",
    "WrongCode",
    "tidy_code",
]
