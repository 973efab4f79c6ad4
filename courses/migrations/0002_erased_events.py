import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from lms.common.append_only import append_only_but_erasing

KEPT = ("event_id", "seq", "edition_id", "step", "kind", "at", "ordered_at", "received_at")
ERASED = {
    "person_id": "NULL",
    "device": "'00000000000000000000000000000000'",
    "payload": "'{}'",
    "body_hash": "''",
}


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="learningevent",
            name="person",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        append_only_but_erasing("courses_learningevent", kept=KEPT, erased=ERASED),
    ]
