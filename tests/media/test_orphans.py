"""Files of voices and films nobody names any more are thrown away at night; all others stay."""

from collections import defaultdict
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import FileField

from lms.common import clock
from lms.media import orphans, recordings
from lms.media.models import CustomImage, CustomRendition, Recording
from teams.models import Evidence
from teams.services import evidence
from tests import sounds
from tests.courses import desk


@pytest.fixture
def recording(db):
    return recordings.make_ready(
        title="Bước 1", content=sounds.clip(), marks=[], is_placeholder=False
    )


def forget(days=3):
    return orphans.forget_media(now=clock.now() + timedelta(days=days))


def test_a_replaced_clip_goes_and_the_new_one_stays(recording):
    old = recording.phone_file.name
    content = ContentFile(sounds.clip(name=b"b"))
    recording.phone_file.save("moi.m4a", content, save=False)
    recording.file = recording.phone_file.name
    recording.save()
    assert forget() == 1
    assert not default_storage.exists(old)
    assert default_storage.exists(recording.phone_file.name)
    assert forget() == 0


def test_the_files_of_a_deleted_recording_go(recording):
    name = recording.phone_file.name
    Recording.objects.all().delete()
    assert forget() == 1
    assert not default_storage.exists(name)


def test_what_was_stored_just_now_may_still_be_named(recording):
    Recording.objects.all().delete()
    assert forget(days=1) == 0


def test_what_lies_elsewhere_is_not_looked_at(recording):
    name = default_storage.save("assets/giu.m4a", ContentFile(sounds.clip()))
    Recording.objects.all().delete()
    forget()
    assert default_storage.exists(name)


def test_the_files_of_a_picture_that_is_gone_go(db):
    picture = desk.make_image()
    copy = picture.get_rendition("max-165x165")
    names = [picture.file.name, copy.file.name]
    assert forget() == 0
    for rows in (CustomRendition.objects.all(), CustomImage.objects.all()):
        rows._raw_delete("default")
    assert forget() == 2
    assert not any(default_storage.exists(name) for name in names)


def test_no_two_kinds_of_rows_keep_their_files_in_one_folder():
    """What sweeps a folder knows one kind of rows only, and throws away the files of others."""
    keepers = defaultdict(set, {evidence.FOLDER: {Evidence}})
    ours = (one for one in apps.get_models() if not one.__module__.startswith("wagtail."))
    for model in ours:
        for field in model._meta.fields:
            if isinstance(field, FileField) and isinstance(field.upload_to, str):
                keepers[field.upload_to.strip("/")].add(model)
    assert {"entries", "actions", "recordings"} <= keepers.keys()
    assert not {name: models for name, models in keepers.items() if len(models) > 1}
    assert not {"images", "original_images"} & keepers.keys()
