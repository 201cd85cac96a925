from django.db import migrations, models


def take_what_heat_maps_gave_for_practice(apps, schema_editor):
    """It went to single students, with feedback after each answer, and its quiz was made for it under this title.

    What a teacher gave single students by hand, as to catch up on a test, stays in their means.
    """
    assignments = apps.get_model("quizzes", "Assignment").objects.using(schema_editor.connection.alias)
    guessed = assignments.filter(
        review_when="each", students__isnull=False, is_live=False, quiz__title__startswith="Practice: "
    )
    assignments.filter(pk__in=guessed.values("pk")).update(is_practice=True)


class Migration(migrations.Migration):

    dependencies = [
        ("quizzes", "0008_clocks_and_choices"),
    ]

    operations = [
        # So far it said that each answer has its feedback at once. That is no other word for practice any more.
        migrations.RenameField(model_name="attempt", old_name="is_practice", new_name="has_feedback_at_once"),
        migrations.AddField(
            model_name="assignment",
            name="is_practice",
            field=models.BooleanField(default=False, help_text="Its results are listed with the marks, but do not count towards the mean of a student.", verbose_name="practice"),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(condition=models.Q(("is_live", True), ("is_practice", True), _negated=True), name="a_live_round_is_no_practice", violation_error_message="What was played live is no practice."),
        ),
        migrations.RunPython(take_what_heat_maps_gave_for_practice, migrations.RunPython.noop, elidable=True),
    ]
