"""Flagged conflicts wait for a reviewer from now on; those that lost their flag were settled."""

from uuid import UUID

from django.db import migrations


def ask_for_a_choice(apps, schema_editor):
    """One-way: going back, the flag stays away and the bodies stay."""
    aside = apps.get_model("teams", "QuarantinedSubmission")
    session = apps.get_model("teams", "Session")
    for row in aside.objects.filter(reason="conflict").order_by("pk").iterator(chunk_size=500):
        found = session.objects.filter(record_id=_uuid(row.record_id)).first()
        if found is None or "conflict" not in found.flags and found.disputed_at is None:
            aside.objects.filter(pk=row.pk).update(settled_at=row.received_at)
            continue
        found.flags = [flag for flag in found.flags if flag != "conflict"]
        found.disputed_at = found.disputed_at or row.received_at
        found.save(update_fields=["flags", "disputed_at"])


def _uuid(written):
    try:
        return UUID(written)
    except ValueError:
        return None


class Migration(migrations.Migration):

    dependencies = [
        ('teams', '0016_settled'),
    ]

    operations = [
        migrations.RunPython(ask_for_a_choice, migrations.RunPython.noop),
    ]
