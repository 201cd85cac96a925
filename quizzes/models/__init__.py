from .attempts import Attempt, LimitReached, NothingToAsk
from .candidates import Candidate
from .classes import Classroom, Enrolment, Learner, NicknameTaken, TooManyWrongCodes, WrongCode, tidy_code
from .facts import Fact, Topic
from .imports import Import
from .options import Option
from .pictures import Picture
from .progress import ClassTable
from .questions import Question
from .quizzes import Quiz, QuizQuestion
from .regrades import Regrade, RegradedResponse
from .responses import Response
from .sources import Sentence, Source
from .versions import QuestionVersion

__all__ = [
    "Attempt",
    "Candidate",
    "ClassTable",
    "Classroom",
    "Enrolment",
    "Fact",
    "Import",
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
    "Regrade",
    "RegradedResponse",
    "Response",
    "Sentence",
    "Source",
    "TooManyWrongCodes",
    "Topic",
    "WrongCode",
    "tidy_code",
]
