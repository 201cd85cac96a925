import dataclasses

import pytest

from quizzes.formats import Citation, Reading
from quizzes.items import Option, Picture
from quizzes.models import Option as OptionRow, Question, Topic
from quizzes.models.bank.versions import current_versions
from quizzes.models.exchange.imports import shown_name
from quizzes.models.exchange.question_import import ImportPlan, Verdict
from quizzes.models.exchange.records import record_of, topic_name
from tests.factories import QuestionFactory, SourceFactory, TopicFactory
from tests.support.lines_format import record
from tests.support.pictures import picture_file

pytestmark = pytest.mark.django_db


def taken_in(*records, **kwargs):
    intake = ImportPlan(Reading(list(records)), **kwargs)
    intake.store()
    return intake


def verdicts(*records):
    return [decision.verdict for decision in ImportPlan(Reading(list(records))).decisions]


class TestTakingIn:
    def test_makes_drafts_with_all_that_the_record_has(self):
        one = record(name="Founding", id="q7", topic=("History", "Summits"), explanation="Six states.", tags=("year",))
        taken_in(one)
        question = Question.objects.get()
        assert (question.slug, question.status, question.origin) == ("founding", "draft", "imported")
        assert (question.topic.name, question.tags) == ("History / Summits", ["year"])
        assert record_of(question) == one

    def test_decides_without_storing_anything(self):
        ImportPlan(Reading([record(topic=("New",))]))
        assert not Question.objects.exists()
        assert not Topic.objects.exists()

    def test_puts_questions_without_a_topic_into_the_one_given(self):
        topic = TopicFactory()
        taken_in(record(), topic=topic)
        assert Question.objects.get().topic == topic

    def test_takes_the_topic_that_has_the_name_already(self):
        topic = TopicFactory(name="History")
        taken_in(record(topic=("history",)))
        assert Question.objects.get().topic == topic

    def test_keeps_what_the_lint_finds(self):
        taken_in(record(stem="He"))
        assert Question.objects.get().lint == "error"

    def test_keeps_as_a_draft_what_cannot_be_asked(self):
        one = record()
        taken_in(dataclasses.replace(one, item=dataclasses.replace(one.item, options=())))
        assert {row["code"] for row in Question.objects.get().lint_findings} == {"TYPE"}

    @pytest.mark.parametrize("option", [Option("x" * 1001), Option("a", -0.5), Option("a", float("nan")), Option("\0")])
    def test_stores_nothing_of_a_file_with_an_option_that_cannot_be_stored(self, option):
        one = record("Second question?")
        bad = dataclasses.replace(one, item=dataclasses.replace(one.item, options=(option,)))
        intake = ImportPlan(Reading([record(), bad]))
        assert len(intake.problems) == 1
        with pytest.raises(ValueError, match="problems"):
            intake.store()
        assert not Question.objects.exists()

    def test_writes_in_statements_that_do_not_grow_with_the_file(self, django_assert_max_num_queries):
        intake = ImportPlan(Reading([record(f"Question {n}?", name=f"Q{n}") for n in range(60)]))
        with django_assert_max_num_queries(12):
            intake.store()
        assert OptionRow.objects.count() == 180


class TestTheSameFileAgain:
    def test_changes_nothing(self):
        records = record(name="A"), record("Which city?", id="b"), record("Which river?")
        taken_in(*records)
        rows = list(Question.objects.values())
        assert verdicts(*records) == [Verdict.UNCHANGED] * 3
        taken_in(*records)
        assert list(Question.objects.values()) == rows

    def test_leaves_a_published_question_as_it_is(self):
        source = SourceFactory(title="The article")
        one = record(name="A", citation=Citation("established in 2001", "The article", "P1s1"))
        taken_in(one)
        Question.objects.update(status="published", lint="clean")
        assert verdicts(one) == [Verdict.UNCHANGED]
        taken_in(one)
        assert Question.objects.get().status == "published"
        assert Question.objects.get().sentence.source == source

    def test_changes_a_question_that_is_another_one_now_and_keeps_its_versions(self):
        taken_in(record("In which year was it founded?", name="A"))
        before = current_versions([Question.objects.get()])[0]
        taken_in(record("In which year was the SCO founded?", name="A"))
        question = Question.objects.get()
        assert question.stem == "In which year was the SCO founded?"
        assert current_versions([question])[0].number == before.number + 1
        assert question.options.count() == 3

    def test_makes_a_published_question_that_has_changed_a_draft(self):
        SourceFactory(title="The article")
        citation = Citation("established in 2001", "The article")
        taken_in(record(name="A", citation=citation))
        Question.objects.update(status="published")
        taken_in(record(name="A", citation=citation, explanation="Another reason."))
        assert Question.objects.get().status == "draft"

    def test_leaves_alone_what_a_person_has_changed(self):
        taken_in(record(name="A"))
        Question.objects.update(explanation="A teacher's.")
        changed = record(name="A", explanation="The file's.")
        assert verdicts(changed) == [Verdict.LEFT_ALONE]
        taken_in(changed)
        assert Question.objects.get().explanation == "A teacher's."

    def test_takes_no_citation_of_a_teacher_for_a_change(self):
        taken_in(record(name="A"))
        sentence = SourceFactory().sentences.first()
        Question.objects.update(sentence=sentence, quote="established in 2001", topic=TopicFactory())
        assert verdicts(record(name="A", explanation="More.")) == [Verdict.CHANGED]

    def test_takes_numbers_that_publishing_has_sorted_for_the_same(self):
        one = record(name="A")
        mixed = dataclasses.replace(one, item=dataclasses.replace(one.item, options=one.item.options[::-1]))
        taken_in(mixed)
        question = Question.objects.get()
        assert question.put_in_logical_order()
        assert verdicts(dataclasses.replace(mixed, explanation="More.")) == [Verdict.CHANGED]


class TestIdentity:
    def test_is_the_id_even_where_all_else_differs(self):
        taken_in(record("Who?", name="A", id="7"))
        assert verdicts(record("Quite something else?", name="B", id="7")) == [Verdict.CHANGED]

    def test_is_no_title_that_two_different_questions_happen_to_have(self):
        taken_in(record("In which year was the SCO established?", name="Q1"))
        assert verdicts(record("Name a river!", name="Q1")) == [Verdict.NEW]

    def test_is_no_title_that_a_file_gives_twice(self):
        taken_in(record("Which city?", name="Q"), record("Which river?", name="Q"))
        assert verdicts(record("Which river?", name="Q"), record("Which city?", name="Q")) == [Verdict.UNCHANGED] * 2

    def test_lists_what_a_file_holds_twice_and_takes_it_in_once(self):
        intake = taken_in(record(), record())
        assert [decision.verdict for decision in intake.decisions] == [Verdict.NEW, Verdict.CLASH]
        assert Question.objects.count() == 1
        assert len(intake.losses) == 1

    @pytest.mark.parametrize("origin", ["teacher", "generated"])
    def test_never_overwrites_what_was_not_imported(self, origin):
        question = QuestionFactory(slug="mine", origin=origin)
        own = record_of(question)
        assert verdicts(own) == [Verdict.UNCHANGED]
        changed = dataclasses.replace(own, explanation="Another.")
        assert verdicts(changed) == [Verdict.LEFT_ALONE]
        taken_in(changed)
        assert Question.objects.get().explanation == question.explanation

    def test_ends_with_a_copy(self):
        taken_in(record(name="A"))
        copy = Question.objects.get().duplicate()
        assert copy.imported_as == ""


class TestCitation:
    def test_is_taken_where_its_words_stand(self):
        source = SourceFactory(title="The article")
        taken_in(record(citation=Citation("ten members", "The article", "P9s9")))
        question = Question.objects.get()
        assert (question.sentence, question.quote) == (source.sentences.get(number=2), "ten members")

    def test_is_found_by_its_link(self):
        SourceFactory(url="https://example.org/one")
        taken_in(record(citation=Citation("ten members", "Another title", url="https://example.org/one")))
        assert Question.objects.get().quote == "ten members"

    @pytest.mark.parametrize("quote", ["eleven members", ""])
    def test_that_does_not_hold_is_left_behind_with_a_reason(self, quote):
        SourceFactory(title="The article")
        intake = taken_in(record(citation=Citation(quote, "The article")))
        assert Question.objects.get().sentence is None
        assert "It stays a draft until somebody picks its sentence." in str(intake.losses[0].what)


class TestPictures:
    def with_picture(self, data, alt="A map"):
        one = record(name="A")
        item = dataclasses.replace(one.item, picture=Picture("map.png", alt, 1, 1))
        return dataclasses.replace(one, item=item, files={"map.png": data})

    def test_are_re_encoded_and_come_out_again(self):
        one = self.with_picture(picture_file())
        taken_in(one)
        question = Question.objects.get()
        assert (question.picture.media_type, question.picture.alt) == ("image/webp", "A map")
        out = record_of(question)
        assert out.files == {out.item.picture.name: bytes(question.picture.data)}
        assert verdicts(one) == [Verdict.UNCHANGED]

    def test_that_are_none_are_left_behind_with_a_reason(self):
        intake = taken_in(self.with_picture(b"<svg/>"))
        assert Question.objects.get().picture is None
        assert "PNG, JPEG, GIF or WebP" in str(intake.losses[0].what)

    def test_without_a_description_ask_for_one(self):
        intake = taken_in(self.with_picture(picture_file(), alt=""))
        assert "Write what it shows" in str(intake.losses[0].what)


class TestWhileOthersWork:
    def test_looks_again_at_a_question_that_was_changed_after_it_was_decided_on(self):
        taken_in(record(name="A"))
        intake = ImportPlan(Reading([record(name="A", explanation="The file's.")]))
        question = Question.objects.get()
        question.explanation = "A teacher's."
        question.save()
        intake.store()
        assert Question.objects.get().explanation == "A teacher's."
        assert intake.decisions[0].verdict == Verdict.LEFT_ALONE

    def test_takes_another_slug_where_one_was_taken_meanwhile(self):
        intake = ImportPlan(Reading([record(name="A")]))
        QuestionFactory(slug="a")
        intake.store()
        assert Question.objects.filter(slug="a-2", origin="imported").exists()


class TestTopicName:
    def test_is_the_path_without_its_broadest_names_where_it_is_too_long(self):
        assert topic_name(("A", " B\n C "), 100) == "A / B C"
        assert topic_name(("x" * 90, "Summits", "2025"), 20) == "Summits / 2025"
        assert topic_name(("x" * 90,), 20) == "x" * 20
        assert topic_name((), 20) == ""


class TestNameOfAFile:
    @pytest.mark.parametrize(
        ("name", "shown"),
        [("a.gift", "a.gift"), ("../../etc/passwd", "passwd"), ("C:\\x\\y.xml", "y.xml"), ("a\0\nb", "ab")],
    )
    def test_is_no_path_and_holds_nothing_that_cannot_be_shown(self, name, shown):
        assert shown_name(name) == shown
