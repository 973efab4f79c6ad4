from django.db import migrations, models


def know_collections(apps, schema_editor):
    """A section's collection was found by its name, which bore the section's code.

    A section that was renamed got another one, without rights: it is kept, and has them now.
    """
    Section = apps.get_model('courses', 'Section')
    Collection = apps.get_model('wagtailcore', 'Collection')
    Rights = apps.get_model('wagtailcore', 'GroupCollectionPermission')
    for section in Section.objects.all():
        ending = f' ({section.code})'
        found = list(Collection.objects.filter(name__endswith=ending).order_by('pk'))
        if not found:
            continue
        named = [one for one in found if one.name == f'{section.name}{ending}'[:255]]
        kept = (named or found)[-1]
        rights = Rights.objects.filter(group__name__startswith=f'muc:{section.code}:')
        for group, permission in set(rights.values_list('group', 'permission')):
            Rights.objects.get_or_create(
                group_id=group, permission_id=permission, collection=kept
            )
        section.collection = kept
        section.save(update_fields=['collection'])
        if not Collection.objects.filter(name=section.name).exists():
            kept.name = section.name
            kept.save(update_fields=['name'])


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0012_figures'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.AddField(
            model_name='section',
            name='collection',
            field=models.OneToOneField(editable=False, null=True, on_delete=models.SET_NULL, related_name='+', to='wagtailcore.collection', verbose_name='bộ hình và tệp'),
        ),
        migrations.RunPython(know_collections, migrations.RunPython.noop),
    ]
