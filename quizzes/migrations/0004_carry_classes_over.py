import random

from django.db import migrations

from quizzes.passphrases import new_words


def carry_over(apps, schema_editor):
    """The teacher of a class becomes its first one, its quizzes become assignments, its students get their words."""
    models = {name: apps.get_model("quizzes", name) for name in ("Classroom", "Assignment", "Enrolment", "Attempt")}
    rng = random.SystemRandom()
    for classroom in models["Classroom"].objects.all():
        if classroom.teacher_id:
            classroom.teachers.add(classroom.teacher_id)
        enrolments = list(models["Enrolment"].objects.filter(classroom=classroom))
        for enrolment in enrolments:
            enrolment.words = new_words(rng)
        models["Enrolment"].objects.bulk_update(enrolments, ["words"], batch_size=500)
        learners = [enrolment.learner_id for enrolment in enrolments]
        taken = set()
        for quiz in classroom.quizzes.all():
            title, number = quiz.title, 2
            while title in taken:
                title, number = f"{quiz.title[:140]} ({number})", number + 1
            taken.add(title)
            is_practice = quiz.feedback == "practice"
            assignment = models["Assignment"].objects.create(
                classroom=classroom,
                quiz=quiz,
                title=title,
                time_limit=quiz.time_limit,
                attempts_allowed=quiz.attempts_allowed,
                may_go_back=False,
                shuffle=quiz.shuffle_questions,
                review_when="each" if is_practice else "finish",
                counting="last",
            )
            of_class = models["Attempt"].objects.filter(learner__in=learners, quiz=quiz, assignment=None)
            of_class.update(assignment=assignment)


class Migration(migrations.Migration):

    dependencies = [
        ('quizzes', '0003_classes'),
    ]

    operations = [
        migrations.RunPython(carry_over, migrations.RunPython.noop, elidable=True),
    ]
