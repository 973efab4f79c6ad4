"""Photos in the plain form: chosen as they are, made small here."""

import hashlib
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from lms.media import pictures, snapshots
from lms.media.pictures import Picture
from lms.media.refusals import FileRefused
from teams.services import pictured
from teams.services.pictured import Pictured


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several photos, each made anew; by the hash of the file that was chosen."""

    def clean(self, data: Any, initial: Any = None) -> dict[str, Picture]:
        given = data if isinstance(data, list | tuple) else [data]
        files = [one for one in given if one]
        if len(files) > pictured.MOST_PHOTOS:
            raise forms.ValidationError(too_many())
        return dict(self._made(super(PhotosField, self).clean(one, initial)) for one in files)

    @staticmethod
    def _made(file: UploadedFile[Any]) -> tuple[str, Picture]:
        try:
            pictures.check_size(file.size or 0)
            content = file.read()
            return hashlib.sha256(content).hexdigest(), snapshots.snapshot(content)
        except FileRefused as refused:
            raise forms.ValidationError(str(refused)) from refused


class PhotosForm(forms.Form):
    """Stands beside `SessionForm`; `kept` is what the log names already and goes on naming."""

    photos = PhotosField(
        label="Ảnh buổi hướng dẫn",
        required=False,
        help_text="Nhiều nhất 3 ảnh, thấy cả nhóm. Thông tin ẩn trong ảnh sẽ được bỏ.",
        error_messages={"empty": "Có ảnh trống. Chọn lại ảnh giúp mình."},
        widget=ManyFiles(attrs={"class": "input", "accept": "image/*"}),
    )
    photos_agreed = forms.BooleanField(label="Người trong ảnh đồng ý cho chụp", required=False)
    has_children = forms.BooleanField(label="Trong ảnh có trẻ em", required=False)

    def __init__(self, *args: Any, kept: Pictured | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept = kept or Pictured()

    @property
    def had_files(self) -> bool:
        """A browser does not choose the same files again by itself."""
        return bool(self.files)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        new = cleaned.get("photos") or {}
        if new and not cleaned.get("photos_agreed"):
            self.add_error("photos_agreed", pictured.NOT_AGREED)
        if len({*new, *self.kept.photos}) > pictured.MOST_PHOTOS:
            self.add_error("photos", too_many())
        return cleaned

    def document(self) -> dict[str, Any]:
        """The part of the document that is about photos and the place."""
        photos = {
            name: {
                "size": len(picture.content),
                "has_children": self.cleaned_data["has_children"],
            }
            for name, picture in self.cleaned_data["photos"].items()
        }
        kept = {key: value for key, value in self.kept.payload().items() if value is not None}
        if photos:
            kept |= {"photos": {**photos, **kept.get("photos", {})}, "photos_agreed": True}
        return kept


def too_many() -> str:
    return f"Mỗi buổi gửi nhiều nhất {pictured.MOST_PHOTOS} ảnh. Bỏ bớt rồi gửi."
