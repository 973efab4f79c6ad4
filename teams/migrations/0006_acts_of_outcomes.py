"""Kinds of acts become rows of a list; the column keeps the codes it holds."""

import django.db.models.deletion
from django.db import migrations, models

NAMES = {
    "e_identity": "Kích hoạt VNeID mức 2",
    "online_service": "Nộp hồ sơ dịch vụ công",
    "cashless": "Thanh toán bằng mã QR",
    "install": "Cài ứng dụng",
    "signature": "Làm chữ ký số cá nhân",
}


def list_what_is_used(apps, schema_editor):
    """Only what some session says: what is usual is added at every start."""
    act = apps.get_model("teams", "SessionAct")
    outcome = apps.get_model("teams", "Outcome")
    places = {code: 10 * number for number, code in enumerate(NAMES, start=1)}
    for code in act.objects.order_by().values_list("kind", flat=True).distinct():
        row = {"name": NAMES.get(code, code), "position": places.get(code, 100)}
        outcome.objects.get_or_create(code=code, defaults=row)


class Migration(migrations.Migration):

    dependencies = [
        ('teams', '0005_lists_of_the_province'),
    ]

    operations = [
        migrations.RunPython(list_what_is_used, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='sessionact',
            name='kind',
            field=models.ForeignKey(db_column='kind', on_delete=django.db.models.deletion.PROTECT, related_name='acts', to='teams.outcome', to_field='code', verbose_name='kết quả'),
        ),
    ]
