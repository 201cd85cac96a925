import datetime as dt
import threading
from collections import Counter

import pytest
from django.db import connection
from django.utils import timezone

from quizzes.models import Classroom, Enrolment, Learner, NicknameTaken, TooManyWrongCodes, WrongCode, tidy_code
from quizzes.models.classes.classrooms import JOIN_ALPHABET, JOIN_RETRY_WINDOW, new_join_code
from tests.factories import ClassroomFactory, EnrolmentFactory, LearnerFactory, UserFactory

NOW = dt.datetime(2025, 9, 1, 8, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
pytestmark = pytest.mark.django_db


class TestJoinCode:
    def test_has_six_characters_that_nobody_confuses(self) -> None:
        code = new_join_code()
        assert len(code) == 6
        assert set(code) <= set(JOIN_ALPHABET)
        assert not set("01ILO") & set(JOIN_ALPHABET)

    @pytest.mark.parametrize("typed", ["ab2cd3", " AB2 CD3 ", "ab2-cd3", "a b 2 c d 3"])
    def test_is_found_however_it_is_typed(self, typed: str) -> None:
        assert tidy_code(typed) == "AB2CD3"

    @pytest.mark.parametrize("typed", ["", "\x00", "ß", "АВ", "' OR 1=1", "٣"])
    def test_holds_nothing_but_letters_and_figures(self, typed: str) -> None:
        assert set(tidy_code(typed)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


class TestLookingUpACode:
    def look_up(self, code: str, address: str = "here", browser: str = "mine", after: dt.timedelta = dt.timedelta()):
        return Classroom.objects.look_up(code, address, browser, NOW + after)

    def fail(self, times: int, **who: str) -> None:
        for _time in range(times):
            assert self.look_up("999999", **who) is None

    def test_finds_the_class(self) -> None:
        classroom = ClassroomFactory()
        assert self.look_up(classroom.code.lower()) == classroom
        assert not WrongCode.objects.exists()

    def test_stops_a_browser_after_ten_wrong_codes_even_with_a_right_one(self) -> None:
        classroom = ClassroomFactory()
        self.fail(10)
        with pytest.raises(TooManyWrongCodes):
            self.look_up("999999")
        with pytest.raises(TooManyWrongCodes):
            self.look_up(classroom.code)

    def test_lets_other_browsers_at_the_same_address_go_on(self) -> None:
        classroom = ClassroomFactory()
        self.fail(10)
        assert self.look_up(classroom.code, browser="another") == classroom

    def test_stops_an_address_after_sixty_wrong_codes_whatever_the_browser(self) -> None:
        for browser in range(6):
            self.fail(10, browser=str(browser))
        with pytest.raises(TooManyWrongCodes):
            self.look_up("999999", browser="new")
        assert self.look_up("999999", browser="new", address="there") is None

    def test_opens_again_after_a_minute_and_forgets_who_it_was(self) -> None:
        classroom = ClassroomFactory()
        self.fail(10)
        assert self.look_up(classroom.code, after=MINUTE) == classroom
        assert self.look_up("999999", after=MINUTE) is None
        assert WrongCode.objects.count() == 1


class TestEnrolling:
    def test_a_learner_gets_a_new_key(self) -> None:
        classroom, learner = ClassroomFactory(), LearnerFactory()
        old_key = learner.key
        enrolment = classroom.enrol(learner, "Anna", "browser", NOW)
        assert enrolment.learner == learner
        assert enrolment.nickname == "Anna"
        assert Learner.objects.get().key == learner.key != old_key

    @pytest.mark.parametrize("nickname", ["Anna", "ANNA", "Ánna", "Аnna", "An\u200dna"])
    def test_a_nickname_is_given_once_to_a_class(self, nickname: str) -> None:
        classroom = ClassroomFactory()
        classroom.enrol(LearnerFactory(), "Anna", "one", NOW)
        late = LearnerFactory()
        with pytest.raises(NicknameTaken):
            classroom.enrol(late, nickname, "other", NOW)
        assert Enrolment.objects.count() == 1

    def test_a_refused_learner_keeps_the_key(self) -> None:
        classroom, late = ClassroomFactory(), LearnerFactory()
        EnrolmentFactory(classroom=classroom, nickname="Anna")
        old_key = late.key
        with pytest.raises(NicknameTaken):
            classroom.enrol(late, "Anna", "other", NOW)
        late.refresh_from_db()
        assert late.key == old_key

    def test_another_class_may_have_the_same_nickname(self) -> None:
        for classroom in (ClassroomFactory(), ClassroomFactory()):
            classroom.enrol(LearnerFactory(), "Anna", "browser", NOW)
        assert Enrolment.objects.count() == 2

    def test_a_learner_is_in_a_class_once(self) -> None:
        classroom, learner = ClassroomFactory(), LearnerFactory()
        first = classroom.enrol(learner, "Anna", "browser", NOW)
        assert classroom.enrol(learner, "Ben", "browser", NOW) == first
        assert [enrolment.nickname for enrolment in Enrolment.objects.all()] == ["Anna"]

    def test_a_second_click_of_a_new_browser_gets_what_the_first_one_made(self) -> None:
        classroom, learner = ClassroomFactory(), LearnerFactory()
        first = classroom.enrol(learner, "Anna", "browser", NOW)
        again = classroom.enrol(LearnerFactory(), "Anna", "browser", NOW + dt.timedelta(seconds=1))
        assert again == first
        assert again.learner.key == learner.key

    def test_the_name_is_not_handed_over_for_ever(self) -> None:
        classroom = ClassroomFactory()
        classroom.enrol(LearnerFactory(), "Anna", "browser", NOW)
        with pytest.raises(NicknameTaken):
            classroom.enrol(LearnerFactory(), "Anna", "browser", NOW + JOIN_RETRY_WINDOW)

    @pytest.mark.django_db(transaction=True)
    def test_of_64_who_want_one_name_at_the_same_moment_one_gets_it(self) -> None:
        classroom = ClassroomFactory()
        learners = LearnerFactory.create_batch(64)
        outcomes: Counter[str] = Counter()
        start = threading.Barrier(len(learners))

        def join(learner: Learner) -> None:
            start.wait()
            try:
                classroom.enrol(learner, "Anna", f"browser of {learner.pk}", timezone.now())
                outcomes["joined"] += 1
            except NicknameTaken:
                outcomes["taken"] += 1
            finally:
                connection.close()

        threads = [threading.Thread(target=join, args=(learner,)) for learner in learners]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert outcomes == {"joined": 1, "taken": 63}
        assert Enrolment.objects.count() == 1


class TestStaffNames:
    def test_the_class_guards_the_name_of_its_teacher(self) -> None:
        classroom = ClassroomFactory(teachers=[UserFactory(first_name="Wei", last_name="Li", username="wei_li")])
        assert [name for name in ("Mr Li", "Wei Li", "wei_li", "Wei") if classroom.is_staff_look_alike(name)] == [
            "Mr Li",
            "Wei Li",
            "wei_li",
        ]

    def test_a_class_without_a_teacher_guards_the_general_ones(self) -> None:
        classroom = ClassroomFactory(teachers=[])
        assert classroom.is_staff_look_alike("Teacher")
        assert not classroom.is_staff_look_alike("Anna")
