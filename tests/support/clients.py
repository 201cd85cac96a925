"""Browsers and signed-in people, as Django test clients."""

from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from quizzes.models import Learner
from quizzes.views.identity import remember


def client_of(learner: Learner) -> Client:
    """The browser of a learner, with its signed cookie."""
    client = Client()
    client.cookies.update(remember(HttpResponse(), learner).cookies)
    return client


def client_signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


HTMX = {"HX-Request": "true"}
