from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('quizzes', '0004_carry_classes_over'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='classroom',
            name='quizzes',
        ),
        migrations.RemoveField(
            model_name='classroom',
            name='teacher',
        ),
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=models.UniqueConstraint(fields=('classroom', 'words'), name='words_once_per_class'),
        ),
    ]
