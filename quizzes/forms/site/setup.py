from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import User

from quizzes.models.classes import first_teacher


class FirstTeacherForm(UserCreationForm):  # type: ignore[type-arg]  # generic in the stubs only
    def create(self) -> User:
        """Create the account of the first teacher. Raises AlreadySetUp."""
        user: User = self.save(commit=False)  # This hashes the password, outside the transaction.
        first_teacher.make_first_teacher(user)
        return user
