"""What the usual results are about, where the province has both lines; the rest it says itself."""

from django.db import migrations

TOPIC_OF = {
    "e_identity": "vneid",
    "online_service": "dich-vu-cong",
    "cashless": "thanh-toan",
    "install": "dung-dien-thoai",
    "signature": "chu-ky-so",
    "bank_account": "thanh-toan",
    "household_qr": "thanh-toan",
    "health_book": "vneid",
}


def fill(apps, schema_editor):
    topics = dict(apps.get_model("teams", "Topic").objects.values_list("code", "pk"))
    outcomes = apps.get_model("teams", "Outcome").objects.filter(topic=None)
    for code, topic in TOPIC_OF.items():
        if topic in topics:
            outcomes.filter(code=code).update(topic=topics[topic])


class Migration(migrations.Migration):
    dependencies = [("teams", "0023_outcome_topics")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
