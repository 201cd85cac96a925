from . import articles, classes, facts, grading, questions, quizzes, sources, users

__all__ = ["articles", "classes", "facts", "grading", "questions", "quizzes", "sources", "users"]
