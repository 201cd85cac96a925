import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertTemplateUsed

from quizzes.items import Option
from quizzes.models import Question
from tests.factories import (
    AttemptFactory,
    FactFactory,
    QuestionFactory,
    QuizFactory,
    SentenceFactory,
    SourceFactory,
    TopicFactory,
)

from .posts import messages_of, question_form, rows, share_of

LIST = reverse("admin:quizzes_question_changelist")
ADD = reverse("admin:quizzes_question_add")
CLEAN = "In which year was the SCO established?"
PLAIN_NEGATIVE = "Which of these cities is not a host of the summit in 2025?"  # an error of the lint
VAGUE = "In which city did the members recently hold their summit of 2025?"  # a warning of the lint
FIELDS = (
    *("item_type", "stem", "sentence", "quote", "topic", "kind", "status", "fact", "slug", "setting_tolerance"),
    *("options-TOTAL_FORMS", "options-0-id", "options-0-place", "options-0-fraction"),
)
CITIES = (Option("Tianjin", 1.0), Option("Beijing"), Option("Qingdao"))


def change(question):
    return reverse("admin:quizzes_question_change", args=[question.pk])


def page(name, question):
    return reverse(f"admin:quizzes_question_{name}", args=[question.pk])


@pytest.fixture
def question(db):
    return QuestionFactory(draft=True, stem=CLEAN)


class TestList:
    def test_takes_as_many_queries_for_three_questions_as_for_one(self, signed_in, django_assert_num_queries):
        signed_in.get(LIST)  # content types are remembered from here on
        QuestionFactory(generated=True)
        with django_assert_num_queries(9):
            signed_in.get(LIST)
        QuestionFactory.create_batch(2, generated=True)
        with django_assert_num_queries(9):
            assertContains(signed_in.get(LIST), "3 questions")

    @pytest.mark.parametrize("text", ["summit of", "Tianjin", "hosts the"])
    def test_is_searched_in_question_options_and_quote(self, signed_in, text):
        sentence = SentenceFactory(source=SourceFactory(text="Now China hosts the guests."))
        QuestionFactory(
            stem="Where is the summit of 2025?", options=CITIES, sentence=sentence, quote="hosts the guests"
        )
        QuestionFactory(stem="Another one?")
        assertContains(signed_in.get(LIST, {"q": text}), "1 question")

    @pytest.mark.parametrize(
        "query",
        [
            "type=numerical",
            "status__exact=retired",
            "lint__exact=error",
            "origin__exact=generated",
            "kind__exact=claim",
        ],
    )
    def test_is_filtered(self, signed_in, query):
        QuestionFactory()
        wanted = QuestionFactory(
            retired=True, claim=True, generated=True, lint="error", item_type="numerical", options=[Option("5", 1.0)]
        )
        assert list(signed_in.get(f"{LIST}?{query}").context["cl"].queryset) == [wanted]

    def test_says_which_generated_questions_somebody_has_edited(self, signed_in):
        QuestionFactory(generated=True, generated_digest="of something else")
        assertContains(signed_in.get(LIST), "Generated, edited")


class TestAdding:
    def test_stores_a_draft_with_its_options_in_order(self, signed_in):
        sentence = SentenceFactory()
        form = {
            "item_type": "single_choice",
            "stem": "Which city hosts the summit of 2025?",
            "setting_shuffle": "on",
            "sentence": sentence.pk,
            "quote": "",
            "topic": TopicFactory().pk,
            "kind": "fact",
            "status": "draft",
        } | rows(
            "options",
            [
                {"place": "2", "text": "Beijing"},
                {"place": "", "text": "Qingdao"},
                {"place": "1", "text": "Tianjin", "fraction": "1"},
                {"place": "", "text": ""},
            ],
        )
        assert signed_in.post(ADD, form).status_code == 302
        question = Question.objects.get()
        assert [(o.position, o.text, o.fraction) for o in question.options.all()] == [
            (1, "Tianjin", 1.0),
            (2, "Beijing", 0.0),
            (3, "Qingdao", 0.0),
        ]
        assert (question.slug, question.params, question.origin) == (
            "which-city-hosts-the-summit-of-2025",
            {},
            Question.Origin.TEACHER,
        )
        assert question.quote == sentence.text

    def test_gives_the_sentences_of_a_source_to_choose_from(self, signed_in):
        source = SourceFactory()
        query = {"app_label": "quizzes", "model_name": "question", "field_name": "sentence"}
        found = signed_in.get(reverse("admin:autocomplete"), query | {"term": "p2s1"}).json()["results"]
        assert [result["text"] for result in found] == ["P2s1 The summit takes place in Tianjin."]
        found = signed_in.get(reverse("admin:autocomplete"), query | {"term": f"ten {source.title}"}).json()["results"]
        assert [result["text"] for result in found] == ["P1s2 It has ten members."]

    def test_refuses_a_quote_that_is_not_in_the_sentence(self, signed_in, question):
        response = signed_in.post(change(question), question_form(question, quote="established in 2011"))
        assertContains(response, "does not stand in sentence P1s1")
        assert response.context["errors"]


class TestChanging:
    def test_swaps_two_options(self, signed_in):
        question = QuestionFactory(draft=True, options=CITIES)
        form = question_form(question) | {"options-0-place": 2, "options-1-place": 1}
        assert signed_in.post(change(question), form).status_code == 302
        assert [option.text for option in question.options.all()] == ["Beijing", "Tianjin", "Qingdao"]

    def test_adds_an_option_at_the_end_and_one_in_between(self, signed_in):
        question = QuestionFactory(draft=True, options=CITIES)
        options = [
            {"id": o.pk, "question": question.pk, "place": o.position, "text": o.text}
            | share_of("single_choice", o.fraction)
            for o in question.options.all()
        ]
        options += [{"place": "", "text": "Shanghai"}, {"place": "1", "text": "Wuhan"}]
        form = question_form(question) | rows("options", options, stored=3)
        assert signed_in.post(change(question), form).status_code == 302
        texts = [option.text for option in question.options.all()]
        assert texts == ["Tianjin", "Wuhan", "Beijing", "Qingdao", "Shanghai"]

    def test_puts_numbers_in_order_and_stops_shuffling_them(self, signed_in):
        years = (Option("2006"), Option("2001", 1.0), Option("1998"))
        question = QuestionFactory(draft=True, stem=CLEAN, options=years)
        response = signed_in.post(change(question), question_form(question), follow=True)
        assert "The options are numbers or dates, so they were put in ascending order." in messages_of(response)
        question = Question.objects.get()
        assert [option.text for option in question.options.all()] == ["1998", "2001", "2006"]
        assert (question.params, question.lint) == ({"shuffle": False}, "clean")

    def test_keeps_the_settings_of_the_type_and_no_others(self, signed_in):
        question = QuestionFactory(
            draft=True,
            stem="How many members?",
            item_type="numerical",
            options=[Option("10", 1.0)],
            params={"unit": "%"},
        )
        form = question_form(question, setting_units="percent, per cent", setting_tolerance="0.5")
        assert signed_in.post(change(question), form).status_code == 302
        assert Question.objects.get().params == {"unit": "%", "units": ["percent", "per cent"], "tolerance": 0.5}

    def test_leaves_an_untouched_question_the_same_to_the_letter(self, signed_in):
        question = QuestionFactory(draft=True, options=CITIES)
        before = question.content()
        assert signed_in.post(change(question), question_form(question)).status_code == 302
        assert Question.objects.get().content() == before

    @pytest.mark.parametrize(
        "field",
        FIELDS,
    )
    @pytest.mark.parametrize("value", ["", "abc", "-1", "9" * 30, "\x00"])
    def test_answers_nonsense_with_a_sentence(self, signed_in, question, field, value):
        response = signed_in.post(change(question), question_form(question, **{field: value}))
        assert response.status_code in (200, 302)
        response = signed_in.post(page("live_preview_of", question), question_form(question, **{field: value}))
        assert response.status_code == 200


class TestPublishing:
    def test_publishes_what_the_check_finds_clean(self, signed_in, question):
        signed_in.post(change(question), question_form(question, status="published"))
        question.refresh_from_db()
        assert (question.status, question.lint) == ("published", "clean")

    def test_refuses_errors_and_shows_them_beside_their_field(self, signed_in):
        question = QuestionFactory(draft=True, stem=PLAIN_NEGATIVE, options=CITIES)
        response = signed_in.post(change(question), question_form(question, status="published"))
        assertContains(response, "It cannot be published yet.")
        form = response.context["adminform"].form
        assert "finding error" in form["stem"].help_text
        assert "id_stem_helptext" in str(form["stem"])
        question.refresh_from_db()
        assert question.status == "draft"

    def test_refuses_what_cannot_be_asked(self, signed_in):
        question = QuestionFactory(draft=True, options=[Option("Tianjin"), Option("Beijing"), Option("Qingdao")])
        response = signed_in.post(change(question), question_form(question, status="published"))
        assertContains(response, "Mark exactly one option as right")

    def test_saves_a_draft_with_its_errors(self, signed_in):
        question = QuestionFactory(draft=True, options=CITIES)
        signed_in.post(change(question), question_form(question, stem=PLAIN_NEGATIVE))
        question.refresh_from_db()
        assert question.lint == "error"
        assertContains(signed_in.get(change(question)), 'class="finding error"')

    def test_asks_for_a_reason_where_there_is_a_warning(self, signed_in):
        question = QuestionFactory(draft=True, stem=VAGUE, options=CITIES)
        response = signed_in.post(change(question), question_form(question, status="published"))
        assertContains(response, "Say why the warnings are fine")
        assert Question.objects.get().status == "draft"

    def test_keeps_the_reason_with_who_gave_it(self, signed_in, teacher):
        question = QuestionFactory(draft=True, stem=VAGUE, options=CITIES)
        signed_in.post(change(question), question_form(question, status="published", reason="The article says so."))
        question.refresh_from_db()
        assert (question.status, question.lint) == ("published", "confirmed")
        assert (question.confirmed_reason, question.confirmed_by) == ("The article says so.", teacher)
        assert question.confirmed_at
        assertContains(signed_in.get(change(question)), "The article says so. (tess, ")

    def test_takes_a_confirmed_warning_as_settled_and_asks_anew_for_another(self, signed_in):
        question = QuestionFactory(draft=True, stem=VAGUE, options=CITIES)
        signed_in.post(change(question), question_form(question, status="published", reason="The article says so."))
        question.refresh_from_db()
        assert signed_in.post(change(question), question_form(question)).status_code == 302
        longer = question_form(question) | {"options-0-text": "Tianjin, the city in the north of China, by the sea"}
        assertContains(signed_in.post(change(question), longer), "Say why the warnings are fine")
        signed_in.post(change(question), longer | {"reason": "Its name is long."})
        question.refresh_from_db()
        assert question.confirmed_reason == "The article says so.\nIts name is long."


class TestBulkActions:
    def do(self, signed_in, action, *questions):
        form = {"action": action, "_selected_action": [question.pk for question in questions]}
        return messages_of(signed_in.post(LIST, form, follow=True))

    def test_publish_leaves_out_errors_and_open_warnings_and_says_why(self, signed_in):
        clean = QuestionFactory(draft=True, stem=CLEAN)
        negative = QuestionFactory(draft=True, stem=PLAIN_NEGATIVE, options=CITIES)
        vague = QuestionFactory(draft=True, stem=VAGUE, options=CITIES)
        uncited = QuestionFactory(uncited=True, stem=CLEAN)
        said = self.do(signed_in, "publish", clean, negative, vague, uncited)
        assert list(Question.objects.published()) == [clean]
        assert said[0] == "1 question is published."
        assert len(said) == 4
        assert any(text.startswith(f"“{PLAIN_NEGATIVE}” was left out. Correct this first: ") for text in said)
        assert any(text.startswith(f"“{VAGUE}” was left out. Change this, or say why it is fine: ") for text in said)
        assert any("needs its sentence and the quote" in text for text in said)

    def test_retire(self, signed_in, question):
        assert self.do(signed_in, "retire", question) == ["1 question is retired."]
        question.refresh_from_db()
        assert question.status == "retired"

    def test_duplicate_makes_drafts_of_teachers(self, signed_in):
        question = QuestionFactory(generated=True, stem=CLEAN, generated_digest="its own")
        assert self.do(signed_in, "duplicate", question) == ["1 copy made, as a draft."]
        copy = Question.objects.exclude(pk=question.pk).get()
        assert (copy.status, copy.origin, copy.slug) == ("draft", "teacher", f"{question.slug}-2")
        assert copy.to_item() == question.to_item()

    def test_cannot_delete(self, signed_in, question):
        assertNotContains(signed_in.get(LIST), "delete_selected")


class TestDuplicate:
    def test_leads_to_the_copy(self, signed_in, question):
        response = signed_in.post(page("duplicate", question))
        assert response.url == change(Question.objects.latest("pk"))

    def test_changes_nothing_when_it_is_only_looked_at(self, signed_in, question):
        assert signed_in.get(page("duplicate", question)).status_code == 405


class TestDeleting:
    def test_is_possible_while_nobody_has_answered(self, signed_in, question):
        signed_in.post(reverse("admin:quizzes_question_delete", args=[question.pk]), {"post": "yes"})
        assert not Question.objects.exists()

    def test_is_refused_once_somebody_has(self, signed_in):
        question = QuestionFactory()
        AttemptFactory(quiz=QuizFactory(questions=[question]), answers=[True])
        assertNotContains(signed_in.get(change(question)), 'class="deletelink"')
        assert signed_in.post(reverse("admin:quizzes_question_delete", args=[question.pk])).status_code == 403
        assert Question.objects.exists()


class TestMistakes:
    def test_are_answered_with_what_to_do(self, signed_in):
        form = {"item_type": "single_choice", "stem": "", "status": "draft", "kind": "fact"}
        form |= {"item_type": "short_answer"} | rows("options", [{"text": "Tashkent", "fraction": "2"}])
        response = signed_in.post(ADD, form)
        assertContains(response, "Please fill this in.")
        assertContains(response, "Please choose one.")
        assertContains(response, "Write a share from 0 to 1")
        assertNotContains(response, "This field is required.")


class TestPreview:
    def test_shows_what_is_typed_as_a_student_will_see_it_and_stores_nothing(self, signed_in, question):
        form = question_form(question, stem="Which city is it?") | {"options-0-text": "Tianjin"}
        response = signed_in.post(page("live_preview_of", question), form)
        assertTemplateUsed(response, "quizzes/items/single_choice.html")
        assertContains(response, "Which city is it?")
        assertContains(response, "Tianjin")
        question.refresh_from_db()
        assert question.stem == CLEAN

    def test_shows_a_question_that_was_never_saved(self, signed_in):
        form = {"item_type": "short_answer", "stem": "To which city?", "status": "draft", "kind": "fact"}
        form |= rows("options", [{"text": "Tashkent", "fraction": "1"}])
        response = signed_in.post(reverse("admin:quizzes_question_live_preview"), form)
        assertContains(response, "To which city?")
        assertContains(response, "Right answer: Tashkent")

    def test_says_what_is_missing(self, signed_in):
        response = signed_in.post(reverse("admin:quizzes_question_live_preview"), {})
        assertContains(response, "Choose a type and write the question")
        response = signed_in.post(
            reverse("admin:quizzes_question_live_preview"), {"item_type": "single_choice", "stem": "Which?"}
        )
        assertContains(response, "Give at least 2 options.")

    def test_has_a_page_that_needs_no_script(self, signed_in, question):
        assertContains(signed_in.get(change(question)), page("preview", question))
        response = signed_in.get(page("preview", question))
        assertContains(response, "quizzes/round.css")
        assertContains(response, "1998")
        assertContains(response, "established in 2001")

    def test_carries_markup_of_a_teacher_as_text(self, signed_in, question):
        response = signed_in.post(
            page("live_preview_of", question), question_form(question, stem="<script>x</script>?")
        )
        assertNotContains(response, "<script>")


class TestFact:
    def test_is_what_the_check_compares_the_answer_with(self, signed_in):
        sentence = SentenceFactory()
        fact = FactFactory(sentence=sentence)
        options = (Option("1998"), Option("2004", 1.0), Option("2006"))
        question = QuestionFactory(draft=True, stem=CLEAN, fact=fact, sentence=sentence, options=options)
        signed_in.post(change(question), question_form(question))
        question.refresh_from_db()
        assert [row["code"] for row in question.errors] == ["L02"]
