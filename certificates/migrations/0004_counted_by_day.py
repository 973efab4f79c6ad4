from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0003_thanks'),
        ('courses', '0013_collections'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='certificate',
            index=models.Index(fields=['issued_on', 'kind'], name='certificate_of_day'),
        ),
        migrations.AddIndex(
            model_name='certificateevent',
            index=models.Index(condition=models.Q(('kind', 'revoked')), fields=['at'], name='revocation_of_day'),
        ),
    ]
