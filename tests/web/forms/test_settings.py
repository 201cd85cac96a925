import pytest

from quizzes.forms.admin.questions import QuestionForm
from quizzes.forms.fields.settings import FIELDS, SettingsForm, params_from
from quizzes.items import TYPES


def cleaned(**values):
    form = SettingsForm({f"setting_{name}": value for name, value in values.items()})
    assert form.is_valid(), form.errors
    return form.cleaned_data


class TestSettings:
    def test_have_a_field_for_each_setting_of_each_type(self):
        assert {setting.name for item_type in TYPES.values() for setting in item_type.settings} == {
            name.removeprefix("setting_") for name in FIELDS
        }
        assert set(FIELDS) <= set(QuestionForm.base_fields)

    @pytest.mark.parametrize("code", TYPES)
    def test_are_all_params_that_the_examples_of_the_type_use(self, code):
        used = {name for item in TYPES[code].examples() for name in item.params}
        assert used <= {setting.name for setting in TYPES[code].settings}


class TestParams:
    def test_leave_out_defaults(self):
        assert params_from(cleaned(shuffle="on", tolerance="0", unit=""), "numerical", {}) == {}
        assert params_from(cleaned(shuffle="on"), "single_choice", {}) == {}

    def test_keep_what_was_written_down_before(self):
        before = {"shuffle": True, "made_by": "an import"}
        assert params_from(cleaned(shuffle="on"), "single_choice", before) == before

    def test_hold_the_settings_of_the_type_only(self):
        values = cleaned(unit="trillion yuan", units="rmb, ¥", tolerance="0.05")
        assert params_from(values, "single_choice", {"unit": "yuan"}) == {"shuffle": False}
        expected = {"unit": "trillion yuan", "units": ["rmb", "¥"], "tolerance": 0.05}
        assert params_from(values, "numerical", {}) == expected

    def test_keep_whole_numbers_whole(self):
        assert repr(params_from(cleaned(tolerance="2"), "numerical", {})["tolerance"]) == "2"
