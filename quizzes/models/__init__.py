from .attempts import Attempt, LimitReached, NothingToAsk
from .classes import Classroom, Enrolment, Learner, NicknameTaken, TooManyWrongCodes, WrongCode, tidy_code
from .facts import Fact, Topic
from .options import Option
from .pictures import Picture
from .progress import ClassTable
from .questions import Question
from .quizzes import Quiz, QuizQuestion
from .responses import Response
from .sources import Sentence, Source
from .versions import QuestionVersion

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
    "Picture",
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
