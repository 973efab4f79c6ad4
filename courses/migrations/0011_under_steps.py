from django.conf import settings
from django.db import migrations, models


def show_answers(apps, schema_editor):
    """What was answered in one course stands under the step in every other that shows it, too."""
    Question = apps.get_model('courses', 'StepQuestion')
    Step = apps.get_model('courses', 'EditionStep')
    Course = apps.get_model('courses', 'Course')
    answered = Question.objects.filter(published_at__isnull=False).values('step')
    showing = Step.objects.filter(uid__in=answered).values('edition__course')
    Course.objects.filter(pk__in=showing).update(said_count=models.F('said_count') + 1)


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0010_workshop'),
        ('places', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='binned',
            name='was_due_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='courseparcel',
            name='compared_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='courseparcel',
            name='preview',
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name='stepquestion',
            index=models.Index(condition=models.Q(('published_at__isnull', False)), fields=['step'], name='questions_under_step'),
        ),
        migrations.RunPython(show_answers, migrations.RunPython.noop),
    ]
