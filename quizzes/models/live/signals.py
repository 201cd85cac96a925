"""Define what live rounds tell their listeners, such as `quizzes.live`, which knows every browser that looks."""

from django.dispatch import Signal

# It is sent with each change that counts a revision up, within its transaction: a receiver acts once that is committed.
round_changed = Signal()
