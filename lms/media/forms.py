"""Every form of the admin that takes a file: upload, multiple upload, chooser and edit."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import FileField
from django.utils.translation import gettext_lazy as _
from wagtail.documents.fields import WagtailDocumentField
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from lms.media import kinds, papers, pictures
from lms.media.refusals import FileRefused
from lms.media.uploads import rewrite, vouch_for

_EMPTY = _("Tệp này trống. Chọn lại tệp rồi tải lên.")
_REQUIRED = _("Chưa chọn tệp. Bấm nút chọn tệp trước nhé.")


class PictureFormField(WagtailImageField):
    """Takes a picture by its content and rewrites the upload with the cleaned one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = kinds.megabytes(self.max_upload_size)
        self.help_text = _(
            "Ảnh JPG, PNG, WebP, GIF hoặc hình vẽ SVG, nặng nhất %(limit)s MB. "
            "Vị trí chụp và thông tin máy ảnh được xóa khi tải lên."
        ) % {"limit": limit}
        self.error_messages |= {
            "required": _REQUIRED,
            "empty": _EMPTY,
            "invalid_image_extension": _(
                "Tệp này không phải ảnh. Chọn ảnh JPG, PNG, WebP, GIF hoặc hình vẽ SVG."
            ),
            "file_too_large_unknown_size": _("Ảnh nặng quá %(limit)s MB. Thu nhỏ ảnh rồi tải lên.")
            % {"limit": limit},
        }

    def to_python(self, data: Any) -> Any:
        upload: Any = FileField.to_python(self, data)
        if upload is None:
            return None
        try:
            pictures.check_size(upload.size)
            picture = pictures.clean(upload.read())
        except FileRefused as refusal:
            raise ValidationError(str(refusal), code="refused") from refusal
        rewrite(upload, picture.content, kinds.safe_name(upload.name, picture.extension))
        vouch_for(upload)
        return upload


class PaperFormField(WagtailDocumentField):
    """Takes a document whose content is what its name says."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = kinds.megabytes(self.max_upload_size)
        self.help_text = _(
            "PDF, Word, Excel, PowerPoint, LibreOffice, văn bản, CSV hoặc MP3, "
            "nặng nhất %(limit)s MB."
        ) % {"limit": limit}
        self.error_messages |= {
            "required": _REQUIRED,
            "empty": _EMPTY,
            "file_too_large_unknown_size": _("Tệp nặng quá %(limit)s MB. Giảm cỡ rồi tải lên.")
            % {"limit": limit},
        }

    def to_python(self, data: Any) -> Any:
        upload: Any = FileField.to_python(self, data)
        if upload is None:
            return None
        try:
            papers.check_size(upload.size)
            extension = papers.check(upload.name, upload.read())
        except FileRefused as refusal:
            raise ValidationError(str(refusal), code="refused") from refusal
        upload.seek(0)
        upload.name = kinds.safe_name(upload.name, extension)
        vouch_for(upload)
        return upload


class ImageForm(BaseImageForm):
    """A picture and the words for those who cannot see it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _swap(self, PictureFormField)
        if description := self.fields.get("description"):
            description.required = True
            description.label = _("Mô tả hình")
            description.help_text = _(
                "Đọc lên cho người không nhìn thấy: trong hình có gì? Ví dụ: Màn hình đăng nhập, "
                "nút xanh ghi “Tiếp tục” ở dưới cùng."
            )
            description.error_messages["required"] = _(
                "Ghi một câu tả hình, để người không nhìn thấy cũng hiểu."
            )


class DocumentForm(BaseDocumentForm):
    """A document to download."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _swap(self, PaperFormField)


def _swap(form: BaseImageForm | BaseDocumentForm, field_class: type[FileField]) -> None:
    """Replace Wagtail's file field, where the form has one, by ours."""
    if stock := form.fields.get("file"):
        form.fields["file"] = field_class(
            label=_("Tệp"), widget=stock.widget, required=stock.required
        )
