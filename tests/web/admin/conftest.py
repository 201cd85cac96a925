import pytest

from tests.factories import TeacherFactory, UserFactory
from tests.support.clients import client_signed_in


@pytest.fixture
def teacher(db):
    return TeacherFactory(username="tess")


@pytest.fixture
def first_teacher(db):
    return UserFactory(username="first", superuser=True)


@pytest.fixture
def signed_in(teacher):
    """The teacher's, signed in."""
    return client_signed_in(teacher)
