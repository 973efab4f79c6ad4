"""Pictures made by programs, and pictures for phones."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.files.base import ContentFile, File
from wagtail.models import Collection

from lms.media import kinds, phone_sizes, pictures
from lms.media.models import CustomImage
from lms.media.pictures import Picture
from lms.media.uploads import vouch_for


def make_image(
    *,
    title: str,
    description: str,
    file: "File[bytes]",
    collection: Collection | None = None,
    by: AbstractBaseUser | None = None,
) -> CustomImage:
    """A saved picture, cleaned as one from a form is; raises FileRefused."""
    pictures.check_size(file.size)
    file.seek(0)
    picture = pictures.clean(file.read())
    content = ContentFile(picture.content, kinds.safe_name(file.name or title, picture.extension))
    vouch_for(content)
    image = CustomImage(
        title=title,
        description=description,
        file=content,
        collection=collection or Collection.get_first_root_node(),
        uploaded_by_user_id=by.pk if by else None,
    )
    image._set_image_file_metadata()  # noqa: SLF001  what Wagtail's own form calls
    image.save()
    return image


def phone_picture(image: CustomImage) -> Picture:
    """The picture as a phone gets it: WebP at most 720 points wide, or the drawing itself."""
    with image.open_file() as file:
        return phone_sizes.for_phone(file.read())
