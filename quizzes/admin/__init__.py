from . import articles, classes, facts, questions, quizzes, sources, users

__all__ = ["articles", "classes", "facts", "questions", "quizzes", "sources", "users"]
