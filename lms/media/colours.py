"""The points of a picture without what cameras and programs write beside them."""

from io import BytesIO

from PIL import Image, ImageCms

_SRGB = ImageCms.createProfile("sRGB")


def bare(image: Image.Image) -> Image.Image:
    """Encoders copy what they find in `info` (comments, profiles, positions): leave nothing."""
    bare = image.copy()
    bare.info = {key: bare.info[key] for key in ("transparency",) if key in bare.info}
    return bare


def plain(image: Image.Image) -> Image.Image:
    """The picture in sRGB or grey, with transparency where it has any; needs no profile."""
    profile = image.info.get("icc_profile")
    if image.mode == "L" and not profile and not image.has_transparency_data:
        return image
    wanted = "RGBA" if image.has_transparency_data else "RGB"
    if image.mode.startswith("I"):
        # 16 bits of grey: convert() would clip all but the darkest.
        image = image.point(lambda level: level / 256).convert("L")
    if image.mode not in {"L", "CMYK", wanted}:
        image = image.convert(wanted)
    if profile:
        try:
            return _through_profile(image, profile, wanted)
        except (ImageCms.PyCMSError, OSError, ValueError):
            # A profile nobody can read says nothing about the colours.
            return image.convert(wanted)
    return image if image.mode == wanted else image.convert(wanted)


def _through_profile(image: Image.Image, profile: bytes, wanted: str) -> Image.Image:
    converted = ImageCms.profileToProfile(
        image, ImageCms.ImageCmsProfile(BytesIO(profile)), _SRGB, outputMode=wanted
    )
    if converted is None:
        raise ValueError
    return converted
