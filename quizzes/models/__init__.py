from .attempts import Attempt, LimitReached, NothingToAsk, Response
from .classes import Classroom, Enrolment, Learner, clean_nickname
from .facts import Fact, Topic
from .questions import Option, Question, QuestionVersion
from .quizzes import Quiz, QuizQuestion
from .sources import Sentence, Source

__all__ = [
    "Attempt",
    "Classroom",
    "Enrolment",
    "Fact",
    "Learner",
    "LimitReached",
    "NothingToAsk",
    "Option",
    "Question",
    "QuestionVersion",
    "Quiz",
    "QuizQuestion",
    "Response",
    "Sentence",
    "Source",
    "Topic",
    "clean_nickname",
]
