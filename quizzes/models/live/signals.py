"""What live rounds tell whoever listens, such as `quizzes.live`, which knows of every browser that looks at one."""

from django.dispatch import Signal

# Sent with each change that counts a revision up, within its transaction: a receiver acts when that is committed.
round_changed = Signal()
