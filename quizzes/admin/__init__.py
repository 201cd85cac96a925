from . import classes, facts, questions, quizzes, sources, users

__all__ = ["classes", "facts", "questions", "quizzes", "sources", "users"]
