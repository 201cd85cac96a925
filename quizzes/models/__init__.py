from quizzes.models.attempts.attempts import Attempt, LimitReached, NoQuestions, NotOpen
from quizzes.models.attempts.responses import Response
from quizzes.models.attempts.results import Result
from quizzes.models.bank.attempt_terms import Review
from quizzes.models.bank.candidates import Candidate
from quizzes.models.bank.facts import Fact, Topic
from quizzes.models.bank.options import Option
from quizzes.models.bank.pictures import Picture
from quizzes.models.bank.questions import Question
from quizzes.models.bank.quizzes import Quiz, QuizQuestion
from quizzes.models.bank.sources import Sentence, Source
from quizzes.models.bank.versions import QuestionVersion
from quizzes.models.classes.assignments import Assignment
from quizzes.models.classes.classrooms import CannotJoin, Classroom, tidy_code
from quizzes.models.classes.code_guesses import TooManyWrongCodes, WrongCode
from quizzes.models.classes.enrolments import Enrolment, NicknameTaken
from quizzes.models.classes.groups import Group
from quizzes.models.classes.learners import Learner
from quizzes.models.exchange.imports import Import
from quizzes.models.live.answers import PlayerRef, player_ref, store_live_answer
from quizzes.models.live.joining import CannotPlay
from quizzes.models.live.players import LivePlayer
from quizzes.models.live.questions import LiveQuestion, Phase
from quizzes.models.live.rounds import LiveRound, StaleRevision
from quizzes.models.live.standings import Standing, standings_of, teams_of
from quizzes.models.marking.gradebook import Gradebook
from quizzes.models.marking.gradebook_entries import GradebookEntry
from quizzes.models.marking.regrades import Regrade, RegradedResponse
from quizzes.models.marking.student_results import StudentResult, result_for_attempt
from quizzes.models.reports.assignment_report import AssignmentReport
from quizzes.models.reports.heat_map import HeatMap, practise_sentence, sources_read

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
    "NoQuestions",
    "NotOpen",
    "Option",
    "Phase",
    "Picture",
    "PlayerRef",
    "Question",
    "QuestionVersion",
    "Quiz",
    "QuizQuestion",
    "Regrade",
    "RegradedResponse",
    "Response",
    "Result",
    "Review",
    "Sentence",
    "Source",
    "StaleRevision",
    "Standing",
    "StudentResult",
    "TooManyWrongCodes",
    "Topic",
    "WrongCode",
    "player_ref",
    "practise_sentence",
    "result_for_attempt",
    "sources_read",
    "standings_of",
    "store_live_answer",
    "teams_of",
    "tidy_code",
]
