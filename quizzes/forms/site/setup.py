from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import User

from quizzes.models.classes import first_teacher


class FirstTeacherForm(UserCreationForm):  # type: ignore[type-arg]  # generic in the stubs only
    def create(self) -> User:
        """Make the account. Raises AlreadySetUp."""
        user: User = self.save(commit=False)  # hashes the password, outside the transaction since that takes long
        first_teacher.make_first_teacher(user)
        return user
