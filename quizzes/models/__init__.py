from .assignments import Assignment
from .attempts import Attempt, LimitReached, NothingToAsk, NotOpen
from .candidates import Candidate
from .classes import CannotJoin, Classroom, Enrolment, Group, NicknameTaken, tidy_code
from .entries import GradebookEntry
from .facts import Fact, Topic
from .gradebook import Gradebook
from .guessing import TooManyWrongCodes, WrongCode
from .heat_maps import HeatMap, practise_sentence, sources_read
from .imports import Import
from .learners import Learner
from .live_answers import Seat, seat_of, store_live_answer
from .live_joining import CannotPlay
from .live_players import LivePlayer
from .live_questions import LiveQuestion, Phase
from .live_rounds import LiveRound, OutOfDate
from .options import Option
from .own_results import OwnResult, own_result_beside
from .pictures import Picture
from .questions import Question
from .quizzes import Quiz, QuizQuestion
from .regrades import Regrade, RegradedResponse
from .reports import AssignmentReport
from .responses import Response
from .results import Result
from .sources import Sentence, Source
from .standings import Standing, standings_of, teams_of
from .terms import Review
from .versions import QuestionVersion

__all__ = [
    "Assignment",
    "AssignmentReport",
    "Attempt",
    "Candidate",
    "CannotJoin",
    "CannotPlay",
    "Classroom",
    "Enrolment",
    "Fact",
    "Gradebook",
    "GradebookEntry",
    "Group",
    "HeatMap",
    "Import",
    "Learner",
    "LimitReached",
    "LivePlayer",
    "LiveQuestion",
    "LiveRound",
    "NicknameTaken",
    "NotOpen",
    "NothingToAsk",
    "Option",
    "OutOfDate",
    "OwnResult",
    "Phase",
    "Picture",
    "Question",
    "QuestionVersion",
    "Quiz",
    "QuizQuestion",
    "Regrade",
    "RegradedResponse",
    "Response",
    "Result",
    "Review",
    "Seat",
    "Sentence",
    "Source",
    "Standing",
    "TooManyWrongCodes",
    "Topic",
    "WrongCode",
    "own_result_beside",
    "practise_sentence",
    "seat_of",
    "sources_read",
    "standings_of",
    "store_live_answer",
    "teams_of",
    "tidy_code",
]
