import pytest
from django.contrib.auth.models import Group

from quizzes.teachers import GROUP
from tests.clients import client_signed_in
from tests.factories import UserFactory


@pytest.fixture
def teacher(db):
    user = UserFactory(username="tess", is_staff=True)
    user.groups.add(Group.objects.get(name=GROUP))
    return user


@pytest.fixture
def first_teacher(db):
    return UserFactory(username="first", superuser=True)


@pytest.fixture
def signed_in(teacher):
    """The teacher's, signed in."""
    return client_signed_in(teacher)
