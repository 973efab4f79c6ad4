"""Uploading a recorded voice and writing down where its sentences begin."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.media import kinds
from lms.media.desk.shelf_forms import ShelfForm
from lms.media.models import Recording
from lms.media.refusals import FileRefused
from lms.media.sound import kinds as sounds
from lms.media.sound import marks
from lms.media.uploads import vouch_for


class SoundFormField(forms.FileField):
    """Takes a recording by its content."""

    widget = forms.FileInput(attrs={"accept": "audio/*,.m4a,.amr,.3gp,.opus,.webm"})
    default_error_messages = {
        "required": _("Chưa chọn bản ghi. Bấm nút chọn tệp trước nhé."),
        "empty": _("Tệp này trống. Chọn lại bản ghi rồi tải lên."),
    }

    def to_python(self, data: Any) -> Any:
        upload: Any = super().to_python(data)
        if upload is None:
            return None
        try:
            sounds.check_size(upload.size)
            extension = sounds.check(upload.read()).extension
        except FileRefused as refusal:
            raise ValidationError(str(refusal), code="refused") from refusal
        upload.seek(0)
        upload.name = kinds.safe_name(upload.name, extension)
        vouch_for(upload)
        return upload


class RecordingUploadForm(ShelfForm):
    """A new recording: what to call it, the file, where it lies."""

    file = SoundFormField(
        label=_("Bản ghi"),
        help_text=_(
            "Ghi bằng máy ghi âm của điện thoại, đọc chậm, nghỉ một nhịp sau mỗi câu. "
            "Nhận M4A, MP3, WAV, OGG, WebM, AMR, 3GP; nặng nhất %(size)s MB, dài nhất "
            "%(minutes)s phút."
        )
        % {
            "size": kinds.megabytes(sounds.MAX_BYTES),
            "minutes": sounds.MAX_SECONDS // 60,
        },
    )

    class Meta:
        model = Recording
        fields = ("title", "file", "collection")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].help_text = _("Để tìm lại, ví dụ: Nộp hồ sơ, bài 1, bước 2.")

    def save(self, commit: bool = True) -> Recording:  # noqa: FBT001, FBT002  Django's own
        recording: Recording = self.instance
        if "file" in self.changed_data:
            recording.uploaded_by_user = self.for_user
            recording.is_placeholder = False
            recording.marks, recording.pauses = [], []
            recording.state, recording.error = Recording.State.WAITING, ""
        elif recording.state == Recording.State.FAILED:
            recording.state, recording.error = Recording.State.WAITING, ""
        saved: Recording = super().save(commit)
        return saved


class RecordingForm(RecordingUploadForm):
    """A recording with the times its sentences begin, one a line."""

    times = forms.CharField(
        label=_("Mỗi câu bắt đầu lúc nào"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_(
            "Mỗi dòng một câu, theo thứ tự trên màn hình, ví dụ 0:07,5. Máy đặt sẵn theo chỗ nghỉ; "
            "sửa chỗ nào chưa khớp. Xóa hết thì máy đặt lại."
        ),
    )

    class Meta(RecordingUploadForm.Meta):
        pass

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.state == Recording.State.READY:
            self.fields["times"].initial = marks.written(self.instance.all_marks())
        else:
            del self.fields["times"]

    def clean_times(self) -> list[float]:
        try:
            return marks.read(self.cleaned_data["times"], longest=self.instance.seconds)
        except marks.MarksUnreadable as wrong:
            raise ValidationError(
                _(
                    "Chưa hiểu dòng “%(line)s”. Ghi phút:giây như 0:07,5; dòng sau muộn hơn dòng "
                    "trước, và không quá %(end)s."
                )
                % {"line": wrong, "end": marks.written([self.instance.seconds])}
            ) from wrong

    def save(self, commit: bool = True) -> Recording:  # noqa: FBT001, FBT002  Django's own
        if "times" in self.changed_data and "file" not in self.changed_data:
            self.instance.marks = self.cleaned_data["times"]
        return super().save(commit)
