"""Our own image, rendition and document rows, so that rules of ours can live on them."""

from io import BytesIO
from typing import Any, ClassVar

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import models
from django.db.models import Q
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    SourceImageIOError,
    get_upload_to,
)
from wagtail.models import CollectionMember
from wagtail.search import index

from lms.common import clock
from lms.common.models import PeersManager
from lms.media import pictures
from lms.media.fields import PaperField, PictureField, SoundField, VideoField
from lms.media.film import captions
from lms.media.refusals import FileRefused
from lms.media.sound import marks as sentence_marks
from lms.media.sound.marks import Pause


class CustomImage(AbstractImage):
    """A picture for lessons; its file carries no EXIF and no position."""

    admin_form_fields = ("title", "file", "description", "collection", "tags")
    search_fields: ClassVar = [*AbstractImage.search_fields, index.FilterField("id")]

    file = PictureField("tệp", upload_to=get_upload_to, width_field="width", height_field="height")

    class Meta(AbstractImage.Meta):
        verbose_name = "hình ảnh"
        verbose_name_plural = "hình ảnh"

    def _set_image_file_metadata(self) -> None:
        """Wagtail opens a stored file to measure it and would leave it open."""
        super()._set_image_file_metadata()
        if self.file._committed:  # noqa: SLF001  an upload still to be stored must stay open
            self.file.close()

    def generate_rendition_file(
        self, spec: Any, *, source: "File[bytes] | None" = None
    ) -> "File[bytes]":
        """Wagtail copies EXIF into renditions: never from an original of ours, however it came."""
        if source is None:
            with self.open_file() as original:
                source = File(BytesIO(original.read()), self.file.name)
        made = super().generate_rendition_file(spec, source=_without_notes(source))
        # Wagtail would leave its temporary file open.
        with made:
            made.seek(0)
            return ContentFile(made.read(), made.name)


class CustomRendition(AbstractRendition):
    """A phone-sized copy of an image."""

    image = models.ForeignKey(CustomImage, models.CASCADE, related_name="renditions")

    class Meta:
        verbose_name = "bản thu nhỏ"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="rendition_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.image_id} {self.filter_spec}"


class CustomDocument(AbstractDocument):
    """A file to download."""

    admin_form_fields = ("title", "file", "collection", "tags")
    search_fields: ClassVar = [*AbstractDocument.search_fields, index.FilterField("id")]

    file = PaperField("tệp", upload_to="documents")

    class Meta(AbstractDocument.Meta):
        verbose_name = "tài liệu"
        verbose_name_plural = "tài liệu"


class Recording(CollectionMember, index.Indexed, models.Model):
    """A voice reading a step aloud: the file as it came, and the clip phones are given.

    `pauses` are [second, length] pairs found in the clip; `marks` the seconds at which sentences
    begin, where an author wrote them. A ready one has a clip, a failed one says why.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Đang làm bản cho điện thoại"
        READY = "ready", "Dùng được"
        FAILED = "failed", "Chưa dùng được"

    title = models.CharField("tên", max_length=255)
    file = SoundField("bản ghi", upload_to="recordings")
    state = models.CharField(
        "tình trạng", max_length=10, choices=State, default=State.WAITING, editable=False
    )
    error = models.CharField(max_length=300, blank=True, editable=False)
    phone_file = models.FileField(upload_to="voices", blank=True, editable=False)
    seconds = models.FloatField("số giây", default=0, editable=False)
    pauses = models.JSONField(default=list, editable=False)
    marks = models.JSONField(default=list, editable=False)
    is_placeholder = models.BooleanField("giọng máy tạm", default=False, editable=False)
    created_at = models.DateTimeField("tải lên lúc", default=clock.now, editable=False)
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="người tải lên",
    )

    objects = PeersManager()

    search_fields: ClassVar = [
        *CollectionMember.search_fields,
        index.SearchField("title"),
        index.AutocompleteField("title"),
        # Whose files one may find depends on it, and on whether they were deleted.
        index.FilterField("uploaded_by_user"),
        index.FilterField("id"),
    ]

    class Meta:
        verbose_name = "giọng đọc"
        verbose_name_plural = "giọng đọc"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="ready") | ~Q(phone_file=""), name="recording_ready_has_clip"
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(error=""), name="recording_failed_has_error"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.telling()})"

    def telling(self) -> str:
        """What an author should know of it, in a few words."""
        if self.state != self.State.READY:
            return str(self.get_state_display())
        length = f"{int(self.seconds) // 60}:{int(self.seconds) % 60:02d}"
        return f"{length}, giọng máy tạm" if self.is_placeholder else length

    def marks_for(self, count: int) -> list[float]:
        """The beginnings of `count` sentences; empty where what is known does not fit them."""
        if self.marks:
            return list(self.marks) if len(self.marks) == count else []
        return sentence_marks.proposed((Pause(*pair) for pair in self.pauses), count)

    def all_marks(self) -> list[float]:
        """What an author wrote, or else a mark after every pause."""
        return list(self.marks) or sentence_marks.proposed(Pause(*pair) for pair in self.pauses)


class Film(CollectionMember, index.Indexed, models.Model):
    """A short video for a step: the file as it came, two copies for phones, what is said in it.

    `captions` are WebVTT as `lms.media.film.captions` writes it; `transcript` is what an author
    typed, empty where the captions tell it all. A ready one has both copies and a poster, a failed
    one says why.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Đang làm bản cho điện thoại"
        READY = "ready", "Dùng được"
        FAILED = "failed", "Chưa dùng được"

    title = models.CharField("tên", max_length=255)
    file = VideoField("video", upload_to="film_originals")
    captions = models.TextField(
        "phụ đề",
        blank=True,
        help_text=(
            "Mỗi lời một dòng giờ 00:01.000 --> 00:04.500, dưới là dòng chữ, rồi một dòng trống. "
            "Ghi cả tiếng động đáng chú ý, cho người không nghe được."
        ),
    )
    transcript = models.TextField(
        "lời ghi lại",
        blank=True,
        help_text=(
            "Đọc thay cho xem: lời nói, và những gì chỉ thấy trong hình. "
            "Để trống thì lấy từ phụ đề."
        ),
    )
    state = models.CharField(
        "tình trạng", max_length=10, choices=State, default=State.WAITING, editable=False
    )
    error = models.CharField(max_length=300, blank=True, editable=False)
    clear = models.FileField(upload_to="films", blank=True, editable=False)
    light = models.FileField(upload_to="films", blank=True, editable=False)
    poster = models.FileField(upload_to="films", blank=True, editable=False)
    seconds = models.FloatField("số giây", default=0, editable=False)
    width = models.PositiveIntegerField(default=0, editable=False)
    height = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField("tải lên lúc", default=clock.now, editable=False)
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="người tải lên",
    )

    objects = PeersManager()

    search_fields: ClassVar = [
        *CollectionMember.search_fields,
        index.SearchField("title"),
        index.AutocompleteField("title"),
        # Whose files one may find depends on it, and on whether they were deleted.
        index.FilterField("uploaded_by_user"),
        index.FilterField("id"),
    ]

    class Meta:
        verbose_name = "video"
        verbose_name_plural = "video"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="ready") | ~(Q(clear="") | Q(light="") | Q(poster="")),
                name="film_ready_has_copies",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(error=""), name="film_failed_has_error"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.telling()})"

    def telling(self) -> str:
        """What an author should know of it, in a few words."""
        if self.state != self.State.READY:
            return str(self.get_state_display())
        length = f"{int(self.seconds) // 60}:{int(self.seconds) % 60:02d}"
        return length if self.captions else f"{length}, chưa có phụ đề"

    def wait(self) -> None:
        """Forget the copies: they are to be made of the file, perhaps a new one."""
        self.state, self.error = self.State.WAITING, ""
        self.clear = self.light = self.poster = ""
        self.seconds, self.width, self.height = 0, 0, 0

    def told(self) -> str:
        """What is said, to be read: the author's words, or those of the captions."""
        if self.transcript.strip() or not self.captions:
            return self.transcript
        return captions.transcript(captions.read(self.captions))


def _without_notes(source: "File[bytes]") -> "File[bytes]":
    content = source.read()
    source.seek(0)
    try:
        if not pictures.carries_notes(content):
            return source
        return File(BytesIO(pictures.clean(content).content), source.name)
    except FileRefused as refusal:
        raise SourceImageIOError(str(refusal)) from refusal
