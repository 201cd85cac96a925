import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from quizzes.models import Attempt, Enrolment, Learner, LivePlayer
from quizzes.models.prepared_rows import insert_row
from tests.factories import AttemptFactory, EnrolmentFactory, LearnerFactory, LivePlayerFactory

pytestmark = pytest.mark.django_db


class TestInsertRow:
    @pytest.mark.parametrize("factory", [LearnerFactory, EnrolmentFactory, AttemptFactory, LivePlayerFactory])
    def test_stores_what_save_stores(self, factory):
        built = factory.build if factory is LearnerFactory else factory
        saved = built()
        saved.save()
        kept = type(saved).objects.filter(pk=saved.pk).values().get()
        type(saved).objects.filter(pk=saved.pk).delete()
        saved.pk = None
        insert_row(saved)

        stored = type(saved).objects.filter(pk=saved.pk).values().get()
        assert {**stored, "id": 0, "created_at": 0} == {**kept, "id": 0, "created_at": 0}
        assert not saved._state.adding

    def test_gives_the_row_its_primary_key(self):
        learner = Learner()
        insert_row(learner)

        assert Learner.objects.get() == learner
        assert learner.created_at <= timezone.now()

    def test_is_held_to_the_constraints(self):
        enrolment = EnrolmentFactory()
        copy = Enrolment(classroom=enrolment.classroom, learner=enrolment.learner, nickname="Another")

        with pytest.raises(IntegrityError), transaction.atomic():
            insert_row(copy)
        assert Enrolment.objects.count() == 1
        assert (Attempt.objects.count(), LivePlayer.objects.count()) == (0, 0)
