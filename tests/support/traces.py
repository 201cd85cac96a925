"""A student who has left a trace wherever the pages of a class let one: what is erased, and what is given out."""

import random

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from quizzes.models import Assignment, Enrolment, Response
from tests.factories import AssignedAttemptFactory, AttemptFactory, EnrolmentFactory, GroupFactory, UserFactory

from .clients import client_signed_in

NOW = timezone.now()
NAME = "Zuzanna Xq"


def student_with_traces(assignment: Assignment) -> Enrolment:
    enrolment = EnrolmentFactory(classroom=assignment.classroom, nickname=NAME, student_id="Nr. 4711")
    attempt = AssignedAttemptFactory(assignment=assignment, enrolment=enrolment, answers=[False, True])
    attempt.finish(NOW)
    again = attempt.practise_missed(NOW, random.Random(1))
    again.finish(NOW)
    again.practise_missed(NOW, random.Random(1))
    AttemptFactory(learner=enrolment.learner)
    written = attempt.responses.first()
    graded = {"user": UserFactory(is_staff=True), "object_repr": "Answer to “Why?”", "change_message": "Graded: 1."}
    LogEntry.objects.create(
        content_type=ContentType.objects.get_for_model(Response), object_id=written.pk, action_flag=CHANGE, **graded
    )
    attempt.responses.filter(pk=written.pk).update(graded_at=NOW)
    GroupFactory(classroom=assignment.classroom).members.add(enrolment)
    assignment.students.add(enrolment)
    teacher = client_signed_in(assignment.classroom.teachers.get())
    address = f"/classes/{assignment.classroom.code}/assignments/{assignment.pk}/students/{enrolment.pk}/"
    assert teacher.post(address, {"percent": "80", "reason": f"{NAME} was ill"}).status_code == 302
    return enrolment
