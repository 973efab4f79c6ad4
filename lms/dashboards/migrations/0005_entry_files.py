from pathlib import PurePosixPath

import lms.media.fields
from django.core.files.storage import default_storage
from django.db import migrations

# The night throws away what lies here and is no photo of a session.
OLD = "evidence/"
NEW = "entries"


def move(apps, schema_editor):
    """Store again what proves entered figures; the night throws the old copies away."""
    rows = apps.get_model("dashboards", "Entry").objects.filter(evidence_file__startswith=OLD)
    for pk, name in list(rows.values_list("pk", "evidence_file")):
        if not default_storage.exists(name):
            continue
        with default_storage.open(name) as content:
            kept = default_storage.save(f"{NEW}/{PurePosixPath(name).name}", content)
        rows.filter(pk=pk).update(evidence_file=kept)


class Migration(migrations.Migration):

    dependencies = [
        ('dashboards', '0004_boards'),
    ]

    operations = [
        migrations.AlterField(
            model_name='entry',
            name='evidence_file',
            field=lms.media.fields.PaperField(blank=True, max_length=200, upload_to='entries', verbose_name='tệp minh chứng'),
        ),
        migrations.RunPython(move, migrations.RunPython.noop),
    ]
