import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from quizzes.db.bulk import insert_if_new, insert_row, update_row
from quizzes.models import Attempt, Enrolment, Learner, LivePlayer
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


class TestInsertIfNew:
    def test_stores_a_row_whose_like_is_not_there(self):
        learner = Learner()

        assert insert_if_new(learner)
        assert Learner.objects.get() == learner

    def test_stores_nothing_beside_its_like_and_the_transaction_goes_on(self):
        first = EnrolmentFactory()
        copy = Enrolment(classroom=first.classroom, learner=LearnerFactory(), nickname="B", words=first.words)

        assert not insert_if_new(copy)
        assert copy.pk is None
        assert Enrolment.objects.get() == first


class TestUpdateRow:
    def test_stores_the_named_fields_alone(self):
        enrolment = EnrolmentFactory(nickname="Anna", student_id="1")
        enrolment.nickname, enrolment.student_id = "Ben", "2"
        update_row(enrolment, ("nickname",))

        enrolment.refresh_from_db()
        assert (enrolment.nickname, enrolment.student_id) == ("Ben", "1")
