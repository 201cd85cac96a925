"""From an article to questions, pure and deterministic: sentences → facts → items with distractors → lint."""

# Part of every hash the generator draws from. Raise it when the same facts are to give other questions.
GENERATOR_VERSION = 1
