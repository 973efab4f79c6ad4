"""File fields that store nothing unchecked, whoever hands the file in."""

from typing import Any

from django.core.files.base import ContentFile, File
from django.db.models import FileField
from django.db.models.fields.files import FieldFile
from wagtail.images.models import WagtailImageField, WagtailImageFieldFile

from lms.media import kinds, papers, pictures
from lms.media.film import kinds as videos
from lms.media.sound import kinds as sounds
from lms.media.uploads import is_vouched_for


class PictureFile(WagtailImageFieldFile):
    """A stored picture: cleaned on its way in, by form, script or shell."""

    def save(self, name: str, content: "File[Any]", save: bool = True) -> None:  # noqa: FBT001, FBT002
        if not is_vouched_for(content):
            pictures.check_size(content.size)
            content.seek(0)
            picture = pictures.clean(content.read())
            name = kinds.safe_name(name, picture.extension)
            content = ContentFile(picture.content, name)
        super().save(name, content, save)


class PictureField(WagtailImageField):
    """A column of pictures; raises FileRefused when the row is saved with anything else."""

    attr_class = PictureFile


class PaperFile(FieldFile):
    """A stored document: of a known kind, by form, script or shell."""

    def save(self, name: str, content: "File[Any]", save: bool = True) -> None:  # noqa: FBT001, FBT002
        if not is_vouched_for(content):
            papers.check_size(content.size)
            content.seek(0)
            name = kinds.safe_name(name, papers.check(name, content.read()))
            content.seek(0)
        super().save(name, content, save)


class PaperField(FileField):
    """A column of documents; raises FileRefused when the row is saved with anything else."""

    attr_class = PaperFile


class SoundFile(FieldFile):
    """A stored recording: known to be one, by form, script or shell."""

    def save(self, name: str, content: "File[Any]", save: bool = True) -> None:  # noqa: FBT001, FBT002
        if not is_vouched_for(content):
            sounds.check_size(content.size)
            content.seek(0)
            name = kinds.safe_name(name, sounds.check(content.read()).extension)
            content.seek(0)
        super().save(name, content, save)


class SoundField(FileField):
    """A column of recordings; raises FileRefused when the row is saved with anything else."""

    attr_class = SoundFile


class VideoFile(FieldFile):
    """A stored video: known to be one, by form, script or shell."""

    def save(self, name: str, content: "File[Any]", save: bool = True) -> None:  # noqa: FBT001, FBT002
        if not is_vouched_for(content):
            videos.check_size(content.size)
            content.seek(0)
            kind = videos.check(content.read(videos.FIRST_BYTES))
            name = kinds.safe_name(name, kind.extension)
            content.seek(0)
        super().save(name, content, save)


class VideoField(FileField):
    """A column of videos; raises FileRefused when the row is saved with anything else."""

    attr_class = VideoFile
