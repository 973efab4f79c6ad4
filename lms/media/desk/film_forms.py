"""Uploading a video and writing what is said in it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.media import kinds
from lms.media.desk.shelf_forms import ShelfForm
from lms.media.film import captions
from lms.media.film import kinds as videos
from lms.media.models import Film
from lms.media.refusals import FileRefused
from lms.media.uploads import vouch_for

MAX_CAPTIONS_BYTES = 200_000


class VideoFormField(forms.FileField):
    """Takes a video by its content."""

    widget = forms.FileInput(attrs={"accept": "video/*,.mp4,.mov,.3gp,.webm"})
    default_error_messages = {
        "required": _("Chưa chọn video. Bấm nút chọn tệp trước nhé."),
        "empty": _("Tệp này trống. Chọn lại video rồi tải lên."),
    }

    def to_python(self, data: Any) -> Any:
        upload: Any = super().to_python(data)
        if upload is None:
            return None
        try:
            videos.check_size(upload.size)
            extension = videos.check(upload.read(videos.FIRST_BYTES)).extension
        except FileRefused as refusal:
            raise ValidationError(str(refusal), code="refused") from refusal
        upload.seek(0)
        upload.name = kinds.safe_name(upload.name, extension)
        vouch_for(upload)
        return upload


class FilmUploadForm(ShelfForm):
    """A new video: what to call it, the file, where it lies."""

    file = VideoFormField(
        label=_("Video"),
        help_text=_(
            "Quay bằng điện thoại hoặc quay màn hình. Nhận MP4, MOV, 3GP, WebM; nặng nhất "
            "%(size)s MB, dài nhất %(minutes)s phút. Máy tự làm hai bản nhẹ cho điện thoại."
        )
        % {
            "size": kinds.megabytes(videos.MAX_BYTES),
            "minutes": videos.MAX_SECONDS // 60,
        },
    )

    class Meta:
        model = Film
        fields: tuple[str, ...] = ("title", "file", "collection")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].help_text = _("Để tìm lại, ví dụ: Cách bấm nút Nộp.")

    def save(self, commit: bool = True) -> Film:  # noqa: FBT001, FBT002  Django's own
        film: Film = self.instance
        if "file" in self.changed_data:
            film.uploaded_by_user = self.for_user
            film.wait()
        elif film.state == Film.State.FAILED:
            film.wait()
        saved: Film = super().save(commit)
        return saved


class FilmForm(FilmUploadForm):
    """A video with its captions, typed or from a file, and perhaps a transcript."""

    captions_file = forms.FileField(
        label=_("Tệp phụ đề"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".vtt,.srt"}),
        help_text=_("Tệp .vtt hoặc .srt nếu đã có; chọn tệp thì chữ ở ô dưới được thay."),
    )

    class Meta(FilmUploadForm.Meta):
        fields = (*FilmUploadForm.Meta.fields, "captions", "transcript")
        widgets = {
            "captions": forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
            "transcript": forms.Textarea(attrs={"rows": 6}),
        }

    def clean_captions_file(self) -> str:
        """The words of the file, or nothing."""
        upload = self.cleaned_data["captions_file"]
        if upload is None:
            return ""
        try:
            # What is cut off was too long anyway.
            return str(upload.read(MAX_CAPTIONS_BYTES).decode("utf-8-sig"))
        except UnicodeError as unreadable:
            raise ValidationError(
                _(
                    "Không đọc được tệp phụ đề. Lưu lại thành tệp chữ .vtt hoặc .srt, mã UTF-8, "
                    "hoặc gõ thẳng vào ô dưới."
                )
            ) from unreadable

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        typed = cleaned.get("captions", "")
        text = cleaned.get("captions_file") or typed
        name = "captions_file" if cleaned.get("captions_file") else "captions"
        if text.strip():
            seconds = 0 if "file" in self.changed_data else self.instance.seconds
            try:
                cleaned["captions"] = captions.written(captions.read(text, seconds=seconds))
            except captions.CaptionsWrong as wrong:
                self.add_error(name, str(wrong))
        return cleaned
